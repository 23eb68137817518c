"""The catalogs on disk: PO files to translations by their context, drafts known as drafts."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from hotline.types import Language
from ivr.flows.catalog import Catalog, Translation

#: Two catalogs of each language, and room for those that changed: read once a process.
KEPT_CATALOGS = 64


@lru_cache(maxsize=KEPT_CATALOGS)
def read_catalog(text: str) -> Catalog:
    """A PO file's entries by their context. Drafts are served, and known as drafts.

    A draft is an entry marked fuzzy, or any entry of a file with an X-Draft header: for a
    caller in need a plain machine-made sentence is better than English.
    """
    catalog = read_po(io.BytesIO(text.encode("utf-8")), locale=None, ignore_obsolete=True)
    all_drafts = '"X-Draft:' in text
    entries = {
        message.context: Translation(
            words=message.string, source=message.id, draft=all_drafts or message.fuzzy
        )
        for message in catalog
        if isinstance(message.context, str)
        and isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
    }
    return MappingProxyType(entries)


def read_file(root: Path, language: Language, name: str) -> Catalog:
    """One catalog of one language; empty where there is none. Raises OSError, ValueError."""
    path = root / language.tag / "LC_MESSAGES" / f"{name}.po"
    return read_catalog(path.read_text(encoding="utf-8")) if path.is_file() else {}
