"""The audit: who opened or changed what, ids only, each line chained to the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text

from hotline.store.tables import audit as t


class AuditRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def write(self, actor: str, action: str, subject: str, at: datetime) -> None:
        """Add a line in the same transaction as what it tells of."""
        if self._connection.dialect.name == "postgresql":
            # Two lines at once would chain to the same one; SQLite has one writer anyway.
            self._connection.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
        last = self._connection.execute(
            select(t.c.chain).order_by(t.c.number.desc()).limit(1)
        ).scalar_one_or_none()
        self._connection.execute(
            insert(t).values(
                at=at,
                actor=actor,
                action=action,
                subject=subject,
                chain=chain_of(last, actor, action, subject, at),
            )
        )

    def has(self, actor: str, action: str, subject: str) -> bool:
        query = select(t.c.number).where(
            t.c.subject == subject, t.c.actor == actor, t.c.action == action
        )
        return self._connection.execute(query.limit(1)).first() is not None

    def has_each(self, actor: str, action: str, subjects: Sequence[str]) -> frozenset[str]:
        """Those of the subjects with which they have such a line, by one question."""
        query = select(t.c.subject).where(
            t.c.subject.in_(subjects), t.c.actor == actor, t.c.action == action
        )
        return frozenset(self._connection.execute(query).scalars()) if subjects else frozenset()

    def count(self, actor: str, action: str, since: datetime) -> int:
        """How often somebody did this since then."""
        query = (
            select(func.count())
            .select_from(t)
            .where(t.c.actor == actor, t.c.action == action, t.c.at >= since)
        )
        return self._connection.execute(query).scalar_one()

    def latest(self, actions: Sequence[str]) -> Mapping[str, str]:
        """Of each subject that has any of these lines, the last of them."""
        query = select(t.c.subject, t.c.action).where(t.c.action.in_(actions)).order_by(t.c.number)
        return {row.subject: row.action for row in self._connection.execute(query)}

    def of_subject(self, subject: str) -> Sequence[tuple[datetime, str, str]]:
        query = select(t).where(t.c.subject == subject).order_by(t.c.number)
        return [(row.at, row.actor, row.action) for row in self._connection.execute(query)]


def chain_of(last: str | None, actor: str, action: str, subject: str, at: datetime) -> str:
    """SHA-256 over the previous link and this line: an edit breaks every later link."""
    line = "\x1f".join((last or "", at.isoformat(), actor, action, subject))
    return hashlib.sha256(line.encode()).hexdigest()
