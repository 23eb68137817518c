"""How Alembic runs here: on a connection that hotline/store/migrate.py hands it."""

from __future__ import annotations

from alembic import context
from sqlalchemy.types import TypeDecorator

from hotline.store import (  # noqa: F401
    booking_tables,
    browser_tables,
    carrier_copies_tables,
    consent_tables,
    figure_tables,
    follow_up_tables,
    listened_tables,
    offers_tables,
    partner_tables,
    shift_note_tables,
    spending_tables,
)
from hotline.store.call_memory_tables import phone_languages  # noqa: F401  (part of the metadata)
from hotline.store.conversation_tables import deliveries  # noqa: F401  (part of the metadata)
from hotline.store.leg_tables import bridges  # noqa: F401  (its tables are part of the metadata)
from hotline.store.shift_tables import shifts  # noqa: F401  (its tables are part of the metadata)
from hotline.store.tables import metadata


def render_plainly(type_: str, item: object, _autogen: object) -> str | bool:
    """Write our column types as the plain ones beneath: a migration never changes again."""
    if type_ == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=False,
    render_item=render_plainly,
)
with context.begin_transaction():
    context.run_migrations()
