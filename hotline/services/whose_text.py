"""To which open request a text belongs."""

from __future__ import annotations

from hotline.domain.contact_safety import Contact
from hotline.domain.help_requests import HelpRequest
from hotline.ports import Ports, Transaction
from hotline.services.receipts import contact_rules_of
from hotline.types import PhoneNumber


def request_of_texter(ports: Ports, tx: Transaction, sender: PhoneNumber) -> HelpRequest | None:
    """The open request to which a text of this number belongs; None for a new one.

    Their newest by text; else one by phone whose caller said "text me instead": what we
    write to them goes out from there, and their answer comes back to it (T4).
    """
    mark = sender.marks(ports.vault.fingerprint).whole
    by_text = tx.requests.latest_from(mark)
    if by_text is not None:
        return by_text
    for request in tx.conversations.open_from(mark):
        if Contact.TEXT in contact_rules_of(tx, request).ways:
            return request
    return None
