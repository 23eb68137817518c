"""A bare number that answers a question which we asked by text, and nothing else.

Read as an answer only while the question is the last thing that we wrote: after anything
else a number may mean something else, and then people read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.help_requests import HelpRequest
from hotline.domain.partners import AskedBy, Consent
from hotline.ports import Ports, Transaction
from hotline.services.partner_consents import answer_in

_SAYS = {1: True, 2: False}


@dataclass(frozen=True)
class Understood:
    """The request that was meant, and the text to answer with, in its language."""

    request: HelpRequest
    text_id: str


def understand(
    ports: Ports, tx: Transaction, request: HelpRequest | None, body: str
) -> Understood | None:
    """The answer to a partner's question; None when it is none, and then nothing is changed."""
    yes = _SAYS.get(number_in(body))
    if request is None or yes is None:
        return None
    asked = [
        each
        for each in tx.partners.consents_of(request.id)
        if each.state is Consent.ASKED and each.asked_by is AskedBy.TEXT
    ]
    if not asked or _wrote_since(tx, request, asked[-1].at):
        return None
    if not answer_in(ports, tx, asked[-1], yes, said_to="the-person"):
        return None
    return Understood(request, "partner.yes" if yes else "partner.no")


def number_in(body: str) -> int:
    """The number that a text is, in digits of any script; 0 for any other text."""
    bare = body.strip().rstrip(".!)。")
    return int(bare) if bare.isdecimal() and len(bare) == 1 else 0


def _wrote_since(tx: Transaction, request: HelpRequest, at: object) -> bool:
    return any(
        each.direction == "out" and each.at > at for each in tx.messages.of_request(request.id)
    )
