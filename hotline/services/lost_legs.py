"""Legs of which the carrier told no end: statuses are sent once, and may be lost.

Without this a volunteer whose last status was lost would be busy for ever, and a request
would have a call under way that nobody is in.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.bridges import Leg, LegEnd, LegRole, LegState
from hotline.domain.limits import CALL_SECONDS, RING_SECONDS
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports
from hotline.services.leg_events import end_leg
from hotline.services.one_by_one import one_by_one

#: The carrier rings five seconds longer than it is told; the rest is for slow statuses.
_RINGING = timedelta(seconds=RING_SECONDS + 65)
#: Three whispers with the silence after each.
_WHISPER = timedelta(minutes=4)
_TALKING = timedelta(seconds=CALL_SECONDS) + timedelta(minutes=5)


def end_lost_legs(ports: Ports) -> int:
    """End every leg that cannot be what it is said to be, and hang its call up. Gives how many."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        lost = [(leg, end) for leg in tx.legs.under_way() if (end := _lost(leg, now))]
    return one_by_one(lost, lambda each: _end(ports, *each))


def _end(ports: Ports, leg: Leg, end: LegEnd) -> bool:
    with ports.unit_of_work() as tx:
        end_leg(ports, tx, leg.id, end)
        tx.outbox.add(OutboxKind.END_CALL, leg.id)
    return True


def _lost(leg: Leg, now: datetime) -> LegEnd | None:
    """Why it must be over; None while it may well go on."""
    if now - leg.created_at > 2 * _TALKING:
        return LegEnd.HUNG_UP
    if leg.state in {LegState.DIALLING, LegState.RINGING}:
        rang_out = leg.dialled_at is not None and now - leg.dialled_at > _RINGING
        return LegEnd.NO_ANSWER if rang_out else None
    if leg.answered_at is None:
        return None
    if leg.state is LegState.ANSWERED and leg.role is not LegRole.PERSON:
        return LegEnd.MACHINE if now - leg.answered_at > _WHISPER else None
    return LegEnd.HUNG_UP if now - leg.answered_at > _TALKING else None
