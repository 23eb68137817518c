"""How the phones of a call back follow each other: the volunteer's first, then the person's."""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.bridges import Bridge, BridgeState, Leg, LegEnd, LegRole
from hotline.domain.callbacks import Attempt, Outcome
from hotline.domain.contact_safety import Answered, Saying, what_to_say
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.ports import Ports, Transaction
from hotline.services.bridges import cancel_leg, end_bridge, move_leg, person_of, want_leg
from hotline.services.call_permission import keep_outcome, may_ring
from hotline.services.other_numbers import note_rung, other_number
from hotline.services.receipts import contact_rules_of
from hotline.services.safe_words import time_to_hear
from hotline.types import new_id

#: By then the safe word has been answered, or the volunteer has hung up on somebody else.
KNOWN_AFTER = timedelta(seconds=60)


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
        may = may_ring(ports, tx, request, apart_from=bridge.id)
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

    def may_hear(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        return not _may_be_somebody_else(ports, tx, bridge, leg)

    def time_is_up(self, ports: Ports, tx: Transaction, bridge: Bridge) -> None:
        """Who talked for so long was reached: the volunteer may call them again at once."""
        attempt, request = tx.attempts.of_bridge(bridge.id), _request_of(tx, bridge)
        if attempt is not None and attempt.outcome is None and request is not None:
            keep_outcome(ports, tx, request, attempt, Outcome.REACHED)

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
                keep_outcome(ports, tx, request, attempt, Outcome.NO_ANSWER)
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


def _request_of(tx: Transaction, bridge: Bridge) -> HelpRequest | None:
    return tx.requests.by_id(bridge.request_id) if bridge.request_id else None
