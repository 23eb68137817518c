"""A volunteer calls a person back: their own phone rings first, then the person's.

Neither sees the other's number. What the person allowed is asked when the button is pressed
and once more when their phone is about to be rung, and there is no way round it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.bridges import (
    Bridge,
    BridgeKind,
    BridgeState,
    Leg,
    LegEnd,
    LegRole,
)
from hotline.domain.callbacks import (
    Attempt,
    MayCall,
    Outcome,
    WhyNot,
    in_vain,
    may_call,
    next_try,
)
from hotline.domain.contact_safety import Answered, Saying, what_to_say
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.limits import CALL_SECONDS, CALLBACK_TRIES, CALLS_OUT, CALLS_TO_VOLUNTEER
from hotline.errors import CallNotAllowed, NotFound, NotYours
from hotline.ports import Ports, Transaction
from hotline.services.bridges import (
    cancel_leg,
    end_bridge,
    move_leg,
    open_bridge,
    person_of,
    want_leg,
)
from hotline.services.opt_outs import wants_no_calls
from hotline.services.other_numbers import (
    has_been_rung_enough,
    note_rung,
    other_number,
    wants_silence,
)
from hotline.services.receipts import contact_rules_of
from hotline.services.safe_words import time_to_hear
from hotline.services.said_when import has_heard_when
from hotline.services.their_time import guard_of, zone_of_calls
from hotline.types import new_id

#: How long a volunteer has to answer and press 1.
TO_ACCEPT = timedelta(minutes=3)
#: By then the safe word has been answered, or the volunteer has hung up on somebody else.
KNOWN_AFTER = timedelta(seconds=60)
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
    may = _may_call(ports, tx, request)
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
        may=_may_call(ports, tx, request),
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
        _say(ports, tx, request, attempts[-1], outcome)
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


class CallbackRules:
    """The volunteer first, then the person; nothing of ours is heard at the person's phone."""

    def may_dial(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        request = _request_of(tx, bridge)
        if request is None or bridge.state is BridgeState.ENDED:
            return False
        if leg.role is LegRole.INTERPRETER:
            # Such a place ends a call into which a third phone comes (V22).
            return bridge.state is BridgeState.JOINED and not tx.listened.has(request.id)
        is_held = request.state is RequestState.CLAIMED and request.claimed_by == bridge.opened_by
        if leg.role is LegRole.VOLUNTEER:
            return is_held
        # The volunteer must still be there: a person is never rung for nobody.
        accepted = tx.legs.by_id(bridge.accepted_leg) if bridge.accepted_leg else None
        is_there = accepted is not None and not accepted.is_over
        may = _may_call(ports, tx, request, apart_from=bridge.id)
        return is_held and is_there and may.why_not is None

    def dialling(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        if leg.role is LegRole.PERSON and bridge.request_id:
            attempt = Attempt(
                id=new_id(),
                request_id=bridge.request_id,
                volunteer_id=bridge.opened_by or "",
                at=ports.clock.now(),
                bridge_id=bridge.id,
            )
            tx.attempts.add(attempt)
            request = _request_of(tx, bridge)
            number = other_number(tx, request) if request else None
            if number is not None:
                note_rung(ports, tx, number)

    def may_accept(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        request = _request_of(tx, bridge)
        return request is not None and request.claimed_by == leg.volunteer_id

    def accepted(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        person = person_of(tx.legs.of_bridge(bridge.id))
        if person is not None:
            move_leg(tx, person)
            return
        first = time_to_hear(tx, bridge)
        not_before = ports.clock.now() + first if first else None
        want_leg(ports, tx, bridge, LegRole.PERSON, not_before=not_before)

    def person_answered(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def leg_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        if leg.role is LegRole.PERSON:
            self._person_ended(ports, tx, bridge, leg)
        elif leg.role is LegRole.VOLUNTEER:
            self._volunteer_ended(ports, tx, bridge, leg)
        elif leg.joined_at and bridge.state is BridgeState.OPEN:
            # The interpreter goes after the volunteer was cut off.
            _words_for_who_is_alone(ports, tx, bridge)

    def _person_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        if leg.answered_at is None:
            attempt = tx.attempts.of_bridge(bridge.id)
            request = _request_of(tx, bridge)
            if attempt and request and leg.end is not LegEnd.FORBIDDEN:
                _say(ports, tx, request, attempt, Outcome.NO_ANSWER)
        others = [each for each in tx.legs.of_bridge(bridge.id) if each.role is not LegRole.PERSON]
        end_bridge(ports, tx, bridge, telling=others)

    def _volunteer_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        legs = tx.legs.of_bridge(bridge.id)
        person = person_of(legs)
        if person is not None and person.answered_at is None:
            # Nobody would be there when they answer.
            cancel_leg(ports, tx, person)
            person = None
        if person is None:
            if not any(each.role is LegRole.VOLUNTEER and not each.is_over for each in legs):
                end_bridge(ports, tx, bridge)
            return
        if bridge.accepted_leg != leg.id or not tx.bridges.reopen(bridge.id, leg.id):
            return
        _words_for_who_is_alone(ports, tx, bridge)


RULES = CallbackRules()


def _say(
    ports: Ports, tx: Transaction, request: HelpRequest, attempt: Attempt, outcome: Outcome
) -> None:
    again = None
    if outcome is not Outcome.REACHED:
        zone = zone_of_calls(ports, tx, request)
        rules = contact_rules_of(tx, request)
        again = next_try(attempt.at, rules, zone, guard_of(ports, zone))
    else:
        # What they asked for has been done: the queue says it no more.
        tx.conversations.forget_call_wish(request.id)
    tx.attempts.say(attempt.id, outcome, again)


def _may_call(ports: Ports, tx: Transaction, request: HelpRequest, apart_from: str = "") -> MayCall:
    """`apart_from` is the bridge whose own try is about to be made, or made again."""
    if wants_no_calls(ports, tx, request):
        return MayCall(WhyNot.NOT_ALLOWED)
    attempts = tx.attempts.of_request(request.id)
    number = other_number(tx, request)
    zone = zone_of_calls(ports, tx, request)
    asked = may_call(
        contact_rules_of(tx, request),
        [each for each in attempts if not apart_from or each.bridge_id != apart_from],
        ports.clock.now(),
        zone,
        also=guard_of(ports, zone),
        has_number=(request.contact or request.other_contact) is not None,
        heard=has_heard_when(tx, request),
    )
    if number is None or asked.why_not is not None:
        return asked
    if wants_silence(ports, tx, number):
        return MayCall(WhyNot.SILENT)
    # A try that is about to be made again was counted when it was made.
    made = any(apart_from and each.bridge_id == apart_from for each in attempts)
    if not made and has_been_rung_enough(ports, tx, number):
        return MayCall(WhyNot.NUMBER_RESTS)
    return asked


def _has_calls_left(tx: Transaction, volunteer_id: str, now: datetime) -> bool:
    """So that the page says it at once; the worker counts again when it places the call."""
    return tx.legs.dialled(now - CALLS_OUT.within) < CALLS_OUT.count and all(
        tx.legs.dialled_to(volunteer_id, now - limit.within) < limit.count
        for limit in CALLS_TO_VOLUNTEER
    )


def _words_for_who_is_alone(ports: Ports, tx: Transaction, bridge: Bridge) -> None:
    """Alone in the room: words, and a minute in which the volunteer can ring again.

    Not one word where it may be somebody else, or a mailbox: then the line is hung up.
    """
    legs = tx.legs.of_bridge(bridge.id)
    person = person_of(legs)
    if person is None or any(each.role is LegRole.INTERPRETER and each.is_in_room for each in legs):
        return
    if _may_be_somebody_else(ports, tx, bridge, person):
        end_bridge(ports, tx, bridge)
    else:
        move_leg(tx, person)


def _may_be_somebody_else(ports: Ports, tx: Transaction, bridge: Bridge, person: Leg) -> bool:
    """Whether words of ours would break the rule that nothing is said to others.

    A volunteer who hears that it is somebody else hangs up at once; so what ends in the first
    minute is taken for that, unless they said otherwise or the person lets us say who we are.
    """
    attempt = tx.attempts.of_bridge(bridge.id)
    outcome = attempt.outcome if attempt else None
    if outcome is not None:
        return outcome is not Outcome.REACHED
    request = _request_of(tx, bridge)
    rules = contact_rules_of(tx, request) if request else None
    if what_to_say(rules, Answered.SOMEBODY_ELSE) is Saying.WHO_WE_ARE:
        return False
    answered = person.answered_at
    return answered is None or ports.clock.now() - answered < KNOWN_AFTER


def _is_lost(tx: Transaction, bridge: Bridge, now: datetime) -> bool:
    """Its statuses never came: without this, nobody could call about the request any more."""
    if bridge.state is BridgeState.OPEN and now > bridge.deadline:
        return person_of(tx.legs.of_bridge(bridge.id)) is None
    return now > bridge.created_at + LONGEST


def _request_of(tx: Transaction, bridge: Bridge) -> HelpRequest | None:
    return tx.requests.by_id(bridge.request_id) if bridge.request_id else None
