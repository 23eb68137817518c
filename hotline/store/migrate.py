"""Brings the database to the newest schema; safe to run at every start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.exc import OperationalError

from hotline.errors import SettingsError


def migrate(engine: Engine, revision: str = "head") -> str:
    """Upgrade to `revision`; returns the revision reached."""
    try:
        engine.connect().close()
    except OperationalError:
        raise SettingsError(
            "The database does not answer: check HOTLINE_DATABASE_URL, that its server runs, and "
            "that the data folder can be written."
        ) from None
    with _tables_may_change(engine) as connection:
        command.upgrade(alembic_config(connection), revision)
        return MigrationContext.configure(connection).get_current_revision() or "empty"


def undo(engine: Engine, revision: str) -> None:
    """Go back to an older revision; what only newer ones can hold is lost."""
    with _tables_may_change(engine) as connection:
        command.downgrade(alembic_config(connection), revision)


def is_empty(engine: Engine) -> bool:
    """True when no table is there at all."""
    return not inspect(engine).get_table_names()


def unmake(engine: Engine) -> None:
    """Take every table of ours away again, with all that is in them: for benches and tests."""
    undo(engine, "base")
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
    engine.dispose()


def is_current(engine: Engine) -> bool:
    """True when the database has the schema that this code expects."""
    head = ScriptDirectory.from_config(alembic_config(None)).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def alembic_config(connection: Connection | None) -> Config:
    """Alembic's configuration over our connection."""
    config = Config()
    config.set_main_option("script_location", "hotline.store:migrations")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _tables_may_change(engine: Engine) -> Iterator[Connection]:
    """One transaction for all the steps.

    SQLite changes a column by making the whole table anew, and would not drop the old one
    while rows elsewhere point to it. So its foreign keys rest, which can only be said before
    the transaction begins, and every one of them is looked at before the commit.
    """
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            with connection.begin():
                # Webhooks wait for a lock no longer than the carrier; a migration may.
                connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
                yield connection
            return
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        try:
            with connection.begin():
                yield connection
                if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise SettingsError(
                        "The database could not be brought to this version without loss, so it "
                        "was left as it was: rows of it point to rows that are not there."
                    )
        finally:
            driver.execute("PRAGMA foreign_keys=ON")  # type: ignore[union-attr]
