"""The outbox: what must happen outside, leased by one worker at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from hotline.clock import Clock
from hotline.domain.outbox import (
    ENQUEUE_AGAIN,
    LEASE,
    OutboxKind,
    OutboxRow,
    OutboxState,
    next_attempt,
)
from hotline.store.tables import outbox as t
from hotline.types import new_id


class OutboxRepository:
    def __init__(self, connection: Any, clock: Clock) -> None:
        self._connection: Connection = connection
        self._clock = clock
        self._new: list[OutboxRow] = []

    def add(self, kind: OutboxKind, subject: str, *, not_before: datetime | None = None) -> str:
        """Ask for one thing to be done after commit; returns the row's id."""
        now = self._clock.now()
        row = OutboxRow(new_id(), kind, subject, OutboxState.PENDING, 0, not_before or now)
        self._connection.execute(
            insert(t),
            {
                "id": row.id,
                "kind": row.kind.value,
                "subject": row.subject,
                "state": row.state.value,
                "attempts": 0,
                "available_at": row.available_at,
                # When it was enqueued: the column keeps its first name, so that a release
                # before this one runs on the same schema.
                "handed_over_at": now if not_before is None else None,
            },
        )
        if not_before is None:
            self._new.append(row)
        return row.id

    def take_new(self) -> list[OutboxRow]:
        """The rows added in this transaction, to be enqueued after commit."""
        new, self._new = self._new, []
        return new

    def by_id(self, row_id: str) -> OutboxRow | None:
        row = self._connection.execute(select(t).where(t.c.id == row_id)).first()
        return _row(row) if row else None

    def lease(self, row_id: str, now: datetime) -> OutboxRow | None:
        """The row, held for LEASE; None when it is done, not due or held by another.

        The try is counted here, so that a job that kills its worker every time ends
        as a dead letter instead of going round for ever.
        """
        leased = self._connection.execute(
            update(t)
            .where(
                t.c.id == row_id,
                t.c.state == OutboxState.PENDING.value,
                t.c.available_at <= now,
                or_(t.c.leased_until.is_(None), t.c.leased_until < now),
            )
            .values(leased_until=now + LEASE, attempts=t.c.attempts + 1)
        )
        return self.by_id(row_id) if leased.rowcount == 1 else None

    def renew(self, row_id: str, now: datetime) -> None:
        self._connection.execute(update(t).where(t.c.id == row_id).values(leased_until=now + LEASE))

    def done(self, row_id: str) -> None:
        self._connection.execute(
            update(t)
            .where(t.c.id == row_id)
            .values(state=OutboxState.DONE.value, leased_until=None, error_kind=None)
        )

    def failed(self, row_id: str, error_kind: str, now: datetime) -> bool:
        """Plan the next try; True when there is none left and a person must look."""
        row = self.by_id(row_id)
        if row is None:
            return False
        again = next_attempt(row.kind, row.attempts, now)
        state = OutboxState.PENDING if again else OutboxState.DEAD
        self._connection.execute(
            update(t)
            .where(t.c.id == row_id)
            .values(
                state=state.value,
                available_at=again or row.available_at,
                leased_until=None,
                handed_over_at=None,
                error_kind=error_kind[:64],
            )
        )
        return again is None

    def due(self, now: datetime, limit: int = 200) -> Sequence[OutboxRow]:
        """Pending, due, held by nobody, and not enqueued a moment ago."""
        query = (
            select(t)
            .where(
                t.c.state == OutboxState.PENDING.value,
                t.c.available_at <= now,
                or_(t.c.leased_until.is_(None), t.c.leased_until < now),
                or_(t.c.handed_over_at.is_(None), t.c.handed_over_at < now - ENQUEUE_AGAIN),
            )
            .order_by(t.c.available_at)
            .limit(limit)
        )
        return [_row(row) for row in self._connection.execute(query)]

    def mark_enqueued(self, row_ids: Sequence[str], now: datetime) -> None:
        if row_ids:
            self._connection.execute(
                update(t).where(t.c.id.in_(row_ids)).values(handed_over_at=now)
            )

    def forget_enqueued(self) -> int:
        """Redis is new or was emptied: enqueue everything again. Returns how many."""
        changed = self._connection.execute(
            update(t)
            .where(t.c.state == OutboxState.PENDING.value, t.c.handed_over_at.is_not(None))
            .values(handed_over_at=None)
        )
        return changed.rowcount

    def has_pending(self, kind: OutboxKind) -> bool:
        query = select(t.c.id).where(t.c.kind == kind.value, t.c.state == OutboxState.PENDING.value)
        return self._connection.execute(query.limit(1)).first() is not None

    def dead(self) -> Sequence[OutboxRow]:
        query = select(t).where(t.c.state == OutboxState.DEAD.value)
        return [_row(row) for row in self._connection.execute(query)]


def _row(row: Any) -> OutboxRow:
    return OutboxRow(
        id=row.id,
        kind=OutboxKind(row.kind),
        subject=row.subject,
        state=OutboxState(row.state),
        attempts=row.attempts,
        available_at=row.available_at,
    )
