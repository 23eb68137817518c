"""Which faults of the database pass by themselves, so that the same is worth trying again."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, TimeoutError

#: The file is held by another writer, or by somebody who repairs its log after a crash
#: (sqlite.org/rescode.html). The low byte: the rest says more exactly why.
_SQLITE = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
#: Serialization failure, deadlock, lock not available, a server that ends, starts or is full
#: (PostgreSQL manual, appendix A).
_POSTGRES = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"})


def passes_by_itself(error: SQLAlchemyError) -> bool:
    """True when nothing was wrong with what was asked: the database was busy, or away."""
    if isinstance(error, TimeoutError):
        # No connection of the pool became free.
        return True
    if not isinstance(error, DBAPIError):
        return False
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in _SQLITE
    state = getattr(cause, "sqlstate", None) or ""
    # Without a state the server was not reached, or the line broke in the middle.
    lost = error.connection_invalidated or (isinstance(error, OperationalError) and not state)
    return lost or state in _POSTGRES or state.startswith("08")
