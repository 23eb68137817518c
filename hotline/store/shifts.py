"""Shifts, their one-off changes and their windows, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from hotline.domain.recurrence import read_rule
from hotline.domain.shifts import Change, Shift, ShiftChange, Window
from hotline.store.conflicts import insert_once
from hotline.store.hours import LONGEST_WINDOW
from hotline.store.shift_tables import shift_changes as c
from hotline.store.shift_tables import shift_notices as n
from hotline.store.shift_tables import shift_windows as w
from hotline.store.shift_tables import shifts as s

#: A shift that is written down further ahead than this comes no more after its windows.
FOR_GOOD_AFTER = timedelta(days=3650)


class ShiftRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, shift: Shift, *, by: str, at: datetime, filled_until: datetime) -> None:
        self._connection.execute(
            insert(s).values(
                id=shift.id,
                volunteer_id=shift.volunteer_id,
                starts=_written(shift.starts),
                minutes=shift.minutes,
                rule=shift.rule.text(),
                zone=shift.zone,
                created_at=at,
                created_by=by,
                filled_until=filled_until,
            )
        )

    def by_id(self, shift_id: str) -> Shift | None:
        row = self._connection.execute(select(s).where(s.c.id == shift_id)).first()
        return _shift(row) if row else None

    def of(self, volunteer_id: str) -> Sequence[Shift]:
        query = select(s).where(s.c.volunteer_id == volunteer_id).order_by(s.c.starts, s.c.id)
        return [_shift(row) for row in self._connection.execute(query)]

    def all(self, limit: int = 2000) -> Sequence[Shift]:
        query = select(s).order_by(s.c.starts, s.c.id).limit(limit)
        return [_shift(row) for row in self._connection.execute(query)]

    def remove(self, shift_id: str) -> bool:
        return self._connection.execute(delete(s).where(s.c.id == shift_id)).rowcount == 1

    def shorten(self, shift: Shift) -> None:
        """Give it the rule of `shift`, which ends earlier."""
        self._connection.execute(update(s).where(s.c.id == shift.id).values(rule=shift.rule.text()))

    def lagging(self, until: datetime, limit: int) -> Sequence[tuple[Shift, datetime]]:
        """Shifts whose windows are not written down up to `until`, the furthest behind first."""
        query = select(s).where(s.c.filled_until < until).order_by(s.c.filled_until).limit(limit)
        return [(_shift(row), row.filled_until) for row in self._connection.execute(query)]

    def filled(self, until: Mapping[str, datetime]) -> None:
        """Note up to when the windows of these shifts are written down."""
        if until:
            query = (
                update(s).where(s.c.id == bindparam("shift")).values(filled_until=bindparam("at"))
            )
            rows = [{"shift": shift_id, "at": at} for shift_id, at in until.items()]
            self._connection.execute(query, rows)

    def change_of(self, shift_id: str, starts: datetime) -> ShiftChange | None:
        query = select(c).where(c.c.shift_id == shift_id, c.c.starts == _written(starts))
        row = self._connection.execute(query).first()
        return _change(row) if row else None

    def changes_of(self, shift_ids: Sequence[str]) -> Sequence[ShiftChange]:
        query = select(c).where(c.c.shift_id.in_(shift_ids))
        return [_change(row) for row in self._connection.execute(query)]

    def taken_away(self, first: datetime, last: datetime) -> Sequence[ShiftChange]:
        """Single shifts that were taken away, from `first` to before `last` on the wall."""
        query = (
            select(c)
            .where(
                c.c.kind == Change.REMOVE.value,
                c.c.starts >= _written(first),
                c.c.starts < _written(last),
            )
            .order_by(c.c.starts)
        )
        return [_change(row) for row in self._connection.execute(query)]

    def by_code(self, code: str) -> ShiftChange | None:
        row = self._connection.execute(select(c).where(c.c.code == code)).first()
        return _change(row) if row else None

    def open_codes(self) -> Sequence[ShiftChange]:
        query = select(c).where(c.c.code.is_not(None), c.c.volunteer_id.is_(None))
        return [_change(row) for row in self._connection.execute(query)]

    def add_change(self, change: ShiftChange, by: str) -> bool:
        """False when this single shift has been changed already."""
        return insert_once(
            self._connection,
            c,
            id=change.id,
            shift_id=change.shift_id,
            starts=_written(change.starts),
            kind=change.kind.value,
            volunteer_id=change.volunteer_id,
            code=change.code,
            created_at=change.created_at,
            created_by=by,
        )

    def open_change(self, change: ShiftChange, *, held_by: str | None) -> bool:
        """Let somebody else take it: True when `held_by` still had it."""
        return self._move(
            change.id,
            held_by,
            kind=Change.COVER.value,
            volunteer_id=None,
            code=change.code,
            created_at=change.created_at,
        )

    def give_change(self, change: ShiftChange, *, held_by: str | None) -> bool:
        """Give it to the volunteer of `change`: True for exactly one, while `held_by` has it."""
        return self._move(change.id, held_by, volunteer_id=change.volunteer_id)

    def remove_change(self, change_id: str) -> bool:
        return self._connection.execute(delete(c).where(c.c.id == change_id)).rowcount == 1

    def fill(self, windows: Sequence[Window]) -> None:
        """Write windows down; one that is there already is an error of the caller."""
        if windows:
            self._connection.execute(insert(w), [_plain(window) for window in windows])

    def window(self, shift_id: str, starts: datetime) -> Window | None:
        query = select(w).where(w.c.shift_id == shift_id, w.c.starts == _written(starts))
        row = self._connection.execute(query).first()
        return _window(row) if row else None

    def between(
        self, first: datetime, last: datetime, volunteer_id: str | None = None
    ) -> Sequence[Window]:
        """The windows that are at any moment from `first` to before `last`, in their order."""
        query = self._overlapping(first, last)
        if volunteer_id is not None:
            query = query.where(w.c.volunteer_id == volunteer_id)
        return [_window(row) for row in self._connection.execute(query)]

    def open_between(self, first: datetime, last: datetime) -> Sequence[Window]:
        """Those of them that nobody has."""
        query = self._overlapping(first, last).where(w.c.volunteer_id.is_(None))
        return [_window(row) for row in self._connection.execute(query)]

    def hold(self, shift_id: str, starts: datetime, volunteer_id: str | None) -> None:
        self._connection.execute(
            update(w)
            .where(w.c.shift_id == shift_id, w.c.starts == _written(starts))
            .values(volunteer_id=volunteer_id)
        )

    def drop(self, shift_id: str, starts: datetime) -> None:
        self._connection.execute(
            delete(w).where(w.c.shift_id == shift_id, w.c.starts == _written(starts))
        )

    def drop_from(self, shift_id: str, starts: datetime) -> None:
        """Take away the windows, and their changes, that begin at `starts` or later."""
        for table in (w, c):
            self._connection.execute(
                delete(table).where(
                    table.c.shift_id == shift_id, table.c.starts >= _written(starts)
                )
            )

    def forget(self, ended_before: datetime) -> int:
        """Windows that ended before, their changes, and shifts that come no more.

        Returns how many windows those were.
        """
        gone = self._connection.execute(delete(w).where(w.c.ends_at < ended_before)).rowcount
        # A day's grace: what a change is of is written on the wall, not in UTC.
        day = _written((ended_before - timedelta(days=1)).replace(tzinfo=None))
        self._connection.execute(delete(c).where(c.c.starts < day))
        left = select(w.c.number).where(w.c.shift_id == s.c.id)
        self._connection.execute(
            delete(s).where(s.c.filled_until > ended_before + FOR_GOOD_AFTER, ~left.exists())
        )
        return gone

    def note(self, kind: str, subject: str, volunteer_id: str, at: datetime) -> bool:
        """True the first time that this is told to this volunteer."""
        return insert_once(
            self._connection, n, kind=kind, subject=subject, volunteer_id=volunteer_id, at=at
        )

    def noted(self, kind: str, subject: str) -> Sequence[str]:
        """Whom it was told to."""
        query = select(n.c.volunteer_id).where(n.c.kind == kind, n.c.subject == subject)
        return list(self._connection.execute(query).scalars())

    def count_notes(self, kind: str, volunteer_id: str, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(n)
            .where(n.c.kind == kind, n.c.volunteer_id == volunteer_id, n.c.at > since)
        )
        return self._connection.execute(query).scalar_one()

    def untold(
        self, kind: str, first: datetime, last: datetime, limit: int = 500
    ) -> Sequence[Window]:
        """Windows that begin after `first` and until `last`, whose holder was not told `kind`."""
        told = select(n.c.number).where(
            n.c.kind == kind,
            n.c.subject == w.c.shift_id + ":" + w.c.starts,
            n.c.volunteer_id == w.c.volunteer_id,
        )
        query = (
            select(w)
            .where(
                w.c.starts_at > first,
                w.c.starts_at <= last,
                w.c.volunteer_id.is_not(None),
                ~told.exists(),
            )
            .order_by(w.c.starts_at, w.c.number)
            .limit(limit)
        )
        return [_window(row) for row in self._connection.execute(query)]

    def forget_notes(self, written_before: datetime) -> int:
        return self._connection.execute(delete(n).where(n.c.at < written_before)).rowcount

    def _move(self, change_id: str, held_by: str | None, **values: Any) -> bool:
        holder = c.c.volunteer_id == held_by if held_by else c.c.volunteer_id.is_(None)
        moved = self._connection.execute(
            update(c)
            .where(c.c.id == change_id, c.c.kind != Change.REMOVE.value, holder)
            .values(**values)
        )
        return moved.rowcount == 1

    def _overlapping(self, first: datetime, last: datetime) -> Any:
        return (
            select(w)
            .where(
                w.c.starts_at > first - LONGEST_WINDOW, w.c.starts_at < last, w.c.ends_at > first
            )
            .order_by(w.c.starts_at, w.c.ends_at, w.c.number)
        )


def _written(starts: datetime) -> str:
    return starts.isoformat(timespec="minutes")


def _shift(row: Any) -> Shift:
    return Shift(
        id=row.id,
        volunteer_id=row.volunteer_id,
        starts=datetime.fromisoformat(row.starts),
        minutes=row.minutes,
        rule=read_rule(row.rule),
        zone=row.zone,
    )


def _change(row: Any) -> ShiftChange:
    return ShiftChange(
        id=row.id,
        shift_id=row.shift_id,
        starts=datetime.fromisoformat(row.starts),
        kind=Change(row.kind),
        volunteer_id=row.volunteer_id,
        code=row.code,
        created_at=row.created_at,
    )


def _window(row: Any) -> Window:
    return Window(
        shift_id=row.shift_id,
        starts=datetime.fromisoformat(row.starts),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        volunteer_id=row.volunteer_id,
    )


def _plain(window: Window) -> dict[str, Any]:
    return {**vars(window), "starts": _written(window.starts)}
