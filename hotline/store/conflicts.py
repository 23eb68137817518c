"""Insert a row unless its like is there: one statement, one winner, no error."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """True for the one whose row went in; False when a unique column had it already.

    ON CONFLICT DO NOTHING waits for a concurrent transaction with the same key
    (PostgreSQL manual, INSERT), so of two at once the second sees the first.
    """
    statement = _insert_once(connection.dialect.name, table)
    # Asked by RETURNING: the row count of an INSERT is not promised by every driver.
    return connection.execute(statement, values).first() is not None


def keep_newest(connection: Connection, table: Table, key: str, **values: Any) -> None:
    """Insert a row, or put these values into the one that has the same `key`: one statement."""
    connection.execute(_keep_newest(connection.dialect.name, table, key, tuple(values)), values)


# Made once: to build a statement anew costs more than to run it. One a table, so that the
# cache is as large as the schema.
@cache
def _insert_once(dialect: str, table: Table) -> Any:
    key = list(table.primary_key.columns)
    return _insert(dialect, table).on_conflict_do_nothing().returning(*key)


@cache
def _keep_newest(dialect: str, table: Table, key: str, names: tuple[str, ...]) -> Any:
    statement = _insert(dialect, table)
    newest = {name: statement.excluded[name] for name in names if name != key}
    return statement.on_conflict_do_update(index_elements=[key], set_=newest)


def _insert(dialect: str, table: Table) -> Any:
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)
