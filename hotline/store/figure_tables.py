"""How requests ended, counted: no ids and no days, so that it can outlive what it counts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from hotline.store.tables import metadata

outcome_counts = Table(
    "outcome_counts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("topic", String(64), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("outcome", String(24), primary_key=True),
    Column("reason", String(24), primary_key=True),
    Column("number", Integer, nullable=False),
)
