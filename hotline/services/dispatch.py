"""Texts that go out: notices to volunteers, sign-in codes and acknowledgements.

Each is one step of the outbox: read in one transaction, sent between two, noted in
the second. Raises CarrierUnavailable for the outbox to try again.
"""

from __future__ import annotations

from hotline.domain.help_requests import RequestState
from hotline.errors import CarrierRefused
from hotline.ports import Carrier, Ports, Transaction
from hotline.types import MessageSid, PhoneNumber


def send_notice(ports: Ports, carrier: Carrier, notice_id: str) -> None:
    """Text a volunteer that a request waits: a code and nothing else.

    Nothing is sent when the request was claimed meanwhile, or was sent before.
    """
    with ports.unit_of_work() as tx:
        notice = tx.notices.by_id(notice_id)
        request = tx.requests.by_id(notice.request_id) if notice else None
        volunteer = tx.volunteers.by_id(notice.volunteer_id) if notice else None
        if notice is None or request is None or volunteer is None or notice.sent_at:
            return
        if request.state is not RequestState.QUEUED:
            return
        phone = _phone(tx, volunteer.key_id, volunteer.phone)
        language = volunteer.languages[0] if volunteer.languages else ports.default_language
        body = ports.texts.text("notice.waiting", language, code=request.code)
    try:
        carrier.send_text(phone, body, notice_id)
    except CarrierRefused:
        # A dead number holds up nobody: the others were asked at the same time.
        return
    with ports.unit_of_work() as tx:
        tx.notices.mark_sent(notice_id, ports.clock.now())


def send_text(ports: Ports, carrier: Carrier, message_id: str) -> None:
    """Send one stored text to the volunteer or the person at its other end."""
    with ports.unit_of_work() as tx:
        message = tx.messages.by_id(message_id)
        if message is None or message.status != "waiting":
            return
        key = tx.keys.open(message.key_id)
        body = key.open_text("message.body", message.body)
        if message.volunteer_id:
            volunteer = tx.volunteers.by_id(message.volunteer_id)
            phone = _phone(tx, volunteer.key_id, volunteer.phone) if volunteer else None
        else:
            request = tx.requests.by_id(message.request_id) if message.request_id else None
            phone = None
            if request and request.contact:
                phone = PhoneNumber(key.open_text("contact", request.contact))
    if phone is None:
        return
    sid: MessageSid | None
    try:
        sid = carrier.send_text(phone, body, message_id)
    except CarrierRefused:
        sid = None
    with ports.unit_of_work() as tx:
        sid_fingerprint = ports.vault.fingerprint("sid", sid or message_id)
        tx.messages.set_sid(message_id, sid_fingerprint)
        if sid is None:
            tx.messages.raise_status(sid_fingerprint, "failed")


def _phone(tx: Transaction, key_id: str, sealed: object) -> PhoneNumber:
    return PhoneNumber(tx.keys.open(key_id).open_text("volunteer.phone", sealed))
