"""Lease claims, ask volunteers by steps, keep how a request ended and what its person asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("help_requests") as batch_op:
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("lease_warned", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("escalation_step", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("escalation_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("outcome_reason", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("told_how", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("wishes", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("notices") as batch_op:
        batch_op.add_column(
            sa.Column("why", sa.String(length=16), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("step", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "claim_codes",
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("volunteer_id", "number", name=op.f("pk_claim_codes")),
    )
    op.create_index(
        "ix_claim_codes_volunteer_request", "claim_codes", ["volunteer_id", "request_id"]
    )
    op.create_table(
        "hand_overs",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("from_volunteer", sa.String(length=32), nullable=False),
        sa.Column("to_volunteer", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_hand_overs")),
    )
    op.create_index(op.f("ix_hand_overs_to_volunteer"), "hand_overs", ["to_volunteer"])
    op.create_table(
        "heavy_calls",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heavy_calls")),
    )
    op.create_index(op.f("ix_heavy_calls_volunteer_id"), "heavy_calls", ["volunteer_id"])
    op.create_table(
        "volunteer_choices",
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("traits", sa.LargeBinary(), nullable=True),
        sa.Column("reach", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("volunteer_id", name=op.f("pk_volunteer_choices")),
    )


def downgrade() -> None:
    op.drop_table("volunteer_choices")
    op.drop_index(op.f("ix_heavy_calls_volunteer_id"), table_name="heavy_calls")
    op.drop_table("heavy_calls")
    op.drop_index(op.f("ix_hand_overs_to_volunteer"), table_name="hand_overs")
    op.drop_table("hand_overs")
    op.drop_index("ix_claim_codes_volunteer_request", table_name="claim_codes")
    op.drop_table("claim_codes")
    with op.batch_alter_table("notices") as batch_op:
        for name in ("asked_at", "step", "why"):
            batch_op.drop_column(name)
    with op.batch_alter_table("help_requests") as batch_op:
        for name in (
            "wishes", "told_at", "told_how", "outcome_reason", "outcome",
            "escalation_at", "escalation_step", "lease_warned", "leased_until",
        ):  # fmt: skip
            batch_op.drop_column(name)
