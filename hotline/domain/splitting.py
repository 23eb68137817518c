"""Long outgoing texts in parts: between sentences, else between words, never inside a character.

What a reader sees as one character can be many code points (a flag, a family, a letter
with its marks); a part never begins with the rest of one.
"""

from __future__ import annotations

import re
import unicodedata

#: What the carrier takes in one message (its error 21617), in UTF-16 units.
LONGEST_TEXT = 1600
_SENTENCE_END = re.compile(r"(?<=[.!?؟])\s+|(?<=[。！？])|\n+")
_JOINER = "\u200d"
#: The combining class of signs that take a letter's vowel away.
_VIRAMA = 9


def units(text: str) -> int:
    """Length as the carrier counts it."""
    return sum(2 if ord(letter) > 0xFFFF else 1 for letter in text)


def characters(text: str) -> list[str]:
    """The text as characters that a reader sees."""
    seen: list[str] = []
    for letter in text:
        if seen and _continues(seen[-1], letter):
            seen[-1] += letter
        else:
            seen.append(letter)
    return seen


def split_text(text: str, longest: int = LONGEST_TEXT) -> list[str]:
    """Parts of at most `longest` units; one part when it fits."""
    if units(text) <= longest:
        return [text]
    parts: list[str] = []
    current = ""
    for sentence in _sentences(text):
        for piece in _fitting(sentence, longest):
            if current and units(current) + units(piece) > longest:
                parts.append(current.strip())
                current = ""
            current += piece
    return [part for part in (*parts, current.strip()) if part]


def _sentences(text: str) -> list[str]:
    pieces, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    return [piece for piece in (*pieces, text[start:]) if piece]


def _fitting(sentence: str, longest: int) -> list[str]:
    """The sentence, or its words, or its characters: the largest pieces that fit."""
    if units(sentence) <= longest:
        return [sentence]
    pieces: list[str] = []
    for word in re.findall(r"\S+\s*|\s+", sentence):
        pieces += [word] if units(word) <= longest else characters(word)
    return pieces


def _continues(before: str, letter: str) -> bool:
    category = unicodedata.category(letter)
    if category in {"Mn", "Mc", "Me"} or letter == _JOINER or 0x1F3FB <= ord(letter) <= 0x1F3FF:
        return True
    if 0xE0020 <= ord(letter) <= 0xE007F:
        return True
    if before.endswith(_JOINER):
        return True
    if _is_flag_half(letter) and len(before) == 1 and _is_flag_half(before):
        return True
    # Letters of India that a virama joins into one ("क्ष").
    if unicodedata.combining(before[-1]) == _VIRAMA and category[0] == "L":
        return True
    # Vowels and finals of Korean syllables that are written in pieces.
    return 0x1160 <= ord(letter) <= 0x11FF and 0x1100 <= ord(before[-1]) <= 0x11FF


def _is_flag_half(letter: str) -> bool:
    return 0x1F1E6 <= ord(letter) <= 0x1F1FF
