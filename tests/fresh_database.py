"""A database of the newest schema. On SQLite it is a copy of one that this run migrated."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Engine

from hotline.store.database import open_database
from hotline.store.migrate import migrate


def fresh_database(url: str) -> Engine:
    """An engine on it. A file that is there already is brought to the newest schema."""
    engine = open_database(url)
    file = engine.url.database
    if engine.dialect.name == "sqlite" and file and not Path(file).exists():
        shutil.copyfile(Path(_migrated_once().name, "empty.sqlite3"), file)
    else:
        migrate(engine)
    return engine


@cache
def _migrated_once() -> tempfile.TemporaryDirectory[str]:
    """All steps take a good part of a second, and a thousand tests want their own database."""
    folder = tempfile.TemporaryDirectory(prefix="hl-schema-")
    engine = open_database(f"sqlite:///{Path(folder.name, 'empty.sqlite3')}")
    migrate(engine)
    engine.dispose()
    return folder
