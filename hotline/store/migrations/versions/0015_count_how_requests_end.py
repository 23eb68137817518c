"""Count how requests end, month by month, beginning with those that have ended (C9)."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    counts = op.create_table(
        "outcome_counts",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "topic", "language", "outcome", "reason", name=op.f("pk_outcome_counts")
        ),
    )
    requests = sa.table(
        "help_requests",
        sa.column("resolved_at", sa.DateTime(timezone=True)),
        sa.column("topic", sa.String()),
        sa.column("language", sa.String()),
        sa.column("outcome", sa.String()),
        sa.column("outcome_reason", sa.String()),
    )
    # Erased requests have no outcome and are not counted as helped.
    ended = sa.select(requests).where(
        requests.c.outcome.is_not(None), requests.c.resolved_at.is_not(None)
    )
    found: Counter[tuple[str, str, str, str, str]] = Counter()
    for row in op.get_bind().execute(ended):
        month = row.resolved_at.strftime("%Y-%m")
        key = (month, row.topic, row.language, row.outcome, row.outcome_reason or "")
        found[key] += 1
    names = ("month", "topic", "language", "outcome", "reason")
    if found:
        op.bulk_insert(
            counts,
            [{**dict(zip(names, key, strict=True)), "number": n} for key, n in found.items()],
        )


def downgrade() -> None:
    op.drop_table("outcome_counts")
