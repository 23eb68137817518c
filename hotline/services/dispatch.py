"""Texts that go out: to volunteers, and to the people who ask for help.

Each is one step of the outbox: read in one transaction, sent between two, noted in
the second. Raises CarrierUnavailable for the outbox to try again.
"""

from __future__ import annotations

from hotline.domain.contact_safety import Allowed, Reason, Refused, passes_with_time
from hotline.domain.delivery import Failure, failure_of
from hotline.domain.limits import ANSWER_LIVES, HEARD_WITHIN
from hotline.domain.messages import Message
from hotline.domain.outbox import OutboxKind
from hotline.errors import CarrierRefused
from hotline.ports import Carrier, Ports, Transaction
from hotline.services import whatsapp
from hotline.services.deliveries import note_failed
from hotline.services.opt_outs import note_refused
from hotline.services.reach import is_ordinary, may_reach_person
from hotline.services.text_gate import may_text, next_time
from hotline.types import MessageSid, PhoneNumber

#: The carrier's error for a number that has opted out there (reference 4.3).
OPTED_OUT = 21610


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
            gate = may_text(ports, tx, request) if request else Refused(Reason.NOT_ALLOWED)
            if request and passes_with_time(gate):
                # It waits for their hours; meanwhile the page says so.
                not_before = next_time(ports, tx, request)
                tx.outbox.add(OutboxKind.SEND_TEXT, message_id, not_before=not_before)
                return
            if not (request and request.contact and gate == Allowed()):
                _give_up(ports, tx, message, Failure.THEIR_RULES)
                return
            phone = PhoneNumber(key.open_text("contact", request.contact))
        if phone is not None and _is_too_late(ports, tx, message):
            _give_up(ports, tx, message, Failure.LOST)
            return
        if phone is not None and not _may_reach(ports, tx, phone, message):
            _give_up(ports, tx, message, Failure.NOT_REACHED)
            return
        if phone and not message.volunteer_id and _wants_silence(ports, tx, phone, message_id):
            _give_up(ports, tx, message, Failure.OPTED_OUT)
            return
        held, template = False, None
        if phone is not None:
            held = not whatsapp.window_is_open(ports, tx, phone, message)
            template = whatsapp.hold(ports, tx, phone, message) if held else None
            if not held:
                tx.messages.mark_trying(message_id)
    if phone is not None and template is not None:
        whatsapp.ask_them_to_write(carrier, phone, template)
    if phone is None or held:
        return
    sid: MessageSid | None = None
    failure: Failure | None = None
    try:
        if message.status == "trying":
            # An attempt that gave no answer may have gone out all the same.
            sid = carrier.find_text(phone, body, message.at)
        sid = sid or carrier.send_text(phone, body, message_id)
    except CarrierRefused as refused:
        sid, failure = None, failure_of(refused.code)
        if refused.code == OPTED_OUT and not message.volunteer_id:
            with ports.unit_of_work() as tx:
                note_refused(ports, tx, phone)
    with ports.unit_of_work() as tx:
        _finish(ports, tx, message, sid)
        if failure is not None:
            note_failed(ports, tx, message.id, failure)
        elif message.request_id:
            tx.announce()


def _give_up(ports: Ports, tx: Transaction, message: Message, failure: Failure) -> None:
    """It is never handed to the carrier; the page says why."""
    _finish(ports, tx, message, None)
    note_failed(ports, tx, message.id, failure)


def _may_reach(ports: Ports, tx: Transaction, phone: PhoneNumber, message: Message) -> bool:
    """Promise F1: a volunteer's phone; who texted a moment ago; who was heard of lately."""
    if message.volunteer_id:
        return True
    if message.contact:
        return is_ordinary(ports, phone) and ports.clock.now() - message.at < HEARD_WITHIN
    request = tx.requests.by_id(message.request_id) if message.request_id else None
    return may_reach_person(ports, tx, phone, request)


def _is_too_late(ports: Ports, tx: Transaction, message: Message) -> bool:
    """A machine's answer is for the hand that wrote: hours later another may hold the phone.

    What a person of ours wrote, and what somebody's own rules let through, may come late.
    """
    if message.volunteer_id or ports.clock.now() - message.at <= ANSWER_LIVES:
        return False
    request = tx.requests.by_id(message.request_id) if message.request_id else None
    if request is not None and request.contact_rules is not None:
        return False
    return not tx.conversations.authors([message.id])


def forget_unsent(ports: Ports, message_id: str) -> None:
    """A text that could not be sent after all its tries: of a single answer, the key goes."""
    with ports.unit_of_work() as tx:
        message = tx.messages.by_id(message_id)
        if message is not None and message.status in {"waiting", "trying"}:
            _give_up(ports, tx, message, Failure.LOST)


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
