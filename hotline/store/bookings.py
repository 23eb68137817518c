"""Booked interpreters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from hotline.domain.bookings import Booking, BookingState
from hotline.store.booking_tables import booking_asks as a
from hotline.store.booking_tables import bookings as t
from hotline.store.conflicts import insert_once
from hotline.store.tables import help_requests
from hotline.types import Language

_OPEN, _TAKEN = BookingState.OPEN.value, BookingState.TAKEN.value
_OVER = {"live_for": None, "code": None}


class BookingRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, booking: Booking) -> bool:
        """False when the request has a live one, or the code stands for another."""
        return insert_once(
            self._connection,
            t,
            id=booking.id,
            request_id=booking.request_id,
            live_for=booking.request_id,
            code=booking.code,
            language=booking.language.tag,
            at=booking.at,
            state=booking.state.value,
            booked_by=booking.booked_by,
            created_at=booking.created_at,
        )

    def by_code(self, code: str) -> Booking | None:
        return next(iter(self._of(t.c.code == code)), None)

    def live_of(self, request_id: str) -> Booking | None:
        return next(iter(self._of(t.c.live_for == request_id)), None)

    def live(self) -> Sequence[Booking]:
        """The soonest first."""
        return self._of(t.c.live_for.is_not(None))

    def live_by_request_code(self) -> Mapping[str, Booking]:
        query = select(help_requests.c.code.label("of"), t).join(
            help_requests, help_requests.c.id == t.c.live_for
        )
        return {row.of: _booking(row) for row in self._connection.execute(query)}

    def taken_by(self, volunteer_id: str) -> Sequence[Booking]:
        return self._of(t.c.interpreter_id == volunteer_id, t.c.state == _TAKEN)

    def take(self, booking_id: str, volunteer_id: str) -> bool:
        return self._change(
            booking_id,
            t.c.state == _OPEN,
            state=_TAKEN,
            interpreter_id=volunteer_id,
        )

    def reopen(self, booking_id: str, volunteer_id: str, code: str) -> bool:
        """It is wanted again, under a code that nobody was told yet."""
        return self._change(
            booking_id,
            t.c.state == _TAKEN,
            t.c.interpreter_id == volunteer_id,
            state=_OPEN,
            interpreter_id=None,
            code=code,
            told_at=None,
        )

    def cancel(self, booking_id: str) -> bool:
        return self._change(
            booking_id,
            t.c.live_for.is_not(None),
            state=BookingState.CANCELLED.value,
            **_OVER,
        )

    def finish(self, booking_id: str) -> bool:
        return self._change(booking_id, t.c.state == _TAKEN, state=BookingState.DONE.value, **_OVER)

    def mark_told(self, booking_id: str, at: datetime) -> bool:
        return self._change(booking_id, t.c.state == _OPEN, t.c.told_at.is_(None), told_at=at)

    def mark_reminded(self, booking_id: str, at: datetime) -> bool:
        return self._change(
            booking_id, t.c.live_for.is_not(None), t.c.reminded_at.is_(None), reminded_at=at
        )

    def ask(self, code: str, volunteer_id: str, at: datetime) -> bool:
        return insert_once(self._connection, a, code=code, volunteer_id=volunteer_id, at=at)

    def asked(self, code: str) -> Sequence[str]:
        query = select(a.c.volunteer_id).where(a.c.code == code)
        return list(self._connection.execute(query).scalars())

    def count_asked(self, volunteer_id: str, since: datetime) -> int:
        query = (
            select(func.count())
            .select_from(a)
            .where(a.c.volunteer_id == volunteer_id, a.c.at > since)
        )
        return self._connection.execute(query).scalar_one()

    def forget(self, request_id: str) -> None:
        self._connection.execute(delete(t).where(t.c.request_id == request_id))

    def forget_volunteer(self, volunteer_id: str) -> None:
        self._connection.execute(delete(a).where(a.c.volunteer_id == volunteer_id))

    def forget_older(self, at_before: datetime) -> int:
        """Those whose time is over, and who was asked under codes that mean nothing any more."""
        old = delete(t).where(t.c.at < at_before, t.c.live_for.is_(None))
        gone = self._connection.execute(old).rowcount
        codes = select(t.c.code).where(t.c.code.is_not(None))
        asks = delete(a).where(a.c.at < at_before, a.c.code.not_in(codes))
        return gone + self._connection.execute(asks).rowcount

    def _of(self, *conditions: Any) -> list[Booking]:
        query = select(t).where(*conditions).order_by(t.c.at, t.c.id)
        return [_booking(row) for row in self._connection.execute(query)]

    def _change(self, booking_id: str, *conditions: Any, **values: Any) -> bool:
        change = update(t).where(t.c.id == booking_id, *conditions).values(**values)
        return self._connection.execute(change).rowcount == 1


def _booking(row: Any) -> Booking:
    return Booking(
        id=row.id,
        request_id=row.request_id,
        language=Language(row.language),
        at=row.at,
        booked_by=row.booked_by,
        created_at=row.created_at,
        code=row.code,
        state=BookingState(row.state),
        interpreter_id=row.interpreter_id,
        told_at=row.told_at,
        reminded_at=row.reminded_at,
    )
