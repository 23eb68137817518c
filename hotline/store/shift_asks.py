"""Shifts that one volunteer has asked another to take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, or_, select

from hotline.domain.shifts import ShiftAsk
from hotline.store.conflicts import insert_once
from hotline.store.shift_tables import shift_asks as t


class ShiftAskRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, ask: ShiftAsk) -> bool:
        """False while somebody else is asked about this single shift."""
        starts = ask.starts.isoformat(timespec="minutes")
        return insert_once(self._connection, t, **{**vars(ask), "starts": starts})

    def by_id(self, ask_id: str) -> ShiftAsk | None:
        return self._first(t.c.id == ask_id)

    def by_code(self, code: str) -> ShiftAsk | None:
        return self._first(t.c.code == code)

    def of(self, volunteer_id: str) -> Sequence[ShiftAsk]:
        """Those that the volunteer asked or was asked, the soonest shift first."""
        query = (
            select(t)
            .where(or_(t.c.holder_id == volunteer_id, t.c.asked_id == volunteer_id))
            .order_by(t.c.starts_at, t.c.id)
        )
        return [_ask(row) for row in self._connection.execute(query)]

    def begun(self, now: datetime, limit: int = 200) -> Sequence[ShiftAsk]:
        """Those whose shift has begun."""
        query = select(t).where(t.c.starts_at <= now).order_by(t.c.starts_at).limit(limit)
        return [_ask(row) for row in self._connection.execute(query)]

    def end(self, ask_id: str) -> bool:
        return self._connection.execute(delete(t).where(t.c.id == ask_id)).rowcount == 1

    def _first(self, condition: Any) -> ShiftAsk | None:
        row = self._connection.execute(select(t).where(condition)).first()
        return _ask(row) if row else None


def _ask(row: Any) -> ShiftAsk:
    return ShiftAsk(
        id=row.id,
        shift_id=row.shift_id,
        starts=datetime.fromisoformat(row.starts),
        starts_at=row.starts_at,
        holder_id=row.holder_id,
        asked_id=row.asked_id,
        code=row.code,
    )
