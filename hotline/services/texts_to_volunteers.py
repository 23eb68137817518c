"""The one way by which a text to a volunteer is asked for, and its price counted."""

from __future__ import annotations

from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.written_texts import write_text_to_volunteer


def queue_text_to_volunteer(
    ports: Ports,
    tx: Transaction,
    volunteer: Volunteer,
    text: str,
    *,
    automatic: bool = False,
    key_id: str = "",
) -> bool:
    """Keep the text sealed; a worker sends it after commit. A person's words in it hang on
    the key of their request (`key_id`).

    False when it is `automatic` (nobody has just done something that asks for it) and the
    day's money is spent. Answers to volunteers' own texts and sign-in codes always go.
    """
    price = ports.money.price_of_text(text)
    if automatic and not spending.take(ports, tx, price):
        return False
    if not automatic:
        spending.note(ports, tx, price)
    write_text_to_volunteer(ports, tx, volunteer, text, key_id=key_id)
    return True
