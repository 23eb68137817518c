"""The log of consent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from hotline.domain.consents import Consent
from hotline.store.consent_tables import consents as t


class ConsentRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, consent: Consent) -> None:
        self._connection.execute(
            insert(t),
            {
                "at": consent.at,
                "keyword": consent.keyword,
                "fingerprint": consent.number_hash,
            },
        )

    def all(self) -> Sequence[Consent]:
        rows = self._connection.execute(select(t).order_by(t.c.at, t.c.id))
        return [Consent(row.at, row.keyword, row.fingerprint) for row in rows]

    def forget(self, number_hash: str) -> None:
        self._connection.execute(delete(t).where(t.c.fingerprint == number_hash))

    def purge(self, written_before: datetime) -> int:
        return self._connection.execute(delete(t).where(t.c.at < written_before)).rowcount
