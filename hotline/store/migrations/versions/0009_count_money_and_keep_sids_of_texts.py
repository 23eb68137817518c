"""Count what a day costs, and keep the sids of texts until the carrier's copies are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("warned", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_spending")),
    )
    op.create_table(
        "carrier_copies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("sid_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("sid", sa.LargeBinary(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_copies")),
    )
    op.create_index(
        op.f("ix_carrier_copies_sid_fingerprint"),
        "carrier_copies",
        ["sid_fingerprint"],
        unique=True,
    )
    op.create_index(op.f("ix_calls_fingerprint"), "calls", ["fingerprint"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_calls_fingerprint"), table_name="calls")
    op.drop_table("carrier_copies")
    op.drop_table("spending")
