"""How far heard words are from those that were said: word and character error rates."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ErrorRates:
    """Errors by what was said: 0 is perfect, and it can exceed 1. None without transcripts."""

    word: float | None
    character: float | None
    clips: int


def rates(pairs: Sequence[tuple[str, str]]) -> ErrorRates:
    """Over pairs of (said, heard), weighted by length; spaces do not count as characters.

    Case and punctuation are ignored, because models know neither.
    """
    words = [(_words(said), _words(heard)) for said, heard in pairs]
    letters = [("".join(said), "".join(heard)) for said, heard in words]
    return ErrorRates(_rate(words), _rate(letters), len(pairs))


def distance(one: Sequence, other: Sequence) -> int:
    """The least number of insertions, deletions and replacements (Levenshtein)."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            best = min(row[j] + 1, row[j - 1] + 1, before + (left != right))
            before, row[j] = row[j], best
    return row[-1]


def _rate(pairs: Sequence[tuple[Sequence, Sequence]]) -> float | None:
    said = sum(len(pair[0]) for pair in pairs)
    return round(sum(distance(*pair) for pair in pairs) / said, 3) if said else None


def _words(text: str) -> list[str]:
    kept = (
        character if unicodedata.category(character)[0] in "LNM" or character == "'" else " "
        for character in unicodedata.normalize("NFC", text).lower()
    )
    return "".join(kept).split()
