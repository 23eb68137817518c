"""Brings the database to the newest schema; safe to run at every start."""

from __future__ import annotations

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
    with engine.begin() as connection:
        command.upgrade(alembic_config(connection), revision)
        return MigrationContext.configure(connection).get_current_revision() or "empty"


def is_empty(engine: Engine) -> bool:
    """True when no table is there at all."""
    return not inspect(engine).get_table_names()


def unmake(engine: Engine) -> None:
    """Take every table of ours away again, with all that is in them: for benches and tests."""
    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
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
