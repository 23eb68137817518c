"""What one call leaves for later ones. Neither table holds a number or a word of a person."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from hotline.store.column_types import LanguageTag, UtcDateTime
from hotline.store.tables import metadata

phone_languages = Table(
    "phone_languages",
    metadata,
    # Keyed, and of a kind of its own: it cannot be joined with any request or opt-out.
    Column("fingerprint", String(64), primary_key=True),
    Column("language", LanguageTag, nullable=False),
    # The day of the last call, and no finer.
    Column("called_at", UtcDateTime, nullable=False, index=True),
)

flow_versions = Table(
    "flow_versions",
    metadata,
    Column("version", String(16), primary_key=True),
    Column("name", String(255), nullable=False),
    # An organiser's words, which every caller hears.
    Column("text", Text, nullable=False),
    Column("used_at", UtcDateTime, nullable=False, index=True),
)
