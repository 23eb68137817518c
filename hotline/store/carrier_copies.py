"""Copies of texts at the carrier, until they are deleted there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, select

from hotline.domain.carrier_copies import CarrierCopy
from hotline.store.carrier_copies_tables import carrier_copies as t
from hotline.store.conflicts import insert_once


class CarrierCopyRepository:
    def __init__(self, connection: Any) -> None:
        self._connection: Connection = connection

    def add(self, copy: CarrierCopy, sid_fingerprint: str) -> bool:
        return insert_once(
            self._connection,
            t,
            id=copy.id,
            sid_fingerprint=sid_fingerprint,
            key_id=copy.key_id,
            sid=copy.sid,
            noted_at=copy.noted_at,
        )

    def by_id(self, copy_id: str) -> CarrierCopy | None:
        return self._one(select(t).where(t.c.id == copy_id))

    def by_sid(self, sid_fingerprint: str) -> CarrierCopy | None:
        return self._one(select(t).where(t.c.sid_fingerprint == sid_fingerprint))

    def forget(self, copy_id: str) -> str | None:
        copy = self.by_id(copy_id)
        if copy is None:
            return None
        self._connection.execute(delete(t).where(t.c.id == copy_id))
        # Older releases gave all that waited one key.
        others = select(t.c.id).where(t.c.key_id == copy.key_id).limit(1)
        return None if self._connection.execute(others).first() else copy.key_id

    def oldest(self) -> CarrierCopy | None:
        return self._one(select(t).order_by(t.c.noted_at).limit(1))

    def _one(self, query: Any) -> CarrierCopy | None:
        row = self._connection.execute(query).first()
        return CarrierCopy(row.id, row.key_id, row.sid, row.noted_at) if row else None
