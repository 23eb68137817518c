"""Keep who wrote a text and why it failed, what is unread, who wants a call, who is one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _request(column: str, table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_help_requests")
    return sa.ForeignKeyConstraint([column], ["help_requests.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "deliveries",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=True),
        sa.Column("failure", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name=op.f("fk_deliveries_message_id_messages")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_deliveries")),
    )
    op.create_table(
        "unread_requests",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        _request("request_id", "unread_requests"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_unread_requests")),
    )
    op.create_table(
        "call_wishes",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("may_call", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _request("request_id", "call_wishes"),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_call_wishes")),
    )
    op.create_table(
        "joined_requests",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("joined_by", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _request("request_id", "joined_requests"),
        _request("other_id", "joined_requests"),
        sa.PrimaryKeyConstraint("request_id", "other_id", name=op.f("pk_joined_requests")),
    )


def downgrade() -> None:
    op.drop_table("joined_requests")
    op.drop_table("call_wishes")
    op.drop_table("unread_requests")
    op.drop_table("deliveries")
