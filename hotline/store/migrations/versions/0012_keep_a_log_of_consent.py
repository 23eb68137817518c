"""Keep when a number began, stopped and began again to be texted (T10)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("keyword", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_fingerprint"), "consents", ["fingerprint"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_consents_fingerprint"), table_name="consents")
    op.drop_table("consents")
