"""Browsers in which volunteers want notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select, update

from hotline.domain.browsers import Browser
from hotline.store.browser_tables import browsers as t
from hotline.store.conflicts import insert_once
from hotline.types import Sealed


class BrowserRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def put(
        self, browser_id: str, volunteer_id: str, mark: str, subscription: Sealed, at: datetime
    ) -> None:
        self._connection.execute(delete(t).where(t.c.mark == mark))
        insert_once(
            self._connection,
            t,
            id=browser_id,
            volunteer_id=volunteer_id,
            mark=mark,
            subscription=subscription,
            since=at,
        )

    def of(self, volunteer_id: str) -> Sequence[Browser]:
        """The oldest first, with those that are gone."""
        query = select(t).where(t.c.volunteer_id == volunteer_id).order_by(t.c.since, t.c.id)
        return [_browser(row) for row in self._connection.execute(query)]

    def by_id(self, browser_id: str) -> Browser | None:
        row = self._connection.execute(select(t).where(t.c.id == browser_id)).first()
        return _browser(row) if row else None

    def gone(self, browser_id: str, at: datetime) -> bool:
        """Its address goes at once; that it was there is told to its volunteer."""
        changed = self._connection.execute(
            update(t)
            .where(t.c.id == browser_id, t.c.gone_at.is_(None))
            .values(mark=None, subscription=None, gone_at=at)
        )
        return changed.rowcount == 1

    def forget(self, browser_id: str) -> bool:
        return self._connection.execute(delete(t).where(t.c.id == browser_id)).rowcount == 1

    def forget_volunteer(self, volunteer_id: str) -> None:
        self._connection.execute(delete(t).where(t.c.volunteer_id == volunteer_id))

    def forget_gone_before(self, at: datetime) -> int:
        return self._connection.execute(delete(t).where(t.c.gone_at < at)).rowcount


def _browser(row: Any) -> Browser:
    return Browser(row.id, row.volunteer_id, row.subscription, row.since, row.gone_at)
