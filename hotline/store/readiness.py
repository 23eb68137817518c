"""Does the database answer, and has it the schema that this code expects?"""

from __future__ import annotations

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from hotline.errors import KeyLost
from hotline.ports import Vault
from hotline.store.migrate import is_current
from hotline.store.tables import data_keys


def master_key_fits(engine: Engine, vault: Vault) -> bool:
    """False when the database was sealed under another master key; True when it is new."""
    try:
        with engine.connect() as connection:
            row = connection.execute(select(data_keys).limit(1)).first()
    except SQLAlchemyError:
        return True
    if row is None:
        return True
    try:
        vault.open_key(row.id, row.wrapped)
    except KeyLost:
        return False
    return True


def database_state(engine: Engine) -> str:
    """'ok', or what is wrong and what to do."""
    try:
        return "ok" if is_current(engine) else "old schema: run `hotline migrate`"
    except SQLAlchemyError:
        return "does not answer: check HOTLINE_DATABASE_URL"
