"""Keep by which call a notice was told, and whether "not now" was pressed there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("notices") as batch_op:
        batch_op.add_column(sa.Column("bridge_id", sa.String(length=32), nullable=True))
        batch_op.add_column(
            sa.Column("declined", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_index(op.f("ix_notices_bridge_id"), ["bridge_id"])


def downgrade() -> None:
    with op.batch_alter_table("notices") as batch_op:
        batch_op.drop_index(op.f("ix_notices_bridge_id"))
        batch_op.drop_column("declined")
        batch_op.drop_column("bridge_id")
