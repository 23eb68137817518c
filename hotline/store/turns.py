"""SQLite's writers take turns in the kernel's queue instead of polling for the lock.

SQLite's own wait sleeps ever longer between looks (sqlite3_busy_timeout), so that an
unlucky writer waits for a tenth of a second behind others that take a millisecond.
SQLite's lock still guards the file: a writer that takes no turn is slower, not wrong.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine


class WriterTurns:
    """One writer at a time: in this process by a lock, between processes by flock(2)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._opened_by = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        with self._lock:
            descriptor = self._open()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)

    def _open(self) -> int:
        # A forked server process needs a descriptor of its own: a shared one shares its lock.
        if self._descriptor is None or self._opened_by != os.getpid():
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            self._opened_by = os.getpid()
        return self._descriptor


class NoTurns:
    """PostgreSQL's writers need none."""

    def __call__(self) -> AbstractContextManager[None]:
        return nullcontext()


def turns_for(engine: Engine) -> WriterTurns | NoTurns:
    """The turns that the engine's database needs."""
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or database == ":memory:":
        return NoTurns()
    return WriterTurns(Path(f"{database}-turn"))
