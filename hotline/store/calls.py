"""Calls, found by the keyed fingerprint of the carrier's sid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from hotline.domain.calls import ENDED_RANK, Call, CallOutcome
from hotline.store.tables import calls as t
from hotline.types import Language, Sealed

#: The number of PostgreSQL's advisory lock for who counts the calls under way.
_DOOR = 0x0CA11


class CallRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, call: Call, sid_fingerprint: str) -> None:
        self._connection.execute(
            insert(t),
            {
                "id": call.id,
                "sid_fingerprint": sid_fingerprint,
                "key_id": call.key_id,
                "started_at": call.started_at,
                "status_rank": call.status_rank,
                "outcome": call.outcome.value,
                "caller": call.caller,
                "fingerprint": call.fingerprint,
            },
        )

    def by_sid(self, sid_fingerprint: str) -> Call | None:
        return self._one(t.c.sid_fingerprint == sid_fingerprint)

    def by_id(self, call_id: str) -> Call | None:
        return self._one(t.c.id == call_id)

    def by_request(self, request_id: str) -> Call | None:
        return self._one(t.c.request_id == request_id)

    def hold_the_door(self) -> None:
        """From here until the transaction ends, whoever counts calls is alone.

        A call is written down before its transaction takes the door, so of two that begin in
        the same instant the second counts the first.
        """
        # SQLite has one writer in any case: whoever may write is alone already.
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(select(func.pg_advisory_xact_lock(_DOOR)))

    def others_under_way(
        self, call_id: str, since: datetime, fingerprint: str | None = None
    ) -> int:
        """Calls but this one that began after `since` and whose end was not told.

        With a fingerprint only those of that phone.
        """
        query = select(func.count()).where(
            t.c.id != call_id, t.c.status_rank < ENDED_RANK, t.c.started_at > since
        )
        if fingerprint is not None:
            query = query.where(t.c.fingerprint == fingerprint)
        return self._connection.execute(query).scalar_one()

    def move(
        self, call_id: str, session: Sealed, language: Language | None, last_step: str
    ) -> None:
        """Where the caller stands in the flow now."""
        self._connection.execute(
            update(t)
            .where(t.c.id == call_id)
            .values(session=session, language=language, last_step=last_step)
        )

    def attach(self, call_id: str, request_id: str) -> None:
        self._connection.execute(update(t).where(t.c.id == call_id).values(request_id=request_id))

    def forget(self, request_id: str) -> None:
        """Whoever called about this request leaves no number and no way through the flow."""
        self._connection.execute(
            update(t)
            .where(t.c.request_id == request_id)
            .values(caller=None, session=None, fingerprint=None)
        )

    def raise_status(self, call_id: str, rank: int) -> bool:
        """True when the status moved up; a late lower one changes nothing."""
        changed = self._connection.execute(
            update(t).where(t.c.id == call_id, t.c.status_rank < rank).values(status_rank=rank)
        )
        return changed.rowcount == 1

    def finish(self, call_id: str, outcome: CallOutcome) -> None:
        """A request outweighs an abandonment, whichever notice comes first."""
        statement = update(t).where(t.c.id == call_id)
        if outcome is CallOutcome.ABANDONED:
            statement = statement.where(t.c.request_id.is_(None))
        self._connection.execute(statement.values(outcome=outcome.value))

    def _one(self, condition: Any) -> Call | None:
        row = self._connection.execute(select(t).where(condition)).first()
        if row is None:
            return None
        return Call(
            id=row.id,
            key_id=row.key_id,
            started_at=row.started_at,
            status_rank=row.status_rank,
            outcome=CallOutcome(row.outcome),
            session=row.session,
            caller=row.caller,
            fingerprint=row.fingerprint,
            language=row.language,
            last_step=row.last_step,
            request_id=row.request_id,
        )
