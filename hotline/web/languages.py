"""What a language is called: by its own speakers, and in the language of the page."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

import translations as catalogs
from hotline.types import NOT_KNOWN_YET, Language


@lru_cache(500)
def own_name(language: Language) -> str:
    """The name its speakers use: ours (languages.toml), else Babel's, else the tag."""
    if language == NOT_KNOWN_YET:
        return "?"
    ours = _listed().get(language.tag, {}).get("own_name")
    if isinstance(ours, str):
        return ours
    known = _known(language)
    name = known.get_display_name() if known else None
    return _capital(name) if name else language.tag


@lru_cache(500)
def name_in(language: Language, locale: Locale) -> str | None:
    """The name in another language; None where Babel has none."""
    known = _known(language)
    if known is not None:
        return known.get_display_name(locale)
    return locale.languages.get(language.tag)


def name_for(language: Language, reader: Language) -> str:
    """The name in a reader's own language; its own name where Babel does not know that."""
    locale = _known(reader)
    return (name_in(language, locale) if locale else None) or own_name(language)


@cache
def _listed() -> Mapping[str, Mapping[str, Any]]:
    """languages.toml by tag; nothing when there is no such file."""
    path = Path(catalogs.__path__[0]) / "languages.toml"
    if not path.is_file():
        return {}
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    return {tag: table for tag, table in tables.items() if isinstance(table, dict)}


def _known(language: Language) -> Locale | None:
    try:
        return Locale.parse(language.tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _capital(name: str) -> str:
    # Spanish and others write their own name small inside a sentence; here it stands alone.
    return name[:1].upper() + name[1:]
