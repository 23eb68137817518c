"""Which keys a person meant: digits of every script, and words that stand for an option."""

from __future__ import annotations

import re
import unicodedata

from ivr.flows.model import PHONE_KEYS, MenuStep

#: What people put around a single number: "1.", "(1)", "1)", "#1" is not among them, as
#: '#' is a key itself.
_AROUND = re.compile(r"^[\s().:,;!\"'\[\]-]+|[\s().:,;!\"'\[\]-]+$")


def latin_digits(text: str) -> str:
    """The text with every decimal digit (١, १, ၁, １) as 0-9.

    unicodedata.decimal knows all scripts, so that no table of ours can miss one.
    """
    return "".join(
        str(int(value)) if (value := unicodedata.decimal(letter, None)) is not None else letter
        for letter in text
    )


def as_keys(text: str) -> str | None:
    """The keys when the whole text is nothing but keys, else None.

    "I need rent for 2 months" is a request, not key 2.
    """
    bare = _AROUND.sub("", latin_digits(unicodedata.normalize("NFKC", text)))
    return bare if bare and set(bare) <= PHONE_KEYS and len(bare) <= 20 else None


def folded(text: str) -> str:
    """The text as people mean it: no capitals, no accents, no full stop. ('Sí.' is 'si')"""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    # NFC again, or else a Korean syllable stays in pieces and looks like no word at all.
    return _AROUND.sub("", unicodedata.normalize("NFC", plain))


def key_by_words(step: MenuStep, text: str) -> str | None:
    """The key of the option whose label or words are exactly this text, in any language."""
    wanted = folded(text)
    for option in step.options:
        if wanted and wanted in {folded(word) for word in (option.label, *option.words)}:
            return option.key
    return None
