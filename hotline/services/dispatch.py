"""Texts that go out: notices to volunteers, sign-in codes and acknowledgements.

Each is one step of the outbox: read in one transaction, sent between two, noted in
the second. Raises CarrierUnavailable for the outbox to try again.
"""

from __future__ import annotations

from hotline.domain.contact_safety import Allowed, Contact, may_contact
from hotline.domain.help_requests import Channel, HelpRequest, RequestState
from hotline.domain.limits import HEARD_WITHIN
from hotline.domain.messages import Message
from hotline.errors import CarrierRefused
from hotline.ports import Carrier, Ports, Transaction
from hotline.services.opt_outs import note_refused
from hotline.services.reach import is_ordinary, may_reach_person
from hotline.services.receipts import contact_rules_of
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import MessageSid, PhoneNumber

#: The carrier's error for a number that has opted out there (reference 4.3).
OPTED_OUT = 21610


def send_notice(ports: Ports, notice_id: str) -> None:
    """Write the text that tells a volunteer of a request: a code and nothing else.

    Nothing is written when the request was claimed meanwhile, when it was written before,
    or when the day's money is spent: the request still stands in the queue. The text goes
    the way of every other (send_text), which looks it up before it is sent again.
    """
    with ports.unit_of_work() as tx:
        notice = tx.notices.by_id(notice_id)
        request = tx.requests.by_id(notice.request_id) if notice else None
        volunteer = tx.volunteers.by_id(notice.volunteer_id) if notice else None
        if notice is None or request is None or volunteer is None or notice.sent_at:
            return
        if request.state is not RequestState.QUEUED:
            return
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        body = ports.texts.text("notice.waiting", language, code=request.code)
        if queue_text_to_volunteer(ports, tx, volunteer, body, automatic=True):
            tx.notices.mark_sent(notice_id, ports.clock.now())


def send_text(ports: Ports, carrier: Carrier, message_id: str) -> None:
    """Send one stored text to the volunteer or the person at its other end."""
    with ports.unit_of_work() as tx:
        message = tx.messages.by_id(message_id)
        if message is None or message.status not in {"waiting", "trying"}:
            return
        key = tx.keys.open(message.key_id)
        body = key.open_text("message.body", message.body)
        if message.contact:
            phone = PhoneNumber(key.open_text("contact", message.contact))
        elif message.volunteer_id:
            volunteer = tx.volunteers.by_id(message.volunteer_id)
            phone = _phone(tx, volunteer.key_id, volunteer.phone) if volunteer else None
        else:
            request = tx.requests.by_id(message.request_id) if message.request_id else None
            phone = None
            if request and request.contact and _may_text(ports, tx, request):
                phone = PhoneNumber(key.open_text("contact", request.contact))
        if phone is not None and not _may_reach(ports, tx, phone, message):
            _finish(ports, tx, message, None)
            return
        if phone and not message.volunteer_id and _wants_silence(ports, tx, phone, message_id):
            _finish(ports, tx, message, None)
            return
        if phone is not None:
            tx.messages.mark_trying(message_id)
    if phone is None:
        return
    sid: MessageSid | None = None
    try:
        if message.status == "trying":
            # An attempt that gave no answer may have gone out all the same.
            sid = carrier.find_text(phone, body, message.at)
        sid = sid or carrier.send_text(phone, body, message_id)
    except CarrierRefused as refused:
        sid = None
        if refused.code == OPTED_OUT and not message.volunteer_id:
            with ports.unit_of_work() as tx:
                note_refused(ports, tx, phone)
    with ports.unit_of_work() as tx:
        _finish(ports, tx, message, sid)


def _may_reach(ports: Ports, tx: Transaction, phone: PhoneNumber, message: Message) -> bool:
    """Promise F1: a volunteer's phone; who texted a moment ago; who was heard of lately."""
    if message.volunteer_id:
        return True
    if message.contact:
        return is_ordinary(ports, phone) and ports.clock.now() - message.at < HEARD_WITHIN
    request = tx.requests.by_id(message.request_id) if message.request_id else None
    return may_reach_person(ports, tx, phone, request)


def _may_text(ports: Ports, tx: Transaction, request: HelpRequest) -> bool:
    """Whether this person may get a text now, by their own rules (V15).

    Who texted us is answered on the phone they wrote from. Who called gets a text only if
    they said yes to it, and only at the hours they named.
    """
    if request.channel is Channel.TEXT and request.contact_rules is None:
        return True
    rules = contact_rules_of(tx, request)
    return may_contact(rules, Contact.TEXT, ports.clock.now(), None) == Allowed()


def forget_unsent(ports: Ports, message_id: str) -> None:
    """A text that could not be sent after all its tries: of a single answer, the key goes."""
    with ports.unit_of_work() as tx:
        message = tx.messages.by_id(message_id)
        if message is not None and message.status in {"waiting", "trying"}:
            _finish(ports, tx, message, None)


def _wants_silence(ports: Ports, tx: Transaction, phone: PhoneNumber, message_id: str) -> bool:
    """Asked for every text to a person, with no way round it (T5)."""
    return not tx.opt_outs.allows(phone.marks(ports.vault.fingerprint).opt_out, message_id)


def _finish(ports: Ports, tx: Transaction, message: Message, sid: MessageSid | None) -> None:
    sid_fingerprint = ports.vault.fingerprint("sid", sid or message.id)
    tx.messages.set_sid(message.id, sid_fingerprint)
    if sid is None:
        tx.messages.raise_status(sid_fingerprint, "failed")
    if message.contact:
        tx.keys.destroy(message.key_id)


def _phone(tx: Transaction, key_id: str, sealed: object) -> PhoneNumber:
    return PhoneNumber(tx.keys.open(key_id).open_text("volunteer.phone", sealed))
