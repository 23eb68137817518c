"""A talk in a room, inside a transaction: begun, those who come in late, ended by its time."""

from __future__ import annotations

from hotline.domain.bridges import Bridge, Leg, LegRole, LegState
from hotline.domain.limits import TOLD_BEFORE_END
from hotline.domain.outbox import OutboxKind
from hotline.domain.talk_time import end_of_talk
from hotline.ports import Ports, Transaction
from hotline.services.bridges import cancel_leg, move_leg

_IN_ROOM = {LegState.ACCEPTED, LegState.JOINED}


def begin_talk(ports: Ports, tx: Transaction, bridge: Bridge, person: Leg) -> None:
    """The person goes into the room: from here its end is known, and all are told before it.

    Asked twice, or after the person was cut off and came back, it is begun once.
    """
    others = [
        leg
        for leg in tx.legs.of_bridge(bridge.id)
        if leg.role is not LegRole.PERSON and leg.state in _IN_ROOM
    ]
    ends_at = end_of_talk(others, ports.clock.now())
    if tx.bridges.begin_talk(bridge.id, ends_at):
        for leg in (person, *others):
            tx.outbox.add(OutboxKind.TELL_TIME_LEFT, leg.id, not_before=ends_at - TOLD_BEFORE_END)


def came_in(ports: Ports, tx: Transaction, leg: Leg) -> None:
    """Somebody has pressed 1: in a talk that goes on already, they too are told before its end."""
    bridge = tx.bridges.by_id(leg.bridge_id)
    if bridge is None or bridge.ends_at is None:
        return
    tell_at = bridge.ends_at - TOLD_BEFORE_END
    if ports.clock.now() < tell_at:
        tx.outbox.add(OutboxKind.TELL_TIME_LEFT, leg.id, not_before=tell_at)


def end_talk(ports: Ports, tx: Transaction, bridge: Bridge, first: Leg) -> bool:
    """Its time is up: everybody but `first`, who asks already, asks what they hear now.

    Nobody's line is hung up before those words. True for the call that ended it.
    """
    if not tx.bridges.end(bridge.id, ports.clock.now()):
        return False
    for leg in tx.legs.of_bridge(bridge.id):
        if leg.is_over or leg.id == first.id:
            continue
        if leg.answered_at:
            move_leg(tx, leg)
        else:
            cancel_leg(ports, tx, leg)
    tx.announce()
    return True
