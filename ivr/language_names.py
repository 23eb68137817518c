"""The name of a caller's language, in words that a volunteer's own voice can say.

From Babel's tables (CLDR), so that Amharic or Quechua have a name too. A language that they
do not know has none, and is called "not on our list": a code is no word to be heard.
"""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.languages import Languages, chain
from ivr.flows.session import ENGLISH, Prompt


def name_of(language: Language, said_in: Language, known: Languages) -> Prompt | None:
    """What `language` is called in the first language of `said_in`'s chain that has a voice."""
    if language == NOT_KNOWN_YET:
        return None
    for each in chain(said_in, known, ENGLISH):
        entry = known.get(each)
        name = _name(language.tag, each.tag) if entry and entry.can_be_spoken else None
        if name:
            return Prompt(f"language.{language.tag}", name, each, words_language=each)
    return None


@lru_cache(500)
def _name(tag: str, said_in: str) -> str | None:
    try:
        names = Locale.parse(said_in, sep="-").languages
    except (UnknownLocaleError, ValueError):
        return None
    return names.get(tag.replace("-", "_")) or names.get(tag.split("-")[0])
