"""Who wants no texts (keyed fingerprints alone), and how far each talk by text has come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from hotline.store.conflicts import insert_once, keep_newest
from hotline.store.tables import data_keys, help_requests, text_sessions
from hotline.store.tables import opt_outs as t
from hotline.types import Sealed

# Asked at every text: kept as they are, for building them costs more than asking.
_BY_NUMBER = select(t).where(t.c.fingerprint == bindparam("number"))
_SESSION = select(text_sessions.c.session).where(text_sessions.c.request_id == bindparam("request"))


class OptOutRepository:
    """Never purged by age: a wish for silence has no end but START."""

    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, fingerprint: str, at: datetime, source: str) -> bool:
        """True when the number had not opted out before."""
        return insert_once(self._connection, t, fingerprint=fingerprint, since=at, source=source)

    def confirm_by(self, fingerprint: str, message_id: str) -> None:
        """The one text that may still go to this number."""
        self._connection.execute(
            update(t).where(t.c.fingerprint == fingerprint).values(confirmation=message_id)
        )

    def remove(self, fingerprint: str) -> bool:
        return (
            self._connection.execute(delete(t).where(t.c.fingerprint == fingerprint)).rowcount > 0
        )

    def has(self, fingerprint: str) -> bool:
        return self._row(fingerprint) is not None

    def since(self, fingerprint: str) -> datetime | None:
        """When this number opted out; None when it has not."""
        row = self._row(fingerprint)
        return row.since if row else None

    def allows(self, fingerprint: str, message_id: str) -> bool:
        """True when this text may go out to the number."""
        row = self._row(fingerprint)
        return row is None or row.confirmation == message_id

    def _row(self, fingerprint: str) -> Any:
        return self._connection.execute(_BY_NUMBER, {"number": fingerprint}).first()


class TextSessionRepository:
    """Sealed with the key of the request whose talk it is: it is erased with it."""

    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def of_request(self, request_id: str) -> Sealed | None:
        return self._connection.execute(_SESSION, {"request": request_id}).scalar_one_or_none()

    def keep(self, request_id: str, session: Sealed, at: datetime) -> None:
        values = {"request_id": request_id, "session": session, "updated_at": at}
        keep_newest(self._connection, text_sessions, "request_id", **values)

    def forget_erased(self) -> int:
        """Delete what no key opens any more."""
        alive = select(data_keys.c.id)
        erased = select(help_requests.c.id).where(help_requests.c.key_id.not_in(alive))
        statement = delete(text_sessions).where(text_sessions.c.request_id.in_(erased))
        return self._connection.execute(statement).rowcount
