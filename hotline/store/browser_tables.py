"""Browsers in which volunteers want notices: the address sealed, nothing of the browser itself."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from hotline.store.column_types import SealedBytes, UtcDateTime
from hotline.store.tables import metadata

browsers = Table(
    "browsers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "volunteer_id", String(32), ForeignKey("volunteers.id", ondelete="CASCADE"), nullable=False
    ),
    Column("mark", String(64)),
    Column("subscription", SealedBytes),
    Column("since", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
    Index("ix_browsers_volunteer_id", "volunteer_id"),
    # Empty once it is gone, so that the same browser can come again.
    Index("uq_browsers_mark", "mark", unique=True),
)
