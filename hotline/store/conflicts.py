"""Insert a row unless its like is there: one statement, one winner, no error."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """True for the one whose row went in; False when a unique column had it already.

    ON CONFLICT DO NOTHING waits for a concurrent transaction with the same key
    (PostgreSQL manual, INSERT), so of two at once the second sees the first.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    key = list(table.primary_key.columns)
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing().returning(*key)
    # Asked by RETURNING: the row count of an INSERT is not promised by every driver.
    return connection.execute(statement).first() is not None
