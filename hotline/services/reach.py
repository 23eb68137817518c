"""Which phones a text of ours may go to at all: promise F1, asked in the moment of sending.

An open hotline that answers every number is a machine that others can make pay: with
premium numbers, with numbers of far countries, or with numbers that never asked us.
"""

from __future__ import annotations

from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.limits import HEARD_WITHIN
from hotline.ports import Ports, Transaction
from hotline.types import PhoneNumber


def is_ordinary(ports: Ports, phone: PhoneNumber) -> bool:
    """A mobile or fixed phone of a country that the settings allow."""
    return phone.is_ordinary_in(ports.money.countries)


def may_reach_person(
    ports: Ports, tx: Transaction, phone: PhoneNumber, request: HelpRequest | None
) -> bool:
    """Who wrote or rang in the last 72 hours; later, whose request one of us holds.

    A claimed request has a person of ours who answers with their own hands, on Tuesday
    what was asked on Friday. Nothing automatic goes out as late as that.
    """
    if not is_ordinary(ports, phone):
        return False
    if request is not None and request.state is RequestState.CLAIMED:
        return True
    mark = phone.marks(ports.vault.fingerprint).whole
    return tx.messages.heard_from(mark, ports.clock.now() - HEARD_WITHIN)
