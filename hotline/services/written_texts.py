"""Writes an outgoing text down, sealed, for a worker to send after commit.

Every text of ours goes through write_text. Whether it may go at all is asked by those who
write it (tests/services/test_contact_gate.py has the table) and once more by
dispatch.send_text in the moment of sending.
"""

from __future__ import annotations

from datetime import datetime

from hotline.domain.outbox import OutboxKind
from hotline.domain.volunteers import Volunteer
from hotline.ports import DataKey, Ports, Transaction
from hotline.types import Sealed, new_id


def write_text(
    ports: Ports,
    tx: Transaction,
    key: DataKey,
    words: str,
    *,
    request_id: str | None = None,
    volunteer_id: str | None = None,
    contact: Sealed | None = None,
    kind: OutboxKind = OutboxKind.SEND_TEXT,
    not_before: datetime | None = None,
) -> str:
    """Keep one text under the key and ask for it to be sent; the id of the message.

    It is for one: the person of a request, a volunteer, or a number of which nothing else is
    kept (`contact`). Raises ValueError when that is not said in exactly one way. It waits for
    `not_before`, and counts toward no limit and no budget here.
    """
    if sum(each is not None for each in (request_id, volunteer_id, contact)) != 1:
        raise ValueError("A text is for exactly one: a request, a volunteer or a number.")
    message_id = new_id()
    tx.messages.add(
        message_id=message_id,
        key_id=key.id,
        request_id=request_id,
        volunteer_id=volunteer_id,
        direction="out",
        body=key.seal_text("message.body", words),
        contact=contact,
        at=ports.clock.now(),
    )
    tx.outbox.add(kind, message_id, not_before=not_before)
    return message_id


def write_text_to_volunteer(
    ports: Ports, tx: Transaction, volunteer: Volunteer, text: str, *, key_id: str = ""
) -> None:
    """Keep the text sealed under the volunteer's key; it counts toward no budget here.

    With `key_id` under that one: a person's own words stay the person's, and go with them.
    """
    key = tx.keys.open(key_id or volunteer.key_id)
    write_text(ports, tx, key, text, volunteer_id=volunteer.id)
