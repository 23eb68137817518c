"""What a bench asks the store: is a database in use, and which texts were written down in it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Engine, func, inspect, select

from hotline.store.tables import help_requests, messages
from hotline.types import Sealed


class WrittenText(NamedTuple):
    """One text, sealed; without a request it belongs to a volunteer or to nobody."""

    request_id: str | None
    key_id: str
    direction: str
    body: Sealed


def all_texts(engine: Engine) -> list[WrittenText]:
    """All of them, in and out."""
    columns = (messages.c.request_id, messages.c.key_id, messages.c.direction, messages.c.body)
    with engine.connect() as connection:
        return [WrittenText(*row) for row in connection.execute(select(*columns))]


def count_requests(engine: Engine) -> int:
    """How many requests there are."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(help_requests)).scalar_one()


def is_in_use(engine: Engine) -> bool:
    """True when the database has any table: a bench writes invented people, and needs its own."""
    return bool(inspect(engine).get_table_names())
