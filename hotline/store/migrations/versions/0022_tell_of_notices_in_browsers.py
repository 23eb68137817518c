"""Keep the browsers in which volunteers want notices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "browsers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("subscription", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteers.id"],
            name=op.f("fk_browsers_volunteer_id_volunteers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_browsers")),
    )
    op.create_index("ix_browsers_volunteer_id", "browsers", ["volunteer_id"])
    op.create_index("uq_browsers_mark", "browsers", ["mark"], unique=True)


def downgrade() -> None:
    op.drop_table("browsers")
