"""Does the database answer, and has it the schema that this code expects?"""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from hotline.store.migrate import is_current


def database_state(engine: Engine) -> str:
    """'ok', or what is wrong and what to do."""
    try:
        return "ok" if is_current(engine) else "old schema: run `hotline migrate`"
    except SQLAlchemyError:
        return "does not answer: check HOTLINE_DATABASE_URL"
