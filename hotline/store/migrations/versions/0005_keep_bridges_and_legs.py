"""Keep bridges, their legs, and the attempts to call somebody back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_OPEN = sa.text("state <> 'ended'")


def upgrade() -> None:
    op.create_table(
        "bridges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("call_id", sa.String(length=32), nullable=True),
        sa.Column("opened_by", sa.String(length=32), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("accepted_leg", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["help_requests.id"], name=op.f("fk_bridges_request_id_help_requests")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_bridges_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bridges")),
    )
    op.create_index(op.f("ix_bridges_request_id"), "bridges", ["request_id"])
    for name, column in (("request", "request_id"), ("call", "call_id")):
        op.create_index(
            f"uq_bridges_open_{name}",
            "bridges",
            [column],
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        )
    op.create_table(
        "legs",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("bridge_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("end", sa.String(length=12), nullable=True),
        sa.Column("volunteer_id", sa.String(length=32), nullable=True),
        sa.Column("sid_fingerprint", sa.String(length=64), nullable=True),
        sa.Column("sid", sa.LargeBinary(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dialled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bridge_id"], ["bridges.id"], name=op.f("fk_legs_bridge_id_bridges")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legs")),
        sa.UniqueConstraint("sid_fingerprint", name=op.f("uq_legs_sid_fingerprint")),
    )
    op.create_index(op.f("ix_legs_bridge_id"), "legs", ["bridge_id"])
    op.create_index(op.f("ix_legs_dialled_at"), "legs", ["dialled_at"])
    op.create_index("ix_legs_volunteer_id_dialled_at", "legs", ["volunteer_id", "dialled_at"])
    op.create_table(
        "contact_attempts",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("bridge_id", sa.String(length=32), nullable=True),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["help_requests.id"],
            name=op.f("fk_contact_attempts_request_id_help_requests"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempts")),
    )
    op.create_index(op.f("ix_contact_attempts_request_id"), "contact_attempts", ["request_id"])


def downgrade() -> None:
    op.drop_table("contact_attempts")
    op.drop_table("legs")
    op.drop_table("bridges")
