"""Questions afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from hotline.domain.follow_ups import Answer, FollowUp
from hotline.domain.help_requests import RequestState
from hotline.store.conflicts import insert_once
from hotline.store.follow_up_tables import follow_ups as t
from hotline.store.tables import help_requests
from hotline.types import Sealed


class FollowUpRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def agree(self, request_id: str, volunteer_id: str, at: datetime) -> bool:
        return insert_once(
            self._connection, t, request_id=request_id, volunteer_id=volunteer_id, agreed_at=at
        )

    def of(self, request_id: str) -> FollowUp | None:
        row = self._connection.execute(select(t).where(t.c.request_id == request_id)).first()
        return _follow_up(row) if row else None

    def due(self, resolved_before: datetime) -> Sequence[str]:
        """Requests that ended before then, whose people agreed and have not been asked."""
        query = (
            select(t.c.request_id)
            .join(help_requests, help_requests.c.id == t.c.request_id)
            .where(
                t.c.asked_at.is_(None),
                help_requests.c.state == RequestState.RESOLVED.value,
                help_requests.c.resolved_at < resolved_before,
            )
            .order_by(help_requests.c.resolved_at)
        )
        return list(self._connection.execute(query).scalars())

    def take(self, request_id: str, at: datetime) -> bool:
        asked = update(t).where(t.c.request_id == request_id, t.c.asked_at.is_(None))
        return self._connection.execute(asked.values(asked_at=at)).rowcount == 1

    def waiting_from(self, fingerprint: str, asked_since: datetime) -> str | None:
        """The request about which this number was asked last and has not answered."""
        query = (
            select(t.c.request_id)
            .join(help_requests, help_requests.c.id == t.c.request_id)
            .where(
                help_requests.c.fingerprint == fingerprint,
                t.c.asked_at >= asked_since,
                t.c.answer.is_(None),
            )
            .order_by(t.c.asked_at.desc())
            .limit(1)
        )
        return self._connection.execute(query).scalar()

    def answer(self, request_id: str, answer: Answer, words: Sealed | None, at: datetime) -> bool:
        said = update(t).where(
            t.c.request_id == request_id, t.c.asked_at.is_not(None), t.c.answer.is_(None)
        )
        values = {"answer": answer.value, "answered_at": at, "words": words}
        return self._connection.execute(said.values(**values)).rowcount == 1

    def answered(self) -> Sequence[FollowUp]:
        """The latest first."""
        query = select(t).where(t.c.answer.is_not(None)).order_by(t.c.answered_at.desc())
        return [_follow_up(row) for row in self._connection.execute(query)]

    def forget(self, request_id: str) -> None:
        self._connection.execute(delete(t).where(t.c.request_id == request_id))

    def forget_resolved(self, resolved_before: datetime) -> int:
        old = select(help_requests.c.id).where(
            help_requests.c.state == RequestState.RESOLVED.value,
            help_requests.c.resolved_at < resolved_before,
        )
        return self._connection.execute(delete(t).where(t.c.request_id.in_(old))).rowcount


def _follow_up(row: Any) -> FollowUp:
    return FollowUp(
        request_id=row.request_id,
        agreed_at=row.agreed_at,
        asked_at=row.asked_at,
        answer=Answer(row.answer) if row.answer else None,
        answered_at=row.answered_at,
        words=row.words,
    )
