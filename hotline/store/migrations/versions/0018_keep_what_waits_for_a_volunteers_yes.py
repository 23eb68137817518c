"""Keep the shifts that one volunteer has asked another to take."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "shift_asks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("shift_id", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.String(length=16), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("holder_id", sa.String(length=32), nullable=False),
        sa.Column("asked_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["shifts.id"],
            name=op.f("fk_shift_asks_shift_id_shifts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"],
            ["volunteers.id"],
            name=op.f("fk_shift_asks_holder_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"],
            ["volunteers.id"],
            name=op.f("fk_shift_asks_asked_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_asks")),
    )
    op.create_index(
        "uq_shift_asks_shift_id_starts", "shift_asks", ["shift_id", "starts"], unique=True
    )
    op.create_index("uq_shift_asks_code", "shift_asks", ["code"], unique=True)
    op.create_index("ix_shift_asks_holder_id", "shift_asks", ["holder_id"])
    op.create_index("ix_shift_asks_asked_id", "shift_asks", ["asked_id"])
    op.create_index("ix_shift_asks_starts_at", "shift_asks", ["starts_at"])


def downgrade() -> None:
    op.drop_table("shift_asks")
