"""Bridges and legs inside a transaction: want one, accept, move, end. What is live calls' or
callbacks' own stands in their services; what both share stands here.

Calls are placed, moved and ended by a worker after commit (services/leg_calls.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hotline.domain.bridges import (
    Bridge,
    BridgeKind,
    BridgeState,
    Leg,
    LegEnd,
    LegRole,
    LegState,
)
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.types import CallSid, Language, new_id


def open_bridge(
    ports: Ports,
    tx: Transaction,
    *,
    kind: BridgeKind,
    key_id: str,
    language: Language,
    topic: str,
    deadline: datetime,
    request_id: str | None = None,
    call_id: str | None = None,
    opened_by: str | None = None,
    access: Sequence[str] = (),
) -> Bridge | None:
    """A new bridge; None when its request or call has one that is not over.

    `deadline` is when the ringing ends by the clock, whatever the phones do.
    """
    bridge = Bridge(
        id=new_id(),
        kind=kind,
        state=BridgeState.OPEN,
        key_id=key_id,
        language=language,
        topic=topic,
        created_at=ports.clock.now(),
        deadline=deadline,
        request_id=request_id,
        call_id=call_id,
        opened_by=opened_by,
        access=tuple(access),
    )
    return bridge if tx.bridges.add(bridge) else None


def want_leg(
    ports: Ports,
    tx: Transaction,
    bridge: Bridge,
    role: LegRole,
    volunteer_id: str | None = None,
    *,
    not_before: datetime | None = None,
    language: Language | None = None,
) -> Leg:
    """Ask for a phone to be rung: a volunteer's, an interpreter's, or the person's."""
    leg = Leg(
        id=new_id(),
        bridge_id=bridge.id,
        role=role,
        state=LegState.WANTED,
        created_at=ports.clock.now(),
        volunteer_id=volunteer_id,
        language=language,
    )
    tx.legs.add(leg)
    tx.outbox.add(OutboxKind.PLACE_CALL, leg.id, not_before=not_before)
    return leg


def add_caller(ports: Ports, tx: Transaction, bridge: Bridge, call_sid: CallSid) -> Leg:
    """The leg of a person who has called us and waits on the line."""
    now = ports.clock.now()
    leg = Leg(
        id=new_id(),
        bridge_id=bridge.id,
        role=LegRole.PERSON,
        state=LegState.ANSWERED,
        created_at=now,
        answered_at=now,
    )
    tx.legs.add(leg)
    keep_sid(ports, tx, bridge, leg, call_sid)
    return leg


def keep_sid(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg, sid: CallSid) -> bool:
    """True when this is the leg's call; another call that rings the same leg is not."""
    fingerprint = sid_mark(ports, bridge.id, sid)
    if tx.legs.has_sid(leg.id, fingerprint):
        return True
    sealed = tx.keys.open(bridge.key_id).seal_text("leg.sid", sid)
    return tx.legs.set_sid(leg.id, fingerprint, sealed)


def sid_mark(ports: Ports, bridge_id: str, sid: CallSid) -> str:
    """By which a leg's call is known again; with the bridge, because a caller who waits a
    second time in one call has a leg in each."""
    return ports.vault.fingerprint("leg-sid", f"{bridge_id}/{sid}")


def person_of(legs: Sequence[Leg]) -> Leg | None:
    """The person's leg, as long as it is not over."""
    return next((leg for leg in legs if leg.role is LegRole.PERSON and not leg.is_over), None)


def accept(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
    """True for the one volunteer who takes it; every other phone stops ringing at once."""
    if not tx.bridges.accept(bridge.id, leg.id):
        return False
    tx.legs.raise_to(leg.id, LegState.ACCEPTED, ports.clock.now())
    for other in tx.legs.of_bridge(bridge.id):
        if other.role is LegRole.VOLUNTEER and other.id != leg.id:
            cancel_leg(ports, tx, other)
    tx.announce()
    return True


def cancel_leg(ports: Ports, tx: Transaction, leg: Leg, end: LegEnd = LegEnd.CANCELLED) -> bool:
    """End a leg and hang its call up. True when it was not over already."""
    if not tx.legs.end(leg.id, end, ports.clock.now()):
        return False
    tx.outbox.add(OutboxKind.END_CALL, leg.id)
    return True


def move_leg(tx: Transaction, leg: Leg) -> None:
    """Let the leg's call ask what it hears next: the room, or words."""
    tx.outbox.add(OutboxKind.MOVE_CALL, leg.id)


def end_bridge(
    ports: Ports, tx: Transaction, bridge: Bridge, *, telling: Sequence[Leg] = ()
) -> bool:
    """Nobody is rung any more and everybody is hung up, those in `telling` after words why.

    True for the call that ended it.
    """
    if not tx.bridges.end(bridge.id, ports.clock.now()):
        return False
    told = {leg.id for leg in telling}
    for leg in tx.legs.of_bridge(bridge.id):
        if leg.is_over:
            continue
        if leg.id in told and leg.state in {LegState.ACCEPTED, LegState.JOINED}:
            move_leg(tx, leg)
        else:
            end = LegEnd.HUNG_UP if leg.joined_at else LegEnd.CANCELLED
            cancel_leg(ports, tx, leg, end)
    tx.announce()
    return True


def cancel_legs_of(ports: Ports, tx: Transaction, volunteer_id: str) -> list[Leg]:
    """Whoever was removed rings no more and talks to nobody any more; gives their legs."""
    return [leg for leg in tx.legs.under_way_of(volunteer_id) if cancel_leg(ports, tx, leg)]
