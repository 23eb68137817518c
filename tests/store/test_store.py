"""The schema is the one the code expects, and columns refuse what must not be stored."""

from __future__ import annotations

from datetime import datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import StatementError

from hotline.store.database import open_database
from hotline.store.migrate import is_current, migrate, undo
from hotline.store.tables import data_keys, metadata, webhook_answers


@pytest.fixture
def engine(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path / 'deep' / 'folder' / 'x.sqlite3'}")
    migrate(engine)
    return engine


def test_migrations_lead_to_the_tables_of_the_code(engine):
    assert is_current(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_up_down_up_gives_the_same_schema(engine):
    before = {table: inspect(engine).get_columns(table) for table in metadata.tables}
    undo(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert not is_current(engine)
    migrate(engine)
    after = {table: inspect(engine).get_columns(table) for table in metadata.tables}
    assert str(before) == str(after)


@pytest.mark.parametrize("plain", ["mango", b"mango"])
def test_plain_words_cannot_be_put_where_seals_belong(engine, plain):
    with pytest.raises(StatementError, match="sealed"), engine.begin() as connection:
        connection.execute(data_keys.insert().values(id="x", wrapped=plain))


def test_a_time_without_a_zone_cannot_be_stored(engine):
    with pytest.raises(StatementError, match="zone"), engine.begin() as connection:
        connection.execute(
            webhook_answers.insert().values(
                fingerprint="x",
                answer="",
                until=datetime(2026, 1, 1),  # noqa: DTZ001
            )
        )


def test_sqlite_survives_a_power_cut_and_overwrites_what_is_erased(engine):
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        }
    assert pragmas == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
    }


def test_a_reader_does_not_wait_for_a_writer(engine):
    read_only = engine.execution_options(hotline_read_only=True)
    with engine.begin(), read_only.begin() as reader:
        assert reader.execute(text("select count(*) from outbox")).scalar_one() == 0
