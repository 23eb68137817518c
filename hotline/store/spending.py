"""The day's sum. One conditional UPDATE decides, so that many workers cannot overdraw it."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from hotline.store.conflicts import insert_once
from hotline.store.spending_tables import spending as t

# Asked at every text: kept as they are, for building them costs more than asking.
_TAKE = (
    update(t)
    .where(t.c.day == bindparam("today"), t.c.spent + bindparam("price") <= bindparam("most"))
    .values(spent=t.c.spent + bindparam("price"))
)
_SPENT = select(t.c.spent).where(t.c.day == bindparam("today"))


class SpendingRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection
        # Asked once a transaction: a flood asks for the same day again and again.
        self._has_row: set[date] = set()

    def take(self, day: date, price: int, most: int) -> bool:
        values = {"today": day.isoformat(), "price": price, "most": most}
        if self._connection.execute(_TAKE, values).rowcount == 1:
            return True
        # Refused, or the day's first: then it has no row yet.
        if day in self._has_row:
            return False
        self._open(day)
        return self._connection.execute(_TAKE, values).rowcount == 1

    def note(self, day: date, price: int) -> None:
        self._open(day)
        row = update(t).where(t.c.day == day.isoformat())
        self._connection.execute(row.values(spent=t.c.spent + price))

    def of_day(self, day: date) -> int:
        spent = self._connection.execute(_SPENT, {"today": day.isoformat()})
        return spent.scalar_one_or_none() or 0

    def was_warned(self, day: date, share: int) -> bool:
        query = select(t.c.warned).where(t.c.day == day.isoformat())
        return (self._connection.execute(query).scalar_one_or_none() or 0) >= share

    def warn_once(self, day: date, share: int) -> bool:
        self._open(day)
        row = update(t).where(t.c.day == day.isoformat(), t.c.warned < share)
        return self._connection.execute(row.values(warned=share)).rowcount == 1

    def _open(self, day: date) -> None:
        self._has_row.add(day)
        insert_once(self._connection, t, day=day.isoformat(), spent=0, warned=0)
