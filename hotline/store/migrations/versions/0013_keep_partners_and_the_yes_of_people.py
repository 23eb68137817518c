"""Keep partners, what people said to being passed on, and what was passed on (N4)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _request(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_request_id_help_requests")
    return sa.ForeignKeyConstraint(["request_id"], ["help_requests.id"], name=name)


def upgrade() -> None:
    op.create_table(
        "partners",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.Column("set_by", sa.String(length=32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
    )
    op.create_table(
        "partner_consents",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("partner_id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("asked_by", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=True),
        _request("partner_consents"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_consents")),
    )
    op.create_index(
        op.f("ix_partner_consents_request_id"), "partner_consents", ["request_id"], unique=False
    )
    op.create_table(
        "partner_passings",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("consent_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("volunteer_id", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consent_id"],
            ["partner_consents.id"],
            name=op.f("fk_partner_passings_consent_id_partner_consents"),
        ),
        _request("partner_passings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_passings")),
        sa.UniqueConstraint("consent_id", name=op.f("uq_partner_passings_consent_id")),
    )
    op.create_index(
        op.f("ix_partner_passings_request_id"), "partner_passings", ["request_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("partner_passings")
    op.drop_table("partner_consents")
    op.drop_table("partners")
