"""Writes a text to a volunteer down, sealed, for a worker to send after commit."""

from __future__ import annotations

from hotline.domain.outbox import OutboxKind
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.types import new_id


def write_text_to_volunteer(
    ports: Ports, tx: Transaction, volunteer: Volunteer, text: str, *, key_id: str = ""
) -> None:
    """Keep the text sealed under the volunteer's key; it counts toward no budget here.

    With `key_id` under that one: a person's own words stay the person's, and go with them.
    """
    key = tx.keys.open(key_id or volunteer.key_id)
    message_id = new_id()
    tx.messages.add(
        message_id=message_id,
        key_id=key.id,
        request_id=None,
        volunteer_id=volunteer.id,
        direction="out",
        body=key.seal_text("message.body", text),
        at=ports.clock.now(),
    )
    tx.outbox.add(OutboxKind.SEND_TEXT, message_id)
