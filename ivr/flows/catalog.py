"""Translated words by key, and when a translation still fits words that were changed.

The values of a catalog come from PO files (ivr/prompts.py reads them); what is decided
here is pure: serve, serve and tell that it is out of date, or do not serve.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.types import Language
from ivr.flows.words import PLACEHOLDER

#: So alike must two sentences be for the old translation to be served meanwhile. Short
#: lines (the choices of a menu) must be the same: "Rides or water" is not "Food or water".
_ALIKE = 0.85
_SHORT = 40


@dataclass(frozen=True)
class Translation:
    """`source` is what was translated; `draft` that no speaker has looked at it yet."""

    words: str
    source: str
    draft: bool = False


Catalog = Mapping[str, Translation]
Catalogs = Mapping[Language, Catalog]


@dataclass(frozen=True)
class Found:
    """A translation that is served, and whether its source has changed since."""

    words: str
    outdated: bool
    draft: bool


def find(catalog: Catalog, key: str, source: str) -> Found | None:
    """The translation for these words, or None when there is none that can be trusted.

    Found by key, so that a comma put right in the file loses nothing. Never served when a
    number or a placeholder differs: an old promise is worse than another language.
    """
    entry = catalog.get(key)
    if entry is None or not entry.words:
        return None
    if _bare(entry.source) == _bare(source):
        return Found(entry.words, False, entry.draft)
    same_facts = _facts(entry.source) == _facts(source)
    if not same_facts or min(len(entry.source), len(source)) < _SHORT:
        return None
    alike = difflib.SequenceMatcher(None, _bare(entry.source), _bare(source)).ratio()
    return Found(entry.words, True, entry.draft) if alike >= _ALIKE else None


def _bare(words: str) -> str:
    return " ".join(re.findall(r"[\w{}]+", words.casefold()))


def _facts(words: str) -> tuple[list[str], list[str]]:
    return sorted(re.findall(r"\d+", words)), sorted(PLACEHOLDER.findall(words))
