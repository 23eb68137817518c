"""What we know of each language for the phone: its name, its voice, whom to fall back to.

Read from translations/languages.toml. Our own table, because Babel knows no Mam and the
carrier's voices know no Haitian Creole.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from hotline.types import Language


@dataclass(frozen=True)
class SpokenLanguage:
    """One language. Without `voice` it is heard only from recordings.

    `fallback` is the chain of languages that its speakers most likely understand, used when
    one prompt is missing; `offered` says that words or recordings for the phone exist.
    """

    language: Language
    own_name: str
    direction: str = "ltr"
    say_language: str = ""
    voice: str = ""
    speech_model: str = ""
    fallback: tuple[Language, ...] = ()
    offered: bool = False

    @property
    def can_be_spoken(self) -> bool:
        return bool(self.voice and self.say_language)


Languages = Mapping[Language, SpokenLanguage]


def read_languages(text: str) -> dict[Language, SpokenLanguage]:
    """The table in languages.toml. Raises ValueError for a tag or a line that is wrong."""
    table: dict[Language, SpokenLanguage] = {}
    for tag, entry in tomllib.loads(text).items():
        fields = dict(entry)
        fallback = tuple(Language(other) for other in fields.pop("fallback", ()))
        language = Language(tag)
        try:
            table[language] = SpokenLanguage(language, fallback=fallback, **fields)
        except TypeError as error:
            raise ValueError(f"languages.toml, [{tag}]: {error}") from None
    return table


def chain(
    language: Language, known: Languages, last: Language, own_chain: tuple[Language, ...] = ()
) -> tuple[Language, ...]:
    """The languages to try for one prompt, the caller's own first, `last` at the end.

    'es-MX' is tried as es-MX, then as es, then as what es falls back to. `own_chain` is what
    the flow says comes after the caller's language (Mam, then Spanish): it stands in place of
    what languages.toml says.
    """
    tried: list[Language] = list(own_chain)
    parts = language.tag.split("-")
    own = [Language("-".join(parts[:length])) for length in range(len(parts), 0, -1)]
    for each in () if own_chain else own:
        tried += [each, *(known[each].fallback if each in known else ())]
    ordered = [*own, *tried, last]
    return tuple(dict.fromkeys(ordered))
