"""What each day has cost: a sum and nobody's number."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table

from hotline.store.tables import metadata

spending = Table(
    "spending",
    metadata,
    # ISO date, UTC.
    Column("day", String(10), primary_key=True),
    Column("spent", BigInteger, nullable=False),
    # The highest share of the budget, in percent, of which coordinators were told.
    Column("warned", Integer, nullable=False),
)
