"""Requests whose person calls from a phone that may be listened to: a mark and nothing else."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from hotline.store.column_types import UtcDateTime
from hotline.store.tables import metadata

listened_lines = Table(
    "listened_lines",
    metadata,
    Column("request_id", String(32), ForeignKey("help_requests.id"), primary_key=True),
    Column("volunteer_id", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
