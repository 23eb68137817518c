"""The table of questions afterwards: states and times; words under the key of the request."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from hotline.store.column_types import SealedBytes, UtcDateTime
from hotline.store.tables import metadata

follow_ups = Table(
    "follow_ups",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("volunteer_id", String(32), nullable=False),
    Column("agreed_at", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime),
    Column("answer", String(12)),
    Column("answered_at", UtcDateTime),
    Column("words", SealedBytes),
)
