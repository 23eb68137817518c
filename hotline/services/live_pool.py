"""Whose phones may ring for one caller now, and whether a wish of theirs is in the way."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from hotline.domain.bridges import Leg, LegEnd, LegState
from hotline.domain.calls import Call
from hotline.domain.limits import CALL_SECONDS
from hotline.domain.line import MESSAGE_AT_ONCE
from hotline.domain.ringing import Candidate, Decision, GiveUp, RingPolicy, Rung, whom_next
from hotline.domain.routing import (
    ANYBODY,
    NO_WISHES,
    Load,
    People,
    Wish,
    Wishes,
    asked_for,
    rank,
    with_needs,
)
from hotline.domain.volunteers import OnCall, shared_language, speaks
from hotline.ports import Ports, Transaction
from hotline.services.line import line_now
from hotline.services.on_call import volunteers_on_call
from hotline.services.whom_to_ask import told_traits, wishes_of
from hotline.types import Language

#: A leg that is older was lost by its statuses: it keeps nobody from being rung.
_LONGEST = timedelta(seconds=2 * CALL_SECONDS)
#: Who was rung longer ago than this and who never was come first alike.
_TURNS_REMEMBERED = timedelta(days=1)


def wishes_of_caller(tx: Transaction, call: Call | None, needs: Collection[str]) -> Wishes:
    """What stands with their request, and what they have said on the line (`needs`)."""
    request = tx.requests.by_id(call.request_id) if call and call.request_id else None
    return with_needs(wishes_of(tx, request) if request else NO_WISHES, needs)


def wish_in_the_way(
    ports: Ports,
    tx: Transaction,
    call: Call,
    *,
    language: Language,
    topic: str,
    needs: Collection[str],
    earlier: Sequence[str],
) -> Wish | None:
    """The wish for which nobody is rung while somebody else could be; None without such a one.

    It is asked about on the line, and never decided for them.
    """
    wishes = wishes_of_caller(tx, call, needs)
    if not wishes or wishes.anybody or ports.live is None:
        return None
    if line_now(ports, tx).state in MESSAGE_AT_ONCE:
        return None
    now, without = ports.clock.now(), never_rung(tx, call, earlier)
    others = pool_of(ports, tx, call, language, topic, (*needs, ANYBODY))
    if isinstance(decide(ports.live, others, (), now, now, without), GiveUp):
        return None
    return _unmet(ports, tx, wishes, language, topic) or asked_for(wishes)[0]


def _unmet(
    ports: Ports, tx: Transaction, wishes: Wishes, language: Language, topic: str
) -> Wish | None:
    """Which of several wishes nobody on call meets; None when who meets them is only busy."""
    languages = (language, *ports.chains.get(language, ()))
    there = volunteers_on_call(ports, tx, languages=languages)
    found = rank(there, language, topic, wishes, People(told_traits(tx, there)))
    return next(iter(found.unmet), None)


def decide(
    policy: RingPolicy,
    pool: Sequence[Candidate],
    rung: Sequence[Rung],
    begun: datetime,
    now: datetime,
    without: Collection[str],
) -> Decision:
    """What is to be done now (hotline/domain/ringing.py), with chance where the policy wants it."""
    return whom_next(
        policy,
        pool,
        rung,
        begun=begun,
        now=now,
        without=without,
        shuffled=lambda free: random.sample(free, len(free)),
    )


def pool_of(
    ports: Ports,
    tx: Transaction,
    call: Call | None,
    language: Language,
    topic: str,
    needs: Collection[str],
) -> list[Candidate]:
    """Who may be rung, the best first. Who rests after a heavy call is left in peace.

    Without a speaker of the caller's languages it is everybody, where a network wants that.
    What the caller asked for about who answers is kept to: when nobody there is such a one,
    nobody is rung until they say on the line that somebody else is fine (T14, V21).
    """
    now, further = ports.clock.now(), ports.chains.get(language, ())
    resting, held = tx.care.resting(now), tx.requests.held_counts()

    def awake(languages: Sequence[Language] | None) -> list[OnCall]:
        everybody = volunteers_on_call(ports, tx, languages=languages)
        return [each for each in everybody if each.id not in resting]

    there = awake((language, *further))
    if not there and ports.live is not None and ports.live.other_languages:
        there = awake(None)
    rung = tx.legs.last_dialled(now - _TURNS_REMEMBERED)
    loads = {each.id: Load(held.get(each.id, 0), rung.get(each.id)) for each in there}
    language = shared_language(there, language, further)
    wishes = wishes_of_caller(tx, call, needs)
    traits = {} if wishes.is_blank else told_traits(tx, there)
    order = rank(there, language, topic, wishes, People(traits, loads)).order
    legs: dict[str, list[Leg]] = {}
    for leg in tx.legs.under_way():
        if leg.volunteer_id and now - leg.created_at < _LONGEST:
            legs.setdefault(leg.volunteer_id, []).append(leg)
    return [_candidate(each, language, legs.get(each.id, ())) for each in order]


def _candidate(volunteer: OnCall, language: Language, legs: Sequence[Leg]) -> Candidate:
    talks = any(leg.state in {LegState.ACCEPTED, LegState.JOINED} for leg in legs)
    return Candidate(
        volunteer.id,
        volunteer.fingerprint,
        speaks=speaks(volunteer, language),
        busy=bool(legs),
        talks=talks,
    )


def never_rung(tx: Transaction, call: Call, earlier: Sequence[str]) -> set[str]:
    """Phones that are not rung for this caller: their own, and of those who said no to them."""
    never = {call.fingerprint} if call.fingerprint else set()
    for bridge_id in earlier:
        for leg in tx.legs.of_bridge(bridge_id):
            if leg.volunteer_id and leg.end in {LegEnd.PASSED, LegEnd.OFF}:
                never.add(phone_of(tx, leg.volunteer_id))
    return never


def phone_of(tx: Transaction, volunteer_id: str) -> str:
    """The fingerprint of their number; '' when they are gone."""
    volunteer = tx.volunteers.by_id(volunteer_id)
    return volunteer.fingerprint if volunteer else ""
