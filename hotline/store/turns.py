"""SQLite's writers take turns, first come first served, instead of polling for the lock.

SQLite's own wait looks ever more seldom (sqlite3_busy_timeout, ten times a second at last)
for a lock that others hand on within microseconds: an unlucky writer starves behind others
that take a millisecond. SQLite's lock still guards the file: a writer that takes no turn is
slower, not wrong.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import Engine

#: Seconds that a writer waits for its turn; a stuck one must not silence the others. Whoever
#: leaves the queue loses their place in it, so most of the time there is goes to waiting here.
LONGEST_WAIT = 7.0
#: Seconds between two looks at another process's turn; within a process it is handed on.
LOOK_EVERY = 0.0003


class WriterTurns:
    """One writer at a time: in this process by a queue, between processes by flock(2).

    Whoever is next in line holds a second lock until the turn is theirs. So a process that
    gives a turn back cannot take the next one before a process that waited for it: with one
    lock it would, each time, because it is awake and the other is between two looks.
    """

    def __init__(self, path: Path) -> None:
        self._queue = _Queue()
        self._turn = _FileLock(path)
        self._next = _FileLock(path.with_name(f"{path.name}-next"))

    @contextmanager
    def __call__(self) -> Iterator[None]:
        deadline = time.monotonic() + LONGEST_WAIT
        mine = self._queue.enter(LONGEST_WAIT)
        try:
            taken = mine and self._take_turn(deadline)
            try:
                yield
            finally:
                if taken:
                    self._turn.release()
        finally:
            if mine:
                self._queue.leave()

    def _take_turn(self, deadline: float) -> bool:
        """False when other processes hold it too long: then on without."""
        if not self._next.take(deadline):
            return False
        try:
            return self._turn.take(deadline)
        finally:
            self._next.release()


class _Queue:
    """Threads of this process, served in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """Wait to be the one; False when it takes longer than that."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            bell = threading.Lock()
            bell.acquire()
            self._waiting.append(bell)
        if bell.acquire(timeout=seconds):
            return True
        with self._guard:
            if bell in self._waiting:
                self._waiting.remove(bell)
                return False
        # It rang between the two.
        return True

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


class _FileLock:
    """flock(2) on a file: the kernel lets go of it when its process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        self._opened_by = 0

    def take(self, deadline: float) -> bool:
        """Look until it is free; False when it is not before the deadline (monotonic)."""
        descriptor = self._open()
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                if time.monotonic() >= deadline:
                    return False
                time.sleep(LOOK_EVERY)
            else:
                return True

    def release(self) -> None:
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _open(self) -> int:
        # A forked server process needs a descriptor of its own: a shared one shares its lock.
        if self._opened_by != os.getpid():
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
