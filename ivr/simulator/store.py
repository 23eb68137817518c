"""What the carrier remembers, in one SQLite file, so that a stop and a start lose nothing."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS numbers (
    sid TEXT PRIMARY KEY, phone_number TEXT UNIQUE NOT NULL, friendly_name TEXT NOT NULL,
    voice_url TEXT, voice_method TEXT NOT NULL DEFAULT 'POST',
    voice_fallback_url TEXT, voice_fallback_method TEXT NOT NULL DEFAULT 'POST',
    sms_url TEXT, sms_method TEXT NOT NULL DEFAULT 'POST',
    sms_fallback_url TEXT, sms_fallback_method TEXT NOT NULL DEFAULT 'POST',
    status_callback TEXT, status_callback_method TEXT NOT NULL DEFAULT 'POST',
    created REAL NOT NULL, updated REAL NOT NULL);
CREATE TABLE IF NOT EXISTS calls (
    sid TEXT PRIMARY KEY, parent_sid TEXT, number_sid TEXT, caller TEXT NOT NULL,
    called TEXT NOT NULL, phone TEXT NOT NULL, direction TEXT NOT NULL, status TEXT NOT NULL,
    answered_by TEXT, created REAL NOT NULL, answered REAL, ended REAL, updated REAL NOT NULL,
    events TEXT NOT NULL DEFAULT '[]');
CREATE INDEX IF NOT EXISTS calls_by_status ON calls (status);
CREATE TABLE IF NOT EXISTS messages (
    sid TEXT PRIMARY KEY, sender TEXT NOT NULL, recipient TEXT NOT NULL, body TEXT NOT NULL,
    direction TEXT NOT NULL, status TEXT NOT NULL, error_code INTEGER, segments INTEGER NOT NULL,
    media_count INTEGER NOT NULL DEFAULT 0, service_sid TEXT, status_callback TEXT,
    created REAL NOT NULL, sent REAL, updated REAL NOT NULL, arrival INTEGER UNIQUE);
CREATE TABLE IF NOT EXISTS media (
    sid TEXT PRIMARY KEY, message_sid TEXT NOT NULL, content_type TEXT NOT NULL,
    content BLOB NOT NULL, address TEXT NOT NULL, created REAL NOT NULL);
CREATE INDEX IF NOT EXISTS media_by_message ON media (message_sid);
CREATE TABLE IF NOT EXISTS recordings (
    sid TEXT PRIMARY KEY, call_sid TEXT NOT NULL, duration INTEGER NOT NULL, status TEXT NOT NULL,
    error_code INTEGER, content BLOB NOT NULL, created REAL NOT NULL, ready REAL NOT NULL,
    deleted REAL);
CREATE INDEX IF NOT EXISTS recordings_by_call ON recordings (call_sid);
CREATE TABLE IF NOT EXISTS deleted_messages (sid TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS opt_outs (
    person TEXT NOT NULL, number TEXT NOT NULL, PRIMARY KEY (person, number));
CREATE TABLE IF NOT EXISTS callbacks (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, lane TEXT NOT NULL,
    subject TEXT NOT NULL, step TEXT NOT NULL, url TEXT, method TEXT NOT NULL,
    params TEXT NOT NULL, token TEXT NOT NULL, due REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting');
CREATE INDEX IF NOT EXISTS callbacks_by_state ON callbacks (state, due);
CREATE TABLE IF NOT EXISTS alerts (
    id INTEGER PRIMARY KEY AUTOINCREMENT, created REAL NOT NULL, code INTEGER NOT NULL,
    text TEXT NOT NULL, url TEXT, subject TEXT);
"""


class Store:
    """One connection behind one lock: a carrier on one machine needs no more.

    Table and column names come from this package's code alone, never from a request.
    """

    def __init__(self, data_dir: Path) -> None:
        data_dir.mkdir(parents=True, exist_ok=True)
        self.lock = threading.RLock()
        path = data_dir / "carrier.sqlite3"
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        # What people say and their numbers lie here: nobody else on the machine may read it.
        path.chmod(0o600)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        # A deleted recording is gone from the file, not only from the index.
        self._connection.execute("PRAGMA secure_delete=ON")
        self._connection.executescript(_SCHEMA)

    def close(self) -> None:
        with self.lock:
            self._connection.close()

    def insert(self, table: str, **values: Any) -> None:
        columns = ", ".join(values)
        marks = ", ".join("?" for _ in values)
        query = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
        self.execute(query, *values.values())

    def update(self, table: str, sid: str, **values: Any) -> None:
        changes = ", ".join(f"{column} = ?" for column in values)
        query = f"UPDATE {table} SET {changes} WHERE sid = ?"  # noqa: S608
        self.execute(query, *values.values(), sid)

    def get(self, table: str, sid: str) -> Row | None:
        return self.one(f"SELECT * FROM {table} WHERE sid = ?", sid)  # noqa: S608

    def existing(self, table: str, sid: str) -> Row:
        """A row that must be there. Raises LookupError."""
        row = self.get(table, sid)
        if row is None:
            raise LookupError(sid)
        return row

    def one(self, query: str, *values: Any) -> Row | None:
        rows = self.all(query, *values)
        return rows[0] if rows else None

    def all(self, query: str, *values: Any) -> list[Row]:
        with self.lock:
            return [dict(row) for row in self._connection.execute(query, values)]

    def execute(self, query: str, *values: Any) -> int:
        """Runs one statement and gives the number of rows it changed."""
        with self.lock:
            return self._connection.execute(query, values).rowcount

    def alert(self, moment: float, code: int, text: str, url: str = "", subject: str = "") -> None:
        """Writes what the real carrier shows in its debugger."""
        self.insert("alerts", created=moment, code=code, text=text, url=url, subject=subject)
