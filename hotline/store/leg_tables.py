"""Bridges and their legs: who was rung for whom, and what came of it. No number is in them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, text

from hotline.store.column_types import LanguageTag, SealedBytes, StringList, UtcDateTime
from hotline.store.tables import metadata

bridges = Table(
    "bridges",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("state", String(8), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("request_id", String(32), ForeignKey("help_requests.id"), index=True),
    Column("call_id", String(32), ForeignKey("calls.id")),
    Column("opened_by", String(32)),
    Column("language", LanguageTag, nullable=False),
    Column("topic", String(64), nullable=False),
    Column("access", StringList, nullable=False),
    Column("accepted_leg", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("deadline", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    # Two presses of "Call", or two requests for the same caller, open one bridge.
    Index(
        "uq_bridges_open_request",
        "request_id",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
    Index(
        "uq_bridges_open_call",
        "call_id",
        unique=True,
        sqlite_where=text("state <> 'ended'"),
        postgresql_where=text("state <> 'ended'"),
    ),
)

legs = Table(
    "legs",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("bridge_id", String(32), ForeignKey("bridges.id"), nullable=False, index=True),
    Column("role", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("end", String(12)),
    Column("volunteer_id", String(32)),
    Column("sid_fingerprint", String(64), unique=True),
    Column("sid", SealedBytes),
    Column("asked", Integer, nullable=False),
    Column("language", LanguageTag),
    Column("created_at", UtcDateTime, nullable=False),
    Column("dialled_at", UtcDateTime, index=True),
    Column("answered_at", UtcDateTime),
    Column("joined_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    Index("ix_legs_volunteer_id_dialled_at", "volunteer_id", "dialled_at"),
)

contact_attempts = Table(
    "contact_attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    Column("bridge_id", String(32)),
    Column("volunteer_id", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("outcome", String(16)),
    Column("next_at", UtcDateTime),
)
