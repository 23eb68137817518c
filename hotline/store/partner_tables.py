"""The tables of partners: cards and envelopes sealed; plain are states, times and random ids."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table

from hotline.store.column_types import SealedBytes, StringList, UtcDateTime
from hotline.store.tables import metadata

partners = Table(
    "partners",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("key_id", String(32), nullable=False),
    Column("card", SealedBytes, nullable=False),
    Column("set_by", String(32), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)

#: What one person was asked, and said, about one partner and one content.
partner_consents = Table(
    "partner_consents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    Column("partner_id", String(32), nullable=False),
    Column("volunteer_id", String(32), nullable=False),
    Column("asked_by", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    # Under the key of the request: the words that the person heard.
    Column("envelope", SealedBytes),
)

#: No row without its consent; one a consent.
partner_passings = Table(
    "partner_passings",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "consent_id", String(32), ForeignKey("partner_consents.id"), nullable=False, unique=True
    ),
    Column("request_id", String(32), ForeignKey("help_requests.id"), nullable=False, index=True),
    Column("volunteer_id", String(32), nullable=False),
    # The names of the fields, of four, never their words.
    Column("fields", StringList, nullable=False),
    Column("state", String(12), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("answered_at", UtcDateTime),
)
