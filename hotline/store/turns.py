"""SQLite's writers take turns instead of polling ever more slowly for the lock.

SQLite's own wait sleeps ever longer between looks (sqlite3_busy_timeout), so that an
unlucky writer waits for a tenth of a second behind others that take a millisecond.
SQLite's lock still guards the file: a writer that takes no turn is slower, not wrong.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine

#: Seconds that a writer waits for its turn; a stuck one must not silence the others.
LONGEST_WAIT = 3.0
#: Seconds between two looks at another process's turn; within a process it is handed on.
LOOK_EVERY = 0.001


class WriterTurns:
    """One writer at a time: in this process by a lock, between processes by flock(2)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._descriptor: int | None = None
        self._opened_by = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        deadline = time.monotonic() + LONGEST_WAIT
        mine = self._lock.acquire(timeout=LONGEST_WAIT)
        try:
            descriptor = self._take_turn(deadline) if mine else None
            try:
                yield
            finally:
                if descriptor is not None:
                    fcntl.flock(descriptor, fcntl.LOCK_UN)
        finally:
            if mine:
                self._lock.release()

    def _take_turn(self, deadline: float) -> int | None:
        """The turn's descriptor; None when another holds it too long: then on without."""
        descriptor = self._open()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= deadline:
                    return None
                time.sleep(LOOK_EVERY)
            else:
                return descriptor

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
