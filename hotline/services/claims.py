"""One winner: claim, release and resolve a request.

Each is a conditional update and a row count of 1, never check-then-act, so that two
volunteers in the same instant cannot both win (promise I4).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.domain.figures import Counted
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.outcomes import Ending, Outcome
from hotline.errors import AlreadyClaimed, NotFound, NotYours, WrongState
from hotline.ports import Ports, Transaction
from hotline.services import asking
from hotline.services.booking_words import cancel_of
from hotline.services.quiet_phones import stop_ringing_about

#: How a request ends of which nothing more is said: by text or by the phone menu.
_ANSWERED = Ending(Outcome.ANSWERED)


@dataclass(frozen=True)
class Claimed:
    """The claim that was won; `again` when the volunteer had it already."""

    code: str
    at: datetime
    again: bool = False


def claim(ports: Ports, volunteer_id: str, code: str) -> Claimed:
    """Take a waiting request.

    Raises NotFound for an unknown code, AlreadyClaimed (with the holder's name) when
    another has it, WrongState when it is already answered.
    """
    with ports.unit_of_work() as tx:
        return claim_in(ports, tx, volunteer_id, code)


def claim_in(ports: Ports, tx: Transaction, volunteer_id: str, code: str) -> Claimed:
    """The same inside a transaction that a webhook has begun."""
    now = ports.clock.now()
    request = by_code(tx, code)
    ends = now + ports.policy.lease
    if tx.requests.claim(request.id, volunteer_id, now, ends):
        tx.audit.write(volunteer_id, "request:claim", request.id, now)
        stop_ringing_about(ports, tx, request.id)
        tx.announce()
        return Claimed(request.code, now)
    current = tx.requests.by_id(request.id)
    if current is None:
        raise NotFound("There is no such request any more.")
    if current.state is RequestState.RESOLVED:
        raise WrongState("This request has already been answered.")
    if current.claimed_by == volunteer_id:
        tx.requests.renew(current.id, volunteer_id, ends)
        return Claimed(current.code, current.claimed_at or now, again=True)
    raise AlreadyClaimed(volunteer_name(tx, current.claimed_by), current.claimed_at)


def release(ports: Ports, volunteer_id: str, code: str) -> None:
    """Give a request back to the queue, without a reason. Raises NotFound, NotYours.

    The others are asked again, and those who came on call meanwhile for the first time:
    what was given back must not lie there unheard of.
    """
    with ports.unit_of_work() as tx:
        release_in(ports, tx, volunteer_id, code)


def release_in(ports: Ports, tx: Transaction, volunteer_id: str, code: str) -> None:
    """The same inside a transaction that a webhook has begun."""
    now = ports.clock.now()
    request = by_code(tx, code)
    if not tx.requests.release(request.id, volunteer_id):
        raise NotYours
    tx.audit.write(volunteer_id, "request:release", request.id, now)
    wait_again(ports, tx, request, leaving_out=volunteer_id)


def wait_again(ports: Ports, tx: Transaction, request: HelpRequest, *, leaving_out: str) -> None:
    """Ask anew about a request that has just come back into the queue.

    Who had it until now (`leaving_out`) is not asked again.
    """
    tx.offers.forget_hand_over(request.id)
    asking.begin_anew(ports, tx, request, leaving_out=leaving_out)
    tx.announce()


def resolve(ports: Ports, volunteer_id: str, code: str) -> None:
    """Mark a request as answered. Raises NotFound, NotYours."""
    with ports.unit_of_work() as tx:
        resolve_in(ports, tx, volunteer_id, code)


def resolve_in(
    ports: Ports,
    tx: Transaction,
    volunteer_id: str,
    code: str,
    ending: Ending = _ANSWERED,
) -> None:
    """The same inside a transaction that a webhook has begun; the ending is counted."""
    now = ports.clock.now()
    request = by_code(tx, code)
    if not tx.requests.resolve(request.id, volunteer_id, now):
        raise NotYours
    tx.offers.forget_hand_over(request.id)
    cancel_of(ports, tx, request.id)
    tx.audit.write(volunteer_id, "request:resolve", request.id, now)
    _count(ports, tx, request, ending)
    tx.announce()


def _count(ports: Ports, tx: Transaction, request: HelpRequest, ending: Ending) -> None:
    """A month and no day: what stays for good tells of nobody."""
    counted = Counted(
        month=ports.clock.now().astimezone(ports.zone).strftime("%Y-%m"),
        topic=request.topic,
        language=request.language.tag,
        outcome=ending.outcome.value,
        reason=ending.reason.value if ending.reason else "",
        number=1,
    )
    tx.figures.count(counted)


def volunteer_name(tx: Transaction, volunteer_id: str | None) -> str:
    """The name that other volunteers may see; a dot when they are gone."""
    volunteer = tx.volunteers.by_id(volunteer_id) if volunteer_id else None
    if volunteer is None:
        return "•"
    return tx.keys.open(volunteer.key_id).open_text("volunteer.name", volunteer.name)


def by_code(tx: Transaction, code: str) -> HelpRequest:
    """The request of a code as a person wrote it. Raises NotFound."""
    request = tx.requests.by_code(normalise_code(code))
    if request is None:
        raise NotFound("We do not know that code.")
    return request
