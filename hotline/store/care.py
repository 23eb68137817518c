"""Heavy calls and the rest after them, and volunteers' own choices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.store.conflicts import insert_once
from hotline.store.offers_tables import heavy_calls, volunteer_choices
from hotline.types import Sealed, new_id


class CareRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add_heavy(self, volunteer_id: str, at: datetime, rest_until: datetime) -> None:
        self._connection.execute(
            insert(heavy_calls).values(
                id=new_id(), volunteer_id=volunteer_id, at=at, rest_until=rest_until
            )
        )

    def acknowledge(self, volunteer_id: str, at: datetime) -> bool:
        """True when there was a rest, and the volunteer said that it is over."""
        t = heavy_calls
        changed = self._connection.execute(
            update(t)
            .where(
                t.c.volunteer_id == volunteer_id, t.c.acknowledged_at.is_(None), t.c.rest_until > at
            )
            .values(acknowledged_at=at)
        )
        return changed.rowcount > 0

    def resting(self, now: datetime) -> frozenset[str]:
        """Who is offered nothing now."""
        t = heavy_calls
        query = select(t.c.volunteer_id).where(t.c.rest_until > now, t.c.acknowledged_at.is_(None))
        return frozenset(self._connection.execute(query).scalars())

    def heavy_since(self, since: datetime) -> Mapping[str, Sequence[datetime]]:
        """The heavy calls of each volunteer since then, the oldest first."""
        t = heavy_calls
        found: dict[str, list[datetime]] = {}
        for row in self._connection.execute(select(t).where(t.c.at >= since).order_by(t.c.at)):
            found.setdefault(row.volunteer_id, []).append(row.at)
        return found

    def traits(self, volunteers: Collection[str]) -> Mapping[str, Sealed]:
        """What these volunteers tell of themselves; nothing of those who tell nothing."""
        t = volunteer_choices
        query = select(t.c.volunteer_id, t.c.traits).where(
            t.c.volunteer_id.in_(volunteers), t.c.traits.is_not(None)
        )
        return {row.volunteer_id: row.traits for row in self._connection.execute(query)}

    def set_traits(self, volunteer_id: str, traits: Sealed | None) -> None:
        self._set(volunteer_id, traits=traits)

    def reach(self, volunteer_id: str) -> Sealed | None:
        t = volunteer_choices
        query = select(t.c.reach).where(t.c.volunteer_id == volunteer_id)
        return self._connection.execute(query).scalar()

    def set_reach(self, volunteer_id: str, reach: Sealed | None) -> None:
        self._set(volunteer_id, reach=reach)

    def forget_volunteer(self, volunteer_id: str) -> None:
        for t in (heavy_calls, volunteer_choices):
            self._connection.execute(delete(t).where(t.c.volunteer_id == volunteer_id))

    def forget_heavy_before(self, at: datetime) -> int:
        return self._connection.execute(delete(heavy_calls).where(heavy_calls.c.at < at)).rowcount

    def _set(self, volunteer_id: str, **values: Sealed | None) -> None:
        t = volunteer_choices
        insert_once(self._connection, t, volunteer_id=volunteer_id)
        self._connection.execute(update(t).where(t.c.volunteer_id == volunteer_id).values(**values))
