"""Copies of texts that lie at the carrier, until they are deleted there."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table

from hotline.store.column_types import SealedBytes, UtcDateTime
from hotline.store.tables import calls, metadata

carrier_copies = Table(
    "carrier_copies",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("sid_fingerprint", String(64), nullable=False),
    # The key is the copy's own and is destroyed with it: erasing a request does not keep
    # us from deleting what the carrier holds.
    Column("key_id", String(32), nullable=False),
    Column("sid", SealedBytes, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Index("ix_carrier_copies_sid_fingerprint", "sid_fingerprint", unique=True),
)

# Whether a number rang lately is asked before it is texted (promise F1).
Index("ix_calls_fingerprint", calls.c.fingerprint)
