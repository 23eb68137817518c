"""A caller waits on the line, and volunteers' phones ring: begun, gone on with, ended.

Whom to ring next is decided by hotline/domain/ringing.py; here its decisions become legs. Every
step may come late, twice or not at all: each looks at what is so now, and the deadline is a
time of the clock that the caller's own waiting loop looks at too.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, Leg, LegEnd, LegRole
from hotline.domain.calls import Call
from hotline.domain.limits import DEAD_NUMBER_TOLD, NOBODY_FREE_TOLD, Limit
from hotline.domain.line import MESSAGE_AT_ONCE
from hotline.domain.outbox import OutboxKind
from hotline.domain.ringing import (
    GiveUp,
    Ring,
    Rung,
    speaks_is_given_up,
)
from hotline.domain.routing import NO_WISHES, with_needs
from hotline.errors import AlreadyClaimed, NotFound, WrongState
from hotline.ports import Ports, Transaction
from hotline.services.bridges import add_caller, cancel_leg, move_leg, open_bridge, want_leg
from hotline.services.claims import claim_in, volunteer_name
from hotline.services.duty import leave_in
from hotline.services.intake import NO_TOPIC, request_of_call
from hotline.services.line import line_now
from hotline.services.live_pool import decide, never_rung, phone_of, pool_of
from hotline.services.on_call import volunteers_on_call
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import CallSid, Language

#: A phone that was hung up this moment is rung again after a breath, or it is busy with that.
BREATH = timedelta(seconds=3)


def begin_live_call(
    ports: Ports,
    tx: Transaction,
    call: Call,
    call_sid: CallSid,
    *,
    language: Language,
    topic: str | None,
    access: Sequence[str] = (),
    earlier: Sequence[str] = (),
) -> Bridge | None:
    """Ring for this caller. None when nobody can be rung: the message, at once.

    `earlier` are bridges of the same call: who said no in one of them is not rung again.
    """
    policy = ports.live
    if policy is None or line_now(ports, tx).state in MESSAGE_AT_ONCE:
        return None
    under_way = tx.bridges.open_of_call(call.id)
    if under_way is not None:
        return under_way
    now = ports.clock.now()
    topic = topic or NO_TOPIC
    pool = pool_of(ports, tx, call, language, topic, access)
    without = never_rung(tx, call, earlier)
    if isinstance(decide(policy, pool, (), now, now, without), GiveUp):
        _tell_coordinators(ports, tx, language)
        return None
    bridge = open_bridge(
        ports,
        tx,
        kind=BridgeKind.LIVE,
        key_id=call.key_id,
        language=language,
        topic=topic,
        deadline=now + policy.phase,
        call_id=call.id,
        access=access,
    )
    if bridge is None:
        return None
    add_caller(ports, tx, bridge, call_sid)
    tx.outbox.add(OutboxKind.RING_ON, bridge.id, not_before=bridge.deadline)
    ring_on(ports, tx, bridge, earlier)
    return bridge


def ring_on(ports: Ports, tx: Transaction, bridge: Bridge, earlier: Sequence[str] = ()) -> None:
    """Do what is to be done at this moment. Asked twice it rings nobody twice."""
    current = tx.bridges.by_id(bridge.id)
    if ports.live is None or current is None or current.state is not BridgeState.OPEN:
        return
    call = tx.calls.by_id(current.call_id) if current.call_id else None
    if call is None:
        return
    rung = [
        Rung(leg.volunteer_id, phone_of(tx, leg.volunteer_id), leg.created_at, leg.is_over)
        for leg in tx.legs.of_bridge(current.id)
        if leg.role is LegRole.VOLUNTEER and leg.volunteer_id
    ]
    now, without = ports.clock.now(), never_rung(tx, call, earlier)
    _hold(ports, tx, current.language)
    pool = pool_of(ports, tx, call, current.language, current.topic, current.access)
    decision = decide(ports.live, pool, rung, current.created_at, now, without)
    if isinstance(decision, GiveUp):
        give_up(ports, tx, current, wake=True)
        return
    if isinstance(decision, Ring) and not _waits_already(tx, current, call):
        for volunteer_id in decision.volunteer_ids:
            want_leg(
                ports,
                tx,
                current,
                LegRole.VOLUNTEER,
                volunteer_id,
                not_before=_after_a_breath(tx, volunteer_id, now),
            )
        tx.outbox.add(OutboxKind.RING_ON, current.id, not_before=decision.look_at)


def ring_on_by_clock(ports: Ports, bridge_id: str) -> None:
    """The job of a moment that was named before: the next phone, or the end of the ringing."""
    with ports.unit_of_work() as tx:
        bridge = tx.bridges.by_id(bridge_id)
        if bridge is not None and bridge.kind is BridgeKind.LIVE:
            ring_on(ports, tx, bridge)


def give_up(ports: Ports, tx: Transaction, bridge: Bridge, *, wake: bool) -> bool:
    """Nobody is rung for this caller any more; with `wake` their call asks what comes now.

    The caller's own call is never ended here. True for the one who ended the ringing.
    """
    if not tx.bridges.end(bridge.id, ports.clock.now()):
        return False
    for leg in tx.legs.of_bridge(bridge.id):
        if leg.is_over:
            continue
        if leg.role is not LegRole.PERSON:
            cancel_leg(ports, tx, leg)
        elif wake:
            move_leg(tx, leg)
        else:
            tx.legs.end(leg.id, LegEnd.CANCELLED, ports.clock.now())
    if bridge.accepted_leg is None and wake:
        _tell_coordinators(ports, tx, bridge.language)
    tx.announce()
    _ring_for_others(ports, tx, bridge)
    return True


def accepted(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
    """A volunteer has the caller: it becomes their request, and the others' phones are free."""
    call = tx.calls.by_id(bridge.call_id) if bridge.call_id else None
    if call is not None and leg.volunteer_id:
        request_id = request_of_call(
            ports,
            tx,
            call,
            language=bridge.language,
            topic=bridge.topic,
            urgent="urgent" in bridge.access,
            wishes=with_needs(NO_WISHES, bridge.access),
        )
        if tx.bridges.open_of_request(request_id) is None:
            tx.bridges.attach(bridge.id, request_id)
        request = tx.requests.by_id(request_id)
        # Taken meanwhile by somebody else, from the page: the talk goes on all the same.
        with suppress(AlreadyClaimed, WrongState, NotFound):
            claim_in(ports, tx, leg.volunteer_id, request.code if request else "")
    _ring_for_others(ports, tx, bridge)


def volunteer_leg_ended(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
    """One phone is out: the next one rings, or the talk is over, or others get this one."""
    _hold(ports, tx, bridge.language)
    if leg.end is LegEnd.FAILED and leg.volunteer_id:
        name = volunteer_name(tx, leg.volunteer_id)
        about = f"dead-number/{leg.volunteer_id}"
        _text_coordinators(ports, tx, about, DEAD_NUMBER_TOLD, "live.dead_number", name=name)
    if leg.end is LegEnd.OFF and leg.volunteer_id:
        leave_in(ports, tx, leg.volunteer_id)
    if bridge.state is BridgeState.OPEN:
        ring_on(ports, tx, bridge)
    elif bridge.state is BridgeState.JOINED and bridge.accepted_leg == leg.id:
        give_up(ports, tx, bridge, wake=True)
    _ring_for_others(ports, tx, bridge)


def person_leg_ended(ports: Ports, tx: Transaction, bridge: Bridge) -> None:
    """The caller has hung up, and everything of theirs has ended: their phones are free."""
    _ring_for_others(ports, tx, bridge)


def person_is_back(ports: Ports, tx: Transaction, bridge: Bridge) -> None:
    """The caller has gone on to something else: their leg of this bridge is over."""
    for leg in tx.legs.of_bridge(bridge.id):
        if leg.role is LegRole.PERSON:
            tx.legs.end(leg.id, LegEnd.CANCELLED, ports.clock.now())


def others_before(tx: Transaction, bridge: Bridge) -> int:
    """How many callers have waited for longer than this one."""
    return len([each for each in tx.bridges.waiting() if each.created_at < bridge.created_at])


def has_no_speaker(ports: Ports, tx: Transaction, bridge: Bridge) -> bool:
    """True when somebody without the caller's language is rung for them: they are told."""
    if ports.live is None:
        return False
    call = tx.calls.by_id(bridge.call_id) if bridge.call_id else None
    pool = pool_of(ports, tx, call, bridge.language, bridge.topic, bridge.access)
    return speaks_is_given_up(ports.live, pool)


def _hold(ports: Ports, tx: Transaction, own: Language) -> None:
    """Lock whom callers may get before looking at them: two callers never ring one phone.

    Those of every caller who waits, and not of this one alone: a hand-on from one to the next
    in the same transaction then locks nobody anew, and two of them never wait for each other.
    """
    asked = {own, *(each.language for each in tx.bridges.waiting())}
    languages = {each for one in asked for each in (one, *ports.chains.get(one, ()))}
    anybody = ports.live is not None and ports.live.other_languages
    there = volunteers_on_call(ports, tx, languages=None if anybody else languages)
    tx.volunteers.hold([each.id for each in there])


def _waits_already(tx: Transaction, bridge: Bridge, call: Call) -> bool:
    """True when the same number has waited for longer, in another call: that one is rung for.

    One phone never holds several volunteers by calling several times at once (F2). Who was
    cut off and calls again has waited on when the carrier tells that the first call is over.
    """
    for other in tx.bridges.waiting():
        if other.id == bridge.id:
            return False
        earlier = tx.calls.by_id(other.call_id) if other.call_id else None
        if call.fingerprint and earlier is not None and earlier.fingerprint == call.fingerprint:
            return True
    return False


def _after_a_breath(tx: Transaction, volunteer_id: str, now: datetime) -> datetime | None:
    latest = tx.legs.last_end_of(volunteer_id)
    return latest + BREATH if latest and now - latest < BREATH else None


def _ring_for_others(ports: Ports, tx: Transaction, bridge: Bridge) -> None:
    for other in tx.bridges.waiting():
        if other.id != bridge.id:
            ring_on(ports, tx, other)


def _tell_coordinators(ports: Ports, tx: Transaction, language: Language) -> None:
    """That nobody could come for this language: at most once in an hour, and by text."""
    tx.audit.write("line", "live:nobody", "line", ports.clock.now())
    about = f"nobody-free/{language.tag}"
    _text_coordinators(ports, tx, about, NOBODY_FREE_TOLD, "live.nobody")


def _text_coordinators(
    ports: Ports, tx: Transaction, about: str, limit: Limit, text_id: str, **parameters: str
) -> None:
    """Text every coordinator, unless they were told of the same thing a moment ago."""
    now, told = ports.clock.now(), ports.vault.fingerprint("told", about)
    if tx.sessions.count_tries(told, now - limit.within) >= limit.count:
        return
    tx.sessions.note_try(told, now)
    for each in tx.volunteers.all():
        if each.is_coordinator:
            own = each.languages[0] if each.languages else ports.default_language
            text = ports.texts.text(text_id, own, **parameters)
            queue_text_to_volunteer(ports, tx, each, text, automatic=True)
