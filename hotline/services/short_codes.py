"""The number under which one phone knows a request: `1a`, and a bare `a` for the last."""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.help_requests import HelpRequest
from hotline.domain.offers import NUMBER_LIVES, CodeOnPhone, Reply, free_number
from hotline.ports import Ports, Transaction


def tell_code(
    ports: Ports, tx: Transaction, volunteer_id: str, request_id: str, *, place: int = 0
) -> str:
    """The short code to write to this phone about this request.

    Of several in one text, the one in place 0 is what a bare `a` means from now on.
    """
    now = ports.clock.now() - timedelta(microseconds=place)
    told = list(tx.offers.codes_of(volunteer_id))
    known = [each for each in told if each.request_id == request_id]
    number = known[0].number if known else free_number(told, now)
    code = CodeOnPhone(number, request_id, now)
    tx.offers.tell_code(volunteer_id, code.number, code.request_id, code.at)
    return code.short


def meant_by(ports: Ports, tx: Transaction, volunteer_id: str, reply: Reply) -> HelpRequest | None:
    """The request that a reply means on this phone; None for a code it was never told.

    A long code counts only when the request was offered to this volunteer or is asked of
    them or held by them, so that a stolen phone cannot try codes.
    """
    if reply.code:
        request = tx.requests.by_code(reply.code)
        return request if request and _knows(tx, volunteer_id, request) else None
    since = ports.clock.now() - NUMBER_LIVES
    told = [each for each in tx.offers.codes_of(volunteer_id) if each.at >= since]
    if reply.number is not None:
        told = [each for each in told if each.number == reply.number]
    return tx.requests.by_id(told[0].request_id) if told else None


def _knows(tx: Transaction, volunteer_id: str, request: HelpRequest) -> bool:
    asked = tx.offers.hand_over_of(request.id)
    return (
        request.claimed_by == volunteer_id
        or (asked is not None and asked.to_volunteer == volunteer_id)
        or request.id in tx.notices.requests_offered_to(volunteer_id)
    )
