"""The tables of booked interpreters: states, languages and times, and nothing sealed."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from hotline.store.column_types import UtcDateTime
from hotline.store.tables import metadata

bookings = Table(
    "bookings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    # The request while the booking is open or taken, then nothing: one live one a request.
    Column("live_for", String(32), unique=True),
    Column("code", String(12), unique=True),
    Column("language", String(35), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", String(12), nullable=False),
    Column("booked_by", String(32), nullable=False),
    Column("interpreter_id", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime),
    Column("reminded_at", UtcDateTime),
)

booking_asks = Table(
    "booking_asks",
    metadata,
    Column("code", String(12), primary_key=True),
    Column("volunteer_id", String(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_booking_asks_volunteer_id_at", "volunteer_id", "at"),
)
