"""When a number began, stopped and began again to be texted: a keyed hash and a keyword."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from hotline.store.column_types import UtcDateTime
from hotline.store.tables import metadata

consents = Table(
    "consents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("keyword", String(16), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Index("ix_consents_fingerprint", "fingerprint"),
)
