"""Marks of phones that may be listened to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from hotline.domain.help_requests import RequestState
from hotline.store.conflicts import insert_once
from hotline.store.listened_tables import listened_lines as t
from hotline.store.tables import help_requests


class ListenedRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def has(self, request_id: str) -> bool:
        query = select(t.c.request_id).where(t.c.request_id == request_id)
        return self._connection.execute(query).first() is not None

    def mark(self, request_id: str, volunteer_id: str, at: datetime) -> bool:
        return insert_once(
            self._connection, t, request_id=request_id, volunteer_id=volunteer_id, at=at
        )

    def forget(self, request_id: str) -> bool:
        gone = self._connection.execute(delete(t).where(t.c.request_id == request_id))
        return gone.rowcount == 1

    def forget_resolved(self, resolved_before: datetime) -> int:
        old = select(help_requests.c.id).where(
            help_requests.c.state == RequestState.RESOLVED.value,
            help_requests.c.resolved_at < resolved_before,
        )
        return self._connection.execute(delete(t).where(t.c.request_id.in_(old))).rowcount
