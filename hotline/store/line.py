"""The state of the line, what runs short, and the board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.domain.line import (
    LimitState,
    LineSetting,
    LineState,
    StoredAnnouncement,
    StoredLimit,
)
from hotline.store.tables import announcements, limits, line_state
from hotline.types import Sealed

#: There is one line, so its state is one row.
_THE_ONE = 1


class LineRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def setting(self) -> LineSetting:
        row = self._connection.execute(select(line_state)).first()
        if row is None:
            return LineSetting()
        return LineSetting(LineState(row.state), row.until, row.set_by, row.set_at)

    def set(self, setting: LineSetting) -> None:
        values = {
            "state": setting.state.value,
            "until": setting.until,
            "set_by": setting.set_by,
            "set_at": setting.set_at,
        }
        changed = self._connection.execute(update(line_state).values(**values))
        if changed.rowcount == 0:
            self._connection.execute(insert(line_state).values(number=_THE_ONE, **values))

    def limits(self) -> Sequence[StoredLimit]:
        rows = self._connection.execute(select(limits).order_by(limits.c.set_at, limits.c.id))
        return [
            StoredLimit(
                id=row.id,
                topic=row.topic,
                area=row.area,
                state=LimitState(row.state),
                until=row.until,
                set_by=row.set_by,
                set_at=row.set_at,
                key_id=row.key_id,
                reason=row.reason,
                reason_language=row.reason_language,
            )
            for row in rows
        ]

    def add_limit(self, limit: StoredLimit) -> None:
        self._connection.execute(insert(limits).values(**_plain(limit)))

    def remove_limit(self, limit_id: str) -> None:
        self._connection.execute(delete(limits).where(limits.c.id == limit_id))

    def announcements(self) -> Sequence[StoredAnnouncement]:
        """Without their sounds: those are read one by one, when they are played."""
        t = announcements
        columns = [column for column in t.c if column.name != "sound"]
        rows = self._connection.execute(select(*columns).order_by(t.c.set_at, t.c.id))
        return [StoredAnnouncement(**row._mapping) for row in rows]

    def announcement_sound(self, announcement_id: str, now: datetime) -> tuple[str, Sealed] | None:
        """(key id, sound) while the announcement is current, else None."""
        t = announcements
        row = self._connection.execute(
            select(t.c.key_id, t.c.sound).where(t.c.id == announcement_id, t.c.until > now)
        ).first()
        return (row.key_id, row.sound) if row and row.sound else None

    def add_announcement(self, announcement: StoredAnnouncement, sound: Sealed | None) -> None:
        self._connection.execute(insert(announcements).values(**_plain(announcement), sound=sound))

    def remove_announcement(self, announcement_id: str) -> bool:
        gone = self._connection.execute(
            delete(announcements).where(announcements.c.id == announcement_id)
        )
        return gone.rowcount == 1


def _plain(value: object) -> dict[str, Any]:
    return dict(vars(value))
