"""Keep shifts, their one-off changes and their windows, and volunteers' own hours."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _volunteer(table: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["volunteer_id"],
        ["volunteers.id"],
        name=op.f(f"fk_{table}_volunteer_id_volunteers"),
        ondelete=ondelete,
    )


def _shift(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["shift_id"], ["shifts.id"], name=op.f(f"fk_{table}_shift_id_shifts"), ondelete="CASCADE"
    )


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "shifts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=True),
        sa.Column("starts", sa.String(length=16), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=120), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        sa.Column("filled_until", moment, nullable=False),
        _volunteer("shifts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shifts")),
    )
    op.create_index("ix_shifts_volunteer_id", "shifts", ["volunteer_id"])
    op.create_index("ix_shifts_filled_until", "shifts", ["filled_until"])
    op.create_table(
        "shift_changes",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("created_by", sa.String(length=32), nullable=False),
        _shift("shift_changes"),
        _volunteer("shift_changes", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_changes")),
    )
    op.create_index(
        "uq_shift_changes_shift_id_starts", "shift_changes", ["shift_id", "starts"], unique=True
    )
    op.create_index("uq_shift_changes_code", "shift_changes", ["code"], unique=True)
    op.create_index("ix_shift_changes_volunteer_id", "shift_changes", ["volunteer_id"])
    op.create_table(
        "shift_windows",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.String(length=16), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=True),
        _shift("shift_windows"),
        _volunteer("shift_windows", "SET NULL"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shift_windows")),
    )
    op.create_index(
        "uq_shift_windows_shift_id_starts", "shift_windows", ["shift_id", "starts"], unique=True
    )
    op.create_index(
        "ix_shift_windows_starts_at_ends_at_volunteer_id",
        "shift_windows",
        ["starts_at", "ends_at", "volunteer_id"],
    )
    op.create_index(
        "ix_shift_windows_volunteer_id_starts_at", "shift_windows", ["volunteer_id", "starts_at"]
    )
    op.create_table(
        "volunteer_hours",
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("here_until", moment, nullable=True),
        sa.Column("break_until", moment, nullable=True),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=True),
        sa.Column("most_minutes", sa.Integer(), nullable=True),
        sa.Column("most_rings", sa.Integer(), nullable=True),
        sa.Column("calendar_digest", sa.String(length=64), nullable=True),
        _volunteer("volunteer_hours"),
        sa.PrimaryKeyConstraint("volunteer_id", name=op.f("pk_volunteer_hours")),
    )
    op.create_index(
        "uq_volunteer_hours_calendar_digest", "volunteer_hours", ["calendar_digest"], unique=True
    )
    op.create_table(
        "shift_notices",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("at", moment, nullable=False),
        _volunteer("shift_notices"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shift_notices")),
    )
    op.create_index(
        "uq_shift_notices_kind_subject_volunteer",
        "shift_notices",
        ["kind", "subject", "volunteer_id"],
        unique=True,
    )
    op.create_index("ix_shift_notices_at", "shift_notices", ["at"])
    op.create_index("ix_shift_notices_volunteer_id", "shift_notices", ["volunteer_id"])
    op.create_index("ix_volunteers_on_call", "volunteers", ["on_call"])


def downgrade() -> None:
    op.drop_index("ix_volunteers_on_call", table_name="volunteers")
    for table in ("shift_notices", "volunteer_hours", "shift_windows", "shift_changes", "shifts"):
        op.drop_table(table)
