"""Every migration runs up and down on both databases while there is something in the tables.

Promise J4: who upgrades loses nothing, and who goes back a version can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, func, insert, select

from hotline.store.database import open_database
from hotline.store.migrate import alembic_config, is_current, migrate, undo
from hotline.store.tables import metadata
from tests.postgres_here import real_postgres

SCRIPTS = ScriptDirectory.from_config(alembic_config(None))
#: From the first to the newest.
REVISIONS = [each.revision for each in SCRIPTS.walk_revisions()][::-1]
ROWS = 3
START = datetime(2026, 11, 25, tzinfo=UTC)

#: What stands in a row, by the column's type: another value in each row.
VALUES: dict[type, Callable[[int], Any]] = {
    str: lambda n: f"{n:x}",
    bytes: lambda n: bytes([n]),
    int: lambda n: n,
    float: float,
    bool: lambda n: bool(n % 2),
    datetime: lambda n: START + timedelta(hours=n),
}


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with real_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, tmp_path: Any) -> Engine:
    if request.param == "sqlite":
        return open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    return open_database(request.getfixturevalue("postgres"))


def test_there_is_one_newest_revision_and_one_line_that_leads_to_it():
    assert (len(SCRIPTS.get_heads()), len(SCRIPTS.get_bases())) == (1, 1)
    assert not any(each.is_branch_point for each in SCRIPTS.walk_revisions())


def test_full_tables_go_up_one_revision_at_a_time_and_all_the_way_down(engine):
    filled: dict[str, int] = {}
    for revision in REVISIONS:
        migrate(engine, revision)
        tables = _tables(engine)
        # What stood there before the step stands there after it.
        assert {name: _count(engine, tables[name]) for name in filled} == filled
        for table in tables.values():
            if table.name not in filled:
                _fill(engine, table)
                filled[table.name] = ROWS

    assert is_current(engine)
    assert set(filled) == set(metadata.tables)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []

    for revision in [*REVISIONS[-2::-1], "base"]:
        undo(engine, revision)
        kept = _tables(engine)
        assert all(_count(engine, table) == ROWS for table in kept.values())
    assert not kept
    migrate(engine)
    assert is_current(engine)


def _tables(engine: Engine) -> dict[str, Table]:
    """As they are in the database now, each after those to which its rows point."""
    found = MetaData()
    found.reflect(engine)
    return {table.name: table for table in found.sorted_tables if table.name != "alembic_version"}


def _fill(engine: Engine, table: Table) -> None:
    with engine.begin() as connection:
        for n in range(1, ROWS + 1):
            row = {
                column.name: VALUES[column.type.python_type](n)
                for column in table.columns
                if not column.autoincrement or column.autoincrement == "auto"
            }
            connection.execute(insert(table).values(row))


def _count(engine: Engine, table: Table) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()
