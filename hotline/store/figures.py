"""Counts of endings, added to by arithmetic in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from hotline.domain.figures import Counted
from hotline.store.conflicts import insert_once
from hotline.store.figure_tables import outcome_counts as t


class FigureRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def count(self, counted: Counted) -> None:
        """Add it to what was counted."""
        key = {
            "month": counted.month,
            "topic": counted.topic,
            "language": counted.language,
            "outcome": counted.outcome,
            "reason": counted.reason,
        }
        insert_once(self._connection, t, **key, number=0)
        same = [t.c[name] == value for name, value in key.items()]
        self._connection.execute(update(t).where(*same).values(number=t.c.number + counted.number))

    def all(self) -> Sequence[Counted]:
        """Everything counted."""
        return [
            Counted(row.month, row.topic, row.language, row.outcome, row.reason, row.number)
            for row in self._connection.execute(select(t))
        ]
