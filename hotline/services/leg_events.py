"""What happens to a leg, told by the carrier: answered, a key, a status. In a transaction.

Each kind of bridge has rules of its own for what follows; they are found here by kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from hotline.domain.bridges import (
    ENDED_BY_STATUS,
    OFF,
    ONE_LEG,
    PASS,
    STATE_BY_STATUS,
    TAKE,
    WHISPERS,
    Bridge,
    BridgeKind,
    BridgeState,
    Leg,
    LegEnd,
    LegRole,
    LegState,
)
from hotline.domain.talk_time import is_time_up
from hotline.ports import Ports, Transaction
from hotline.services import (
    bridges,
    callback_rules,
    interpreters,
    line_tests,
    live_bridges,
    notice_calls,
    spending,
    talks,
)
from hotline.services.bridge_rules import BridgeRules
from hotline.types import CallSid

_RULES: Mapping[BridgeKind, BridgeRules] = {
    BridgeKind.CALLBACK: callback_rules.RULES,
    BridgeKind.LIVE: live_bridges.RULES,
    BridgeKind.NOTICE: notice_calls.RULES,
    BridgeKind.TEST: line_tests.RULES,
}


#: How often a person whose volunteer was cut off hears that we try to bring them back.
ROUNDS_ALONE = 3


class Heard(StrEnum):
    """What a leg hears next."""

    WHISPER = "whisper"
    ROOM = "room"
    WAIT = "wait"
    TAKEN = "taken"
    OVER = "over"
    #: The talk came to the end of its time.
    TIME_UP = "time_up"
    THANKS = "thanks"
    GAVE_UP = "gave_up"
    #: Nothing at all: the line is hung up.
    NOTHING = "nothing"


def rules_of(bridge: Bridge) -> BridgeRules:
    return _RULES[bridge.kind]


def answered(ports: Ports, tx: Transaction, leg_id: str, sid: CallSid) -> Heard:
    """Somebody, or a machine, has picked up. Asked twice it says the same again."""
    found = _of_call(ports, tx, leg_id, sid)
    if found is None:
        return Heard.NOTHING
    bridge, leg = found
    if leg.is_over or bridge.state is BridgeState.ENDED:
        return Heard.NOTHING if leg.role is LegRole.PERSON else Heard.OVER
    tx.legs.raise_to(leg.id, LegState.ANSWERED, ports.clock.now())
    if leg.role is LegRole.PERSON:
        rules_of(bridge).person_answered(ports, tx, bridge, leg)
        talks.begin_talk(ports, tx, bridge, leg)
        return Heard.ROOM
    if leg.volunteer_id is None or tx.volunteers.by_id(leg.volunteer_id) is None:
        _end(ports, tx, bridge, leg, LegEnd.CANCELLED)
        return Heard.NOTHING
    if leg.state in {LegState.ACCEPTED, LegState.JOINED}:
        return Heard.ROOM
    return Heard.WHISPER


def pressed(
    ports: Ports, tx: Transaction, leg_id: str, sid: CallSid, asked: int, key: str
) -> Heard:
    """The answer to the whisper that was said for the `asked`-th time; '' is silence.

    Only 1 joins, and only the first who presses it: a machine presses nothing, and a wrong
    key costs nobody anything. What answers an earlier whisper than the last answers nothing.
    """
    found = _of_call(ports, tx, leg_id, sid)
    if found is None:
        return Heard.NOTHING
    bridge, leg = found
    if leg.is_over or bridge.state is BridgeState.ENDED:
        return Heard.OVER
    if leg.state in {LegState.ACCEPTED, LegState.JOINED}:
        return Heard.ROOM
    if leg.volunteer_id is None or tx.volunteers.by_id(leg.volunteer_id) is None:
        _end(ports, tx, bridge, leg, LegEnd.CANCELLED)
        return Heard.NOTHING
    if key == TAKE:
        return _take(ports, tx, bridge, leg)
    if key in {PASS, OFF}:
        _end(ports, tx, bridge, leg, LegEnd.PASSED if key == PASS else LegEnd.OFF)
        return Heard.THANKS
    if asked + 1 >= WHISPERS:
        _end(ports, tx, bridge, leg, LegEnd.MACHINE)
        return Heard.NOTHING
    tx.legs.ask_again(leg.id, asked)
    return Heard.WHISPER


def what_next(ports: Ports, tx: Transaction, leg_id: str, sid: CallSid) -> Heard:
    """Where a call that was moved, or that comes out of the room, goes now."""
    found = _of_call(ports, tx, leg_id, sid)
    if found is None:
        return Heard.NOTHING
    bridge, leg = found
    if is_time_up(bridge, ports.clock.now()):
        return _time_is_up(ports, tx, bridge, leg)
    if bridge.state is BridgeState.ENDED:
        # At the phone of somebody called back nothing of ours is heard: it may not be them.
        is_theirs = leg.role is LegRole.PERSON and bridge.kind is BridgeKind.CALLBACK
        return Heard.NOTHING if is_theirs else Heard.OVER
    if leg.is_over:
        return Heard.NOTHING
    if leg.role is not LegRole.PERSON or bridge.state is BridgeState.JOINED:
        if leg.role is LegRole.PERSON:
            talks.begin_talk(ports, tx, bridge, leg)
        return Heard.ROOM
    if leg.asked >= ROUNDS_ALONE:
        bridges.end_bridge(ports, tx, bridge, telling=[leg])
        return Heard.GAVE_UP
    tx.legs.ask_again(leg.id, leg.asked)
    return Heard.WAIT


def left_room(ports: Ports, tx: Transaction, leg_id: str, sid: CallSid) -> Heard:
    """A leg's stay in the room is over: it hung up, or the room was closed."""
    found = _of_call(ports, tx, leg_id, sid)
    if found is None:
        return Heard.NOTHING
    bridge, leg = found
    if is_time_up(bridge, ports.clock.now()):
        return _time_is_up(ports, tx, bridge, leg)
    _end(ports, tx, bridge, leg, LegEnd.HUNG_UP)
    return Heard.NOTHING if leg.role is LegRole.PERSON else Heard.OVER


def entered_room(ports: Ports, tx: Transaction, bridge_id: str, sid: CallSid) -> None:
    """The carrier says that this call is in the room now."""
    fingerprint = bridges.sid_mark(ports, bridge_id, sid)
    for leg in tx.legs.of_bridge(bridge_id):
        if tx.legs.has_sid(leg.id, fingerprint) and tx.legs.raise_to(
            leg.id, LegState.JOINED, ports.clock.now()
        ):
            tx.announce()


def status(ports: Ports, tx: Transaction, leg_id: str, sid: CallSid, said: str) -> None:
    """A status of a leg's call: late, twice or out of order it changes nothing."""
    found = _of_call(ports, tx, leg_id, sid)
    if found is None:
        return
    bridge, leg = found
    if said in STATE_BY_STATUS:
        if tx.legs.raise_to(leg.id, STATE_BY_STATUS[said], ports.clock.now()):
            tx.announce()
    elif said in ENDED_BY_STATUS:
        _end(ports, tx, bridge, leg, ENDED_BY_STATUS[said])


def end_leg(ports: Ports, tx: Transaction, leg_id: str, end: LegEnd) -> None:
    """A leg that could not be rung, or whose call is gone, is out."""
    leg = tx.legs.by_id(leg_id)
    bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
    if leg and bridge:
        _end(ports, tx, bridge, leg, end)


def person_gone(ports: Ports, tx: Transaction, call_id: str) -> None:
    """A caller's own call is over: by its status callback, and before it was answered too."""
    bridge = tx.bridges.open_of_call(call_id)
    person = bridges.person_of(tx.legs.of_bridge(bridge.id)) if bridge else None
    if bridge and person:
        _end(ports, tx, bridge, person, LegEnd.HUNG_UP)


def volunteer_gone(ports: Ports, tx: Transaction, volunteer_id: str) -> None:
    """A volunteer was removed: their phone stops ringing, and they talk to nobody any more."""
    for leg in bridges.cancel_legs_of(ports, tx, volunteer_id):
        bridge, ended = tx.bridges.by_id(leg.bridge_id), tx.legs.by_id(leg.id)
        if bridge and ended:
            rules_of(bridge).leg_ended(ports, tx, bridge, ended)


def _take(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> Heard:
    if leg.role is LegRole.INTERPRETER:
        if tx.legs.raise_to(leg.id, LegState.ACCEPTED, ports.clock.now()):
            talks.came_in(ports, tx, leg)
        return Heard.ROOM
    if not rules_of(bridge).may_accept(ports, tx, bridge, leg):
        _end(ports, tx, bridge, leg, LegEnd.CANCELLED)
        return Heard.OVER
    if not bridges.accept(ports, tx, bridge, leg):
        _end(ports, tx, bridge, leg, LegEnd.CANCELLED)
        return Heard.TAKEN
    talks.came_in(ports, tx, leg)
    rules_of(bridge).accepted(ports, tx, bridge, leg)
    return Heard.ROOM


def _time_is_up(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> Heard:
    """Of those whom the carrier's clock puts out of the room, the first ends the talk for all."""
    rules = rules_of(bridge)
    if talks.end_talk(ports, tx, bridge, leg):
        rules.time_is_up(ports, tx, bridge)
    _end(ports, tx, bridge, leg, LegEnd.HUNG_UP)
    if leg.role is LegRole.PERSON and not rules.may_hear(ports, tx, bridge, leg):
        return Heard.NOTHING
    return Heard.TIME_UP


def _end(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg, end: LegEnd) -> None:
    now = ports.clock.now()
    if not tx.legs.end(leg.id, end, now):
        return
    if end is LegEnd.FAILED and leg.volunteer_id:
        # For the coordinator: this number cannot be rung.
        tx.audit.write("carrier", "volunteer:unreachable", leg.volunteer_id, now)
    ended = tx.legs.by_id(leg.id)
    if ended and ended.answered_at and leg.volunteer_id:
        _can_be_rung(tx, leg.volunteer_id, now)
    current = tx.bridges.by_id(bridge.id)
    if ended and ended.dialled_at and ended.answered_at:
        # People's own calls are counted in the day's money, and never refused by it.
        talked = now - ended.answered_at
        if bridge.kind in ONE_LEG:
            talked = notice_calls.still_to_pay(talked)
        if talked or bridge.kind not in ONE_LEG:
            price = ports.money.price_of_call(round(talked.total_seconds()))
            spending.note(ports, tx, price)
    if ended and current:
        rules_of(current).leg_ended(ports, tx, current, ended)
        interpreters.ring_the_next(ports, tx, current, ended)
    tx.announce()


def _can_be_rung(tx: Transaction, volunteer_id: str, now: datetime) -> None:
    """A phone that was noted as dead has answered: the coordinators' page forgets it."""
    lines = [what for _, _, what in tx.audit.of_subject(volunteer_id)]
    about = [what for what in lines if what in ("volunteer:unreachable", "volunteer:reachable")]
    if about[-1:] == ["volunteer:unreachable"]:
        tx.audit.write("carrier", "volunteer:reachable", volunteer_id, now)


def _of_call(ports: Ports, tx: Transaction, leg_id: str, sid: CallSid) -> tuple[Bridge, Leg] | None:
    """The leg of this id, if the call is its own."""
    leg = tx.legs.by_id(leg_id)
    bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
    if leg is None or bridge is None or not bridges.keep_sid(ports, tx, bridge, leg, sid):
        return None
    return bridge, leg
