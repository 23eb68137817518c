"""The tables of offers and care: short codes, hand-overs, heavy calls, volunteers' own choices."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table

from hotline.store.column_types import SealedBytes, UtcDateTime
from hotline.store.tables import metadata

claim_codes = Table(
    "claim_codes",
    metadata,
    Column("volunteer_id", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("request_id", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_claim_codes_volunteer_request", "volunteer_id", "request_id"),
)

hand_overs = Table(
    "hand_overs",
    metadata,
    Column("request_id", String(32), primary_key=True),
    Column("from_volunteer", String(32), nullable=False),
    Column("to_volunteer", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
)

heavy_calls = Table(
    "heavy_calls",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("volunteer_id", String(32), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("rest_until", UtcDateTime, nullable=False),
    Column("acknowledged_at", UtcDateTime),
)

volunteer_choices = Table(
    "volunteer_choices",
    metadata,
    Column("volunteer_id", String(32), primary_key=True),
    # What they tell of themselves of their own will, under their own key.
    Column("traits", SealedBytes),
    # How they want to be told; other services' addresses are like phone numbers.
    Column("reach", SealedBytes),
)
