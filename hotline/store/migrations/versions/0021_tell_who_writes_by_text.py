"""Tell volunteers who write by text that it did not arrive (T12)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "written_by_text",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_requests.id"],
            name=op.f("fk_written_by_text_request_id_help_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", "volunteer_id", name=op.f("pk_written_by_text")),
    )


def downgrade() -> None:
    op.drop_table("written_by_text")
