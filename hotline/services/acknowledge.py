"""Tell a person who texted that we have it: once per request, few per number and day."""

from __future__ import annotations

from hotline.domain.help_requests import HelpRequest
from hotline.domain.limits import ACKNOWLEDGEMENTS_PER_NUMBER as LIMIT
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.types import new_id


def acknowledge(ports: Ports, tx: Transaction, request: HelpRequest) -> bool:
    """Queue the acknowledgement unless one went out or the number has had its share.

    Two auto-responders die out here, and a flood costs no more than the limit.
    """
    now = ports.clock.now()
    if request.contact is None or request.fingerprint is None:
        return False
    if any(message.direction == "out" for message in tx.messages.of_request(request.id)):
        return False
    if tx.messages.count_out_to(request.fingerprint, now - LIMIT.within) >= LIMIT.count:
        return False
    key = tx.keys.open(request.key_id)
    text = ports.texts.text("ack.request", request.language, name=ports.hotline_name)
    message_id = new_id()
    tx.messages.add(
        message_id=message_id,
        key_id=key.id,
        request_id=request.id,
        volunteer_id=None,
        direction="out",
        body=key.seal_text("message.body", text),
        at=now,
    )
    tx.messages.note_out_to(request.fingerprint, now)
    tx.outbox.add(OutboxKind.SEND_TEXT, message_id)
    return True
