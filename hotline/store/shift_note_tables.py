"""Notes for who comes next: the words sealed under their author's key, and who has read them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table

from hotline.store.column_types import SealedBytes, UtcDateTime
from hotline.store.tables import metadata

shift_notes = Table(
    "shift_notes",
    metadata,
    Column("id", String(32), primary_key=True),
    Column(
        "author_id", String(32), ForeignKey("volunteers.id", ondelete="CASCADE"), nullable=False
    ),
    # The name of a single shift, or of a time here by hand.
    Column("turn", String(120), nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("words", SealedBytes, nullable=False),
    Index("uq_shift_notes_author_id_turn", "author_id", "turn", unique=True),
    Index("ix_shift_notes_written_at", "written_at"),
)

shift_note_reads = Table(
    "shift_note_reads",
    metadata,
    Column(
        "note_id", String(32), ForeignKey("shift_notes.id", ondelete="CASCADE"), primary_key=True
    ),
    Column(
        "volunteer_id",
        String(32),
        ForeignKey("volunteers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Index("ix_shift_note_reads_volunteer_id", "volunteer_id"),
)

went_off = Table(
    "went_off",
    metadata,
    Column(
        "volunteer_id",
        String(32),
        ForeignKey("volunteers.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("left_at", UtcDateTime, nullable=False),
)
