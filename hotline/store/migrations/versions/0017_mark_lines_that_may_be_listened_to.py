"""Mark requests whose person calls from a phone that may be listened to (V22)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listened_lines",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_requests.id"],
            name=op.f("fk_listened_lines_request_id_help_requests"),
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_listened_lines")),
    )


def downgrade() -> None:
    op.drop_table("listened_lines")
