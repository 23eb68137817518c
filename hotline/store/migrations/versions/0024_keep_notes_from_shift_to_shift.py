"""Keep notes from shift to shift, who has read them, and when somebody went off by hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shift_notes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("turn", sa.String(length=120), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["volunteers.id"],
            name=op.f("fk_shift_notes_author_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_notes")),
    )
    op.create_index(
        "uq_shift_notes_author_id_turn", "shift_notes", ["author_id", "turn"], unique=True
    )
    op.create_index("ix_shift_notes_written_at", "shift_notes", ["written_at"])
    op.create_table(
        "shift_note_reads",
        sa.Column("note_id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["shift_notes.id"],
            name=op.f("fk_shift_note_reads_note_id_shift_notes"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_shift_note_reads_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("note_id", "volunteer_id", name=op.f("pk_shift_note_reads")),
    )
    op.create_index("ix_shift_note_reads_volunteer_id", "shift_note_reads", ["volunteer_id"])
    op.create_table(
        "went_off",
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_went_off_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("volunteer_id", name=op.f("pk_went_off")),
    )


def downgrade() -> None:
    op.drop_table("went_off")
    op.drop_table("shift_note_reads")
    op.drop_table("shift_notes")
