"""Opens the database: SQLite made safe for many writers, or PostgreSQL."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from hotline.errors import SettingsError

_log = logging.getLogger("hotline.store")

#: Seconds that SQLite waits for its file: after the wait for a turn (store/turns.py), and
#: with it well below the carrier's wall of 15 s.
BUSY_SECONDS = 3.5
#: Seconds that PostgreSQL waits for a row or a table that somebody else has locked.
LOCKED_SECONDS = 10
#: Seconds that emptying the log waits for readers; all writers wait as long.
FORGET_SECONDS = 1
#: Seconds until PostgreSQL has to be reached, and until a connection has to be free.
REACHED_WITHIN = 5


def forget_log(engine: Engine) -> None:
    """Empty SQLite's write-ahead log: a destroyed key still stands in it otherwise (D3).

    A reader in the middle of its page keeps the log for that moment; the hourly purge
    empties it then.
    """
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    execute = connection.execute  # type: ignore[attr-defined]
    try:
        execute(f"PRAGMA busy_timeout={int(FORGET_SECONDS * 1000)}")
        execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.OperationalError:
        _log.info("log-kept")
    finally:
        execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")
        connection.close()


def _wait_no_longer(connection: Any, _record: Any) -> None:
    """PostgreSQL itself waits for a lock without end; the carrier does not."""
    connection.execute(f"SET lock_timeout = {int(LOCKED_SECONDS * 1000)}")
    connection.commit()


def open_database(url: str) -> Engine:
    """An engine for the URL; makes the folder of a SQLite file.

    SQLite runs in WAL with synchronous=FULL (a committed message survives a power
    cut), secure_delete=ON (erased pages are overwritten, promise D3) and BEGIN
    IMMEDIATE, so that two writers wait for each other instead of failing half-way.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise SettingsError(
            "HOTLINE_DATABASE_URL is no address of a database that we know: leave it out for "
            "SQLite, or write postgresql://user:password@host/name."
        )
    if parsed.get_backend_name() != "sqlite":
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(
            parsed,
            pool_size=16,
            max_overflow=16,
            pool_pre_ping=True,
            pool_timeout=REACHED_WITHIN,
            connect_args={"connect_timeout": REACHED_WITHIN},
        )
        event.listen(engine, "connect", _wait_no_longer)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(
        parsed,
        pool_size=16,
        max_overflow=32,
        pool_timeout=REACHED_WITHIN,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transactions begin late (only before a write): ours begin
        # in _begin below.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "secure_delete=ON",
            "foreign_keys=ON",
            f"busy_timeout={int(BUSY_SECONDS * 1000)}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        read_only = connection.get_execution_options().get("hotline_read_only", False)
        connection.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")

    return engine
