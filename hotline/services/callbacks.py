"""A volunteer calls a person back: their own phone rings first, then the person's.

Neither sees the other's number. What the person allowed is asked when the button is pressed
and once more when their phone is about to be rung, and there is no way round it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, Leg, LegRole
from hotline.domain.callbacks import Attempt, MayCall, Outcome, WhyNot, in_vain
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.limits import CALL_SECONDS, CALLBACK_TRIES, CALLS_OUT, CALLS_TO_VOLUNTEER
from hotline.errors import CallNotAllowed, NotFound, NotYours
from hotline.ports import Ports, Transaction
from hotline.services.bridges import end_bridge, open_bridge, person_of, want_leg
from hotline.services.call_permission import keep_outcome, may_ring

#: How long a volunteer has to answer and press 1.
TO_ACCEPT = timedelta(minutes=3)
#: A bridge that is older was lost by its statuses: no call lasts so long.
LONGEST = timedelta(seconds=2 * CALL_SECONDS)


@dataclass(frozen=True)
class CallNow:
    """How calling back stands, for the page of one request."""

    may: MayCall
    attempts: tuple[Attempt, ...] = ()
    bridge: Bridge | None = None
    legs: tuple[Leg, ...] = ()

    @property
    def tries_left(self) -> int:
        return max(CALLBACK_TRIES - len(in_vain(self.attempts)), 0)

    @property
    def last(self) -> Attempt | None:
        return self.attempts[-1] if self.attempts else None


def begin_call(ports: Ports, volunteer_id: str, code: str) -> Bridge:
    """Ring the volunteer, who will be asked to press 1. Pressed twice it is one call.

    Raises NotFound, NotYours, and CallNotAllowed with the reason for the page.
    """
    with ports.unit_of_work() as tx:
        return begin_call_in(ports, tx, volunteer_id, code)


def begin_call_in(ports: Ports, tx: Transaction, volunteer_id: str, code: str) -> Bridge:
    """The same inside a transaction that a webhook has begun (by the phone menu)."""
    now = ports.clock.now()
    request = held_by(tx, volunteer_id, code)
    under_way = tx.bridges.open_of_request(request.id)
    if under_way is not None and not _is_lost(tx, under_way, now):
        return under_way
    if under_way is not None:
        end_bridge(ports, tx, under_way)
    may = may_ring(ports, tx, request)
    if may.why_not is None and not _has_calls_left(tx, volunteer_id, now):
        may = MayCall(WhyNot.TOO_MANY_CALLS)
    if may.why_not is not None:
        raise CallNotAllowed(may.why_not, may.at)
    bridge = open_bridge(
        ports,
        tx,
        kind=BridgeKind.CALLBACK,
        key_id=request.key_id,
        language=request.language,
        topic=request.topic,
        deadline=now + TO_ACCEPT,
        request_id=request.id,
        opened_by=volunteer_id,
        access=("urgent",) if request.urgent else (),
    )
    if bridge is None:
        raise CallNotAllowed(WhyNot.TOO_SOON, None)
    want_leg(ports, tx, bridge, LegRole.VOLUNTEER, volunteer_id)
    tx.audit.write(volunteer_id, "callback:begin", request.id, now)
    tx.announce()
    return bridge


def call_now(ports: Ports, tx: Transaction, request: HelpRequest) -> CallNow:
    """Whether, and what is under way; for whoever holds the request."""
    bridge = tx.bridges.open_of_request(request.id)
    if bridge is not None and _is_lost(tx, bridge, ports.clock.now()):
        bridge = None
    return CallNow(
        may=may_ring(ports, tx, request),
        attempts=tuple(tx.attempts.of_request(request.id)),
        bridge=bridge,
        legs=tuple(tx.legs.of_bridge(bridge.id)) if bridge else (),
    )


def say_outcome(ports: Ports, volunteer_id: str, code: str, outcome: Outcome) -> None:
    """What came of the latest attempt, in the volunteer's word. Raises NotFound, NotYours."""
    with ports.unit_of_work() as tx:
        request = held_by(tx, volunteer_id, code)
        attempts = tx.attempts.of_request(request.id)
        if not attempts:
            raise NotFound("Nobody has called about this request yet.")
        keep_outcome(ports, tx, request, attempts[-1], outcome)
        tx.audit.write(volunteer_id, f"callback:{outcome.value}", request.id, ports.clock.now())
        tx.announce()


def ring_again(ports: Ports, volunteer_id: str, code: str) -> None:
    """The volunteer's own line was cut off: their phone rings once more, the person waits.

    Raises NotFound, NotYours; and CallNotAllowed when there is no call to come back to.
    """
    with ports.unit_of_work() as tx:
        request = held_by(tx, volunteer_id, code)
        bridge = tx.bridges.open_of_request(request.id)
        if bridge is None or person_of(tx.legs.of_bridge(bridge.id)) is None:
            raise CallNotAllowed(WhyNot.TOO_SOON, None)
        if not any(
            leg.role is not LegRole.INTERPRETER for leg in tx.legs.under_way_of(volunteer_id)
        ):
            want_leg(ports, tx, bridge, LegRole.VOLUNTEER, volunteer_id)


def hang_up(ports: Ports, volunteer_id: str, code: str) -> None:
    """End the whole call from the page. Doing it twice is harmless. Raises NotFound, NotYours."""
    with ports.unit_of_work() as tx:
        request = held_by(tx, volunteer_id, code)
        bridge = tx.bridges.open_of_request(request.id)
        if bridge is not None:
            end_bridge(ports, tx, bridge)


def could_not_reach(ports: Ports, tx: Transaction, request: HelpRequest) -> bool:
    """True after three attempts in vain: the receipt tells it to the person who asks."""
    return len(in_vain(tx.attempts.of_request(request.id))) >= CALLBACK_TRIES


def held_by(tx: Transaction, volunteer_id: str, code: str) -> HelpRequest:
    """The request, for the one who holds it. Raises NotFound, NotYours."""
    request = tx.requests.by_code(normalise_code(code))
    if request is None:
        raise NotFound("We do not know that code.")
    if request.state is not RequestState.CLAIMED or request.claimed_by != volunteer_id:
        raise NotYours
    return request


def _has_calls_left(tx: Transaction, volunteer_id: str, now: datetime) -> bool:
    """So that the page says it at once; the worker counts again when it places the call."""
    return tx.legs.dialled(now - CALLS_OUT.within) < CALLS_OUT.count and all(
        tx.legs.dialled_to(volunteer_id, now - limit.within) < limit.count
        for limit in CALLS_TO_VOLUNTEER
    )


def _is_lost(tx: Transaction, bridge: Bridge, now: datetime) -> bool:
    """Its statuses never came: without this, nobody could call about the request any more."""
    if bridge.state is BridgeState.OPEN and now > bridge.deadline:
        return person_of(tx.legs.of_bridge(bridge.id)) is None
    return now > bridge.created_at + LONGEST
