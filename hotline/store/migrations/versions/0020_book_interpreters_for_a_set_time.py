"""Book interpreters for a call at a set time (O9)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("live_for", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=True),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("booked_by", sa.String(length=32), nullable=False),
        sa.Column("interpreter_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_bookings_request_id_help_requests")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("live_for", name=op.f("uq_bookings_live_for")),
        sa.UniqueConstraint("code", name=op.f("uq_bookings_code")),
    )
    op.create_index(op.f("ix_bookings_request_id"), "bookings", ["request_id"])
    op.create_table(
        "booking_asks",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", "volunteer_id", name=op.f("pk_booking_asks")),
    )
    op.create_index("ix_booking_asks_volunteer_id_at", "booking_asks", ["volunteer_id", "at"])


def downgrade() -> None:
    op.drop_table("booking_asks")
    op.drop_table("bookings")
