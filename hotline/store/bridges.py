"""Bridges and legs: each change is one conditional update, so that of two at once one wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from hotline.domain.bridges import (
    LEG_RANK,
    Bridge,
    BridgeKind,
    BridgeState,
    Leg,
    LegEnd,
    LegRole,
    LegState,
)
from hotline.store.conflicts import insert_once
from hotline.store.leg_tables import bridges, legs
from hotline.types import Sealed

#: The column that keeps when a leg came into a state.
_TIMES = {
    LegState.DIALLING: "dialled_at",
    LegState.ANSWERED: "answered_at",
    LegState.JOINED: "joined_at",
}


class BridgeRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, bridge: Bridge) -> bool:
        """False when its request or call has an open bridge already."""
        return insert_once(
            self._connection,
            bridges,
            id=bridge.id,
            kind=bridge.kind.value,
            state=bridge.state.value,
            key_id=bridge.key_id,
            request_id=bridge.request_id,
            call_id=bridge.call_id,
            opened_by=bridge.opened_by,
            language=bridge.language,
            topic=bridge.topic,
            access=bridge.access,
            created_at=bridge.created_at,
            deadline=bridge.deadline,
        )

    def by_id(self, bridge_id: str) -> Bridge | None:
        return self._one(bridges.c.id == bridge_id)

    def open_of_request(self, request_id: str) -> Bridge | None:
        return self._one(
            bridges.c.request_id == request_id, bridges.c.state != BridgeState.ENDED.value
        )

    def open_of_call(self, call_id: str) -> Bridge | None:
        return self._one(bridges.c.call_id == call_id, bridges.c.state != BridgeState.ENDED.value)

    def of_request(self, request_id: str) -> Sequence[Bridge]:
        """The newest first."""
        query = (
            select(bridges)
            .where(bridges.c.request_id == request_id)
            .order_by(bridges.c.created_at.desc(), bridges.c.id)
        )
        return [_bridge(row) for row in self._connection.execute(query)]

    def waiting(self) -> Sequence[Bridge]:
        """Callers on the line whom nobody has taken yet, the longest waiting first."""
        query = (
            select(bridges)
            .where(
                bridges.c.kind == BridgeKind.LIVE.value,
                bridges.c.state == BridgeState.OPEN.value,
            )
            .order_by(bridges.c.created_at, bridges.c.id)
        )
        return [_bridge(row) for row in self._connection.execute(query)]

    def overdue(self, now: datetime) -> Sequence[Bridge]:
        """Open ones whose deadline has passed and that nobody accepted."""
        query = select(bridges).where(
            bridges.c.state == BridgeState.OPEN.value, bridges.c.deadline <= now
        )
        return [_bridge(row) for row in self._connection.execute(query)]

    def accept(self, bridge_id: str, leg_id: str) -> bool:
        """True for the one leg that came first; a bridge that has ended takes nobody."""
        return self._changed(
            update(bridges)
            .where(
                bridges.c.id == bridge_id,
                bridges.c.accepted_leg.is_(None),
                bridges.c.state == BridgeState.OPEN.value,
            )
            .values(accepted_leg=leg_id, state=BridgeState.JOINED.value)
        )

    def reopen(self, bridge_id: str, leg_id: str) -> bool:
        """The leg that had accepted is gone: another may take its place."""
        return self._changed(
            update(bridges)
            .where(
                bridges.c.id == bridge_id,
                bridges.c.accepted_leg == leg_id,
                bridges.c.state == BridgeState.JOINED.value,
            )
            .values(accepted_leg=None, state=BridgeState.OPEN.value)
        )

    def begin_talk(self, bridge_id: str, ends_at: datetime) -> bool:
        """When the talk ends; True once, and for a bridge that is not over."""
        return self._changed(
            update(bridges)
            .where(
                bridges.c.id == bridge_id,
                bridges.c.ends_at.is_(None),
                bridges.c.state != BridgeState.ENDED.value,
            )
            .values(ends_at=ends_at)
        )

    def attach(self, bridge_id: str, request_id: str) -> None:
        """The request that a live call has become."""
        self._connection.execute(
            update(bridges).where(bridges.c.id == bridge_id).values(request_id=request_id)
        )

    def end(self, bridge_id: str, at: datetime) -> bool:
        """True once: for whoever ended it. What the person asked for goes with it."""
        # Plain while it rings; "a woman" beside the topic of violence tells a seizer too much.
        return self._changed(
            update(bridges)
            .where(bridges.c.id == bridge_id, bridges.c.state != BridgeState.ENDED.value)
            .values(state=BridgeState.ENDED.value, ended_at=at, access=())
        )

    def forget(self, request_id: str) -> None:
        """Of an erased request no sid can be found again."""
        of_request = select(bridges.c.id).where(bridges.c.request_id == request_id)
        self._connection.execute(
            update(legs)
            .where(legs.c.bridge_id.in_(of_request))
            .values(sid=None, sid_fingerprint=None)
        )

    def forget_older(self, created_before: datetime) -> int:
        """No call lasts for days: bridges and legs go, whatever their state says."""
        old = select(bridges.c.id).where(bridges.c.created_at < created_before)
        self._connection.execute(delete(legs).where(legs.c.bridge_id.in_(old)))
        gone = delete(bridges).where(bridges.c.created_at < created_before)
        return self._connection.execute(gone).rowcount

    def _changed(self, statement: Any) -> bool:
        return self._connection.execute(statement).rowcount == 1

    def _one(self, *conditions: Any) -> Bridge | None:
        row = self._connection.execute(select(bridges).where(*conditions)).first()
        return _bridge(row) if row else None


class LegRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, leg: Leg) -> None:
        self._connection.execute(
            insert(legs).values(
                id=leg.id,
                bridge_id=leg.bridge_id,
                role=leg.role.value,
                state=leg.state.value,
                rank=LEG_RANK[leg.state],
                volunteer_id=leg.volunteer_id,
                asked=leg.asked,
                language=leg.language,
                created_at=leg.created_at,
                answered_at=leg.answered_at,
            )
        )

    def by_id(self, leg_id: str) -> Leg | None:
        row = self._connection.execute(select(legs).where(legs.c.id == leg_id)).first()
        return _leg(row) if row else None

    def of_bridge(self, bridge_id: str) -> Sequence[Leg]:
        """In the order in which they were wanted."""
        query = (
            select(legs).where(legs.c.bridge_id == bridge_id).order_by(legs.c.created_at, legs.c.id)
        )
        return [_leg(row) for row in self._connection.execute(query)]

    def last_of_kind(self, volunteer_id: str, kind: BridgeKind, since: datetime) -> Leg | None:
        """Their newest leg in a bridge of that kind, wanted after `since`."""
        query = (
            select(legs)
            .join(bridges, bridges.c.id == legs.c.bridge_id)
            .where(
                legs.c.volunteer_id == volunteer_id,
                bridges.c.kind == kind.value,
                legs.c.created_at > since,
            )
            .order_by(legs.c.created_at.desc(), legs.c.id)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return _leg(row) if row else None

    def last_end_of(self, volunteer_id: str) -> datetime | None:
        """When their phone was last hung up."""
        query = select(legs.c.ended_at).where(
            legs.c.volunteer_id == volunteer_id, legs.c.ended_at.is_not(None)
        )
        latest = query.order_by(legs.c.ended_at.desc()).limit(1)
        return self._connection.execute(latest).scalar_one_or_none()

    def under_way(self) -> Sequence[Leg]:
        """Every leg that is not over."""
        query = select(legs).where(legs.c.state != LegState.ENDED.value)
        return [_leg(row) for row in self._connection.execute(query)]

    def under_way_of(self, volunteer_id: str) -> Sequence[Leg]:
        """Whoever has one is on the phone, or their phone is about to ring."""
        query = select(legs).where(
            legs.c.volunteer_id == volunteer_id, legs.c.state != LegState.ENDED.value
        )
        return [_leg(row) for row in self._connection.execute(query)]

    def raise_to(self, leg_id: str, state: LegState, at: datetime) -> bool:
        """True when the leg moved up; late, repeated and lower news change nothing."""
        values: dict[str, Any] = {"state": state.value, "rank": LEG_RANK[state]}
        if state in _TIMES:
            values[_TIMES[state]] = at
        return self._changed(
            update(legs).where(legs.c.id == leg_id, legs.c.rank < LEG_RANK[state]).values(**values)
        )

    def end(self, leg_id: str, end: LegEnd, at: datetime) -> bool:
        """True once; the first reason stays."""
        return self._changed(
            update(legs)
            .where(legs.c.id == leg_id, legs.c.state != LegState.ENDED.value)
            .values(
                state=LegState.ENDED.value,
                rank=LEG_RANK[LegState.ENDED],
                end=end.value,
                ended_at=at,
            )
        )

    def set_sid(self, leg_id: str, sid_fingerprint: str, sid: Sealed) -> bool:
        """True for the first sid of a leg: a call that rings it twice is not it."""
        return self._changed(
            update(legs)
            .where(legs.c.id == leg_id, legs.c.sid_fingerprint.is_(None))
            .values(sid_fingerprint=sid_fingerprint, sid=sid)
        )

    def has_sid(self, leg_id: str, sid_fingerprint: str) -> bool:
        query = select(legs.c.id).where(
            legs.c.id == leg_id, legs.c.sid_fingerprint == sid_fingerprint
        )
        return self._connection.execute(query).first() is not None

    def ask_again(self, leg_id: str, asked: int) -> bool:
        """True when the whisper had been said `asked` times, and is now said once more."""
        return self._changed(
            update(legs).where(legs.c.id == leg_id, legs.c.asked == asked).values(asked=asked + 1)
        )

    def dialled_to(self, volunteer_id: str, since: datetime) -> int:
        query = select(func.count()).where(
            legs.c.volunteer_id == volunteer_id, legs.c.dialled_at > since
        )
        return self._connection.execute(query).scalar_one()

    def last_dialled(self, since: datetime) -> dict[str, datetime]:
        """When each volunteer's phone was last rung; who was not since then is not in it."""
        latest = func.max(legs.c.dialled_at).label("latest")
        query = (
            select(legs.c.volunteer_id, latest)
            .where(legs.c.dialled_at > since, legs.c.volunteer_id.is_not(None))
            .group_by(legs.c.volunteer_id)
        )
        return {row.volunteer_id: row.latest for row in self._connection.execute(query)}

    def dialled(self, since: datetime) -> int:
        query = select(func.count()).where(legs.c.dialled_at > since)
        return self._connection.execute(query).scalar_one()

    def _changed(self, statement: Any) -> bool:
        return self._connection.execute(statement).rowcount == 1


def _bridge(row: Any) -> Bridge:
    return Bridge(
        id=row.id,
        kind=BridgeKind(row.kind),
        state=BridgeState(row.state),
        key_id=row.key_id,
        language=row.language,
        topic=row.topic,
        created_at=row.created_at,
        deadline=row.deadline,
        request_id=row.request_id,
        call_id=row.call_id,
        opened_by=row.opened_by,
        access=row.access,
        accepted_leg=row.accepted_leg,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
    )


def _leg(row: Any) -> Leg:
    return Leg(
        id=row.id,
        bridge_id=row.bridge_id,
        role=LegRole(row.role),
        state=LegState(row.state),
        created_at=row.created_at,
        end=LegEnd(row.end) if row.end else None,
        volunteer_id=row.volunteer_id,
        sid=row.sid,
        asked=row.asked,
        language=row.language,
        dialled_at=row.dialled_at,
        answered_at=row.answered_at,
        joined_at=row.joined_at,
        ended_at=row.ended_at,
    )
