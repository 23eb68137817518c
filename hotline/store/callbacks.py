"""Attempts to call people back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from hotline.domain.callbacks import Attempt, Outcome
from hotline.domain.help_requests import RequestState
from hotline.store.leg_tables import contact_attempts as t
from hotline.store.tables import help_requests


class AttemptRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, attempt: Attempt) -> None:
        self._connection.execute(
            insert(t).values(
                id=attempt.id,
                request_id=attempt.request_id,
                bridge_id=attempt.bridge_id,
                volunteer_id=attempt.volunteer_id,
                at=attempt.at,
                outcome=attempt.outcome.value if attempt.outcome else None,
                next_at=attempt.next_at,
            )
        )

    def of_request(self, request_id: str) -> Sequence[Attempt]:
        """In order of time."""
        query = select(t).where(t.c.request_id == request_id).order_by(t.c.at, t.c.id)
        return [_attempt(row) for row in self._connection.execute(query)]

    def of_bridge(self, bridge_id: str) -> Attempt | None:
        """The latest of this bridge."""
        query = select(t).where(t.c.bridge_id == bridge_id).order_by(t.c.at.desc()).limit(1)
        row = self._connection.execute(query).first()
        return _attempt(row) if row else None

    def forget(self, request_id: str) -> None:
        """Of an erased request nobody can tell when its person was called."""
        self._connection.execute(delete(t).where(t.c.request_id == request_id))

    def forget_resolved(self, resolved_before: datetime) -> int:
        old = select(help_requests.c.id).where(
            help_requests.c.state == RequestState.RESOLVED.value,
            help_requests.c.resolved_at < resolved_before,
        )
        return self._connection.execute(delete(t).where(t.c.request_id.in_(old))).rowcount

    def say(self, attempt_id: str, outcome: Outcome, next_at: datetime | None) -> bool:
        changed = self._connection.execute(
            update(t).where(t.c.id == attempt_id).values(outcome=outcome.value, next_at=next_at)
        )
        return changed.rowcount == 1


def _attempt(row: Any) -> Attempt:
    return Attempt(
        id=row.id,
        request_id=row.request_id,
        volunteer_id=row.volunteer_id,
        at=row.at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        next_at=row.next_at,
        bridge_id=row.bridge_id,
    )
