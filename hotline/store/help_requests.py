"""Help requests: every change of state is one conditional update."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from hotline.domain.help_requests import Channel, HelpRequest, RequestKind, RequestState
from hotline.store.tables import help_requests as t
from hotline.types import Language, Sealed


class HelpRequestRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, request: HelpRequest) -> None:
        self._connection.execute(
            insert(t).values(
                id=request.id,
                code=request.code,
                key_id=request.key_id,
                state=request.state.value,
                channel=request.channel.value,
                language=request.language,
                topic=request.topic,
                received_at=request.received_at,
                contact=request.contact,
                fingerprint=request.fingerprint,
                kind=request.kind.value,
                urgent=request.urgent,
            )
        )

    def by_id(self, request_id: str) -> HelpRequest | None:
        return self._one(t.c.id == request_id)

    def by_code(self, code: str) -> HelpRequest | None:
        return self._one(t.c.code == code)

    def by_receipt(self, fingerprint: str) -> HelpRequest | None:
        return self._one(t.c.receipt == fingerprint)

    def set_receipt(self, request_id: str, fingerprint: str) -> None:
        """The newest receipt is the one that opens; one before it opens nothing."""
        self._connection.execute(
            update(t).where(t.c.id == request_id).values(receipt=fingerprint)
        )

    def set_contact_rules(self, request_id: str, rules: Sealed) -> None:
        self._connection.execute(
            update(t).where(t.c.id == request_id).values(contact_rules=rules)
        )

    def mark_urgent(self, request_id: str) -> None:
        self._connection.execute(update(t).where(t.c.id == request_id).values(urgent=True))

    def reopen(self, request_id: str) -> bool:
        """True when an answered request waits again, because something was added to it."""
        return self._change(
            update(t)
            .where(t.c.id == request_id, t.c.state == RequestState.RESOLVED.value)
            .values(
                state=RequestState.QUEUED.value,
                claimed_by=None,
                claimed_at=None,
                resolved_at=None,
            )
        )

    def _change(self, statement: Any) -> bool:
        return self._connection.execute(statement).rowcount == 1

    def _one(self, condition: Any) -> HelpRequest | None:
        row = self._connection.execute(select(t).where(condition)).first()
        return _request(row) if row else None


def _request(row: Any) -> HelpRequest:
    return HelpRequest(
        id=row.id,
        code=row.code,
        key_id=row.key_id,
        state=RequestState(row.state),
        channel=Channel(row.channel),
        language=row.language,
        topic=row.topic,
        received_at=row.received_at,
        contact=row.contact,
        fingerprint=row.fingerprint,
        claimed_by=row.claimed_by,
        claimed_at=row.claimed_at,
        resolved_at=row.resolved_at,
        urgent=row.urgent,
        contact_rules=row.contact_rules,
        kind=RequestKind(row.kind),
    )
