"""STOP, START, HELP and ERASE in any language: alone, or in a sentence that plainly means it.

A sentence means it when every word of it belongs to the matter: a stop word, what is to
stop (texts), and small words. One word from elsewhere ("please stop my eviction") makes it
a request, which people read. So the rule can be explained, and words of callers command
nothing by accident. To add a language is to add words to opt_out_words.py.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache

from hotline.domain import opt_out_words as table

#: A longer message is somebody who tells us something.
MOST_WORDS = 14
LONGEST = 120


class Wish(StrEnum):
    """What a person asks of the hotline's texts themselves."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    ERASE = "erase"


def fold(text: str) -> str:
    """Words as people mean them: no capitals, accents, full width or punctuation.

    Marks that make a letter (Indic vowels) stay; accents, Arabic vowels and what cannot
    be seen go.
    """
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = []
    for letter in decomposed:
        category = unicodedata.category(letter)
        if category in {"Mn", "Cf", "Sk"} or letter in "'’ʼ`´":
            continue
        kept.append(letter if category[0] in "LNM" else " ")
    composed = unicodedata.normalize("NFC", "".join(kept))
    return " ".join(composed.replace("đ", "d").replace("ı", "i").split())


def classify(text: str) -> Wish | None:
    """What the text plainly asks for, or None: then it is somebody's words."""
    if len(text) > LONGEST:
        return None
    folded = fold(text)
    if not folded or len(folded.split()) > MOST_WORDS:
        return None
    known = _phrases().get(folded)
    if known is not None:
        return known
    kinds = _kinds_of(folded)
    return _meaning(kinds) if kinds is not None else None


def _meaning(kinds: list[str]) -> Wish | None:
    found = set(kinds)
    if "list" in found and found & {"stop", "off", "erase"} and "not" not in found:
        return Wish.STOP
    if "erase" in found and not found & {"not", "stop", "help"}:
        return Wish.ERASE
    if "stop" in found and "not" not in found:
        return Wish.STOP
    if "not" in found and "text" in found and not found & {"stop", "erase", "start", "help"}:
        return Wish.STOP
    if found <= {"help", "small"} and "help" in found:
        return Wish.HELP
    if found <= {"start", "small", "text"} and "start" in found:
        return Wish.START
    return None


def _kinds_of(folded: str) -> list[str] | None:
    """The kind of every word, or None when one word does not belong to the matter."""
    kinds = []
    words, longest = _vocabulary()
    tokens = folded.split()
    at = 0
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            kind = words.get(" ".join(tokens[at : at + length]))
            if kind is not None:
                kinds.append(kind)
                at += length
                break
        else:
            pieces = _pieces(tokens[at])
            if pieces is None:
                return None
            kinds += pieces
            at += 1
    return kinds


def _pieces(token: str) -> list[str] | None:
    """A token of a script that writes words together, cut into words that we know."""
    if not any(letter >= "\u0e00" for letter in token):
        return None
    words, _ = _vocabulary()
    # best[i] is a way to cut the first i letters; the longest last piece wins.
    best: list[list[str] | None] = [[]] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(max(0, end - 12), end):
            before, kind = best[start], words.get(token[start:end])
            if before is not None and kind is not None:
                best[end] = [*before, kind]
                break
    return best[-1]


@cache
def _vocabulary() -> tuple[dict[str, str], int]:
    words: dict[str, str] = {}
    for kind, lines in table.WORDS.items():
        for line in lines:
            for word in line.split(","):
                if word.strip():
                    words.setdefault(fold(word), kind)
    return words, max(len(word.split()) for word in words)


@cache
def _phrases() -> dict[str, Wish]:
    return {
        fold(phrase): Wish(wish)
        for wish, phrases in table.PHRASES.items()
        for line in phrases
        for phrase in line.split(",")
    }
