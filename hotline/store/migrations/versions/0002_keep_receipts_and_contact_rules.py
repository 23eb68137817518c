"""Keep what is needed to be found again and to be left alone: receipts and contact rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# The third migration came into the house before this one.
revision = "0002"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(sa.Column("receipt", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("contact_rules", sa.LargeBinary(), nullable=True))
        batch_op.create_index("uq_help_requests_receipt", ["receipt"], unique=True)
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("purpose", sa.String(length=12), server_default="story", nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("recordings", schema=None) as batch_op:
        batch_op.drop_column("purpose")
    with op.batch_alter_table("help_requests", schema=None) as batch_op:
        batch_op.drop_index("uq_help_requests_receipt")
        batch_op.drop_column("contact_rules")
        batch_op.drop_column("receipt")
        batch_op.drop_column("urgent")
