"""Keep, sealed, the other number at which somebody wants to be called (V15)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("help_requests", sa.Column("other_contact", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("help_requests", "other_contact")
