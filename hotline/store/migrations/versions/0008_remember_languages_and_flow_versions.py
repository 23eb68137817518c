"""Remember the language of a phone after a yes, and the versions of the flow that are in use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phone_languages",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_phone_languages")),
    )
    op.create_index(op.f("ix_phone_languages_called_at"), "phone_languages", ["called_at"])
    op.create_table(
        "flow_versions",
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_flow_versions")),
    )
    op.create_index(op.f("ix_flow_versions_used_at"), "flow_versions", ["used_at"])


def downgrade() -> None:
    op.drop_table("flow_versions")
    op.drop_table("phone_languages")
