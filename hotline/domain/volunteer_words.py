"""What a volunteer's text says to a person: `472b your words`, plain words, or READ 472b.

Codes, KEEP and RELEASE by themselves are another matter (domain/offers.py): here are only
texts that have words in them, and the wish to read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hotline.domain.opt_outs import classify, fold

_CODE = re.compile(r"\d{3,8}[a-z]|\d{1,2}a")
#: READ, as each language's notice of a new message names it.
_READ = frozenset(
    map(
        fold, ["read", "leer", "lee", "lire", "lis", "li", "읽기", "读", "讀", "đọc", "doc", "اقرأ"]
    )
)
#: Words that mean something else when nothing but a code follows them.
_COMMANDS = frozenset(["take", "ack", "claim", "keep", "release", "back", "giveback"])


@dataclass(frozen=True)
class ReadWish:
    """Send me what they wrote; of a bare READ the code is empty."""

    code: str


@dataclass(frozen=True)
class WordsFor:
    """Send this to the person; without a code the only request that is held is meant."""

    code: str
    words: str


def read_volunteer_words(body: str) -> ReadWish | WordsFor | None:
    """What a text to a person or of reading says; None when it is something else."""
    body = body.strip()
    first, rest = (*body.split(maxsplit=1), "", "")[:2]
    head = _plain(first)
    if fold(head).strip() in _READ and (not rest or _is_code(rest)):
        return ReadWish(_plain(rest))
    if not body or classify(body) is not None:
        return None
    if _is_code_alone(body):
        return None
    if _is_code(head):
        return WordsFor(head, rest) if rest else None
    if not rest and head in {*_COMMANDS, "a"}:
        return None
    if head in _COMMANDS and _is_code(rest):
        return None
    return WordsFor("", body)


def _is_code_alone(body: str) -> bool:
    """`12 a` and `take 472 b`: what a thumb makes of a code is no word for a person (T20)."""
    words = [_plain(word) for word in body.split()[:4]]
    if words and words[0] in _COMMANDS:
        words = words[1:]
    return len(body) <= 24 and _is_code("".join(words))


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    """Full width and digits of other scripts as people mean them, without the marks around."""
    wide = unicodedata.normalize("NFKC", text.strip()).casefold().strip(".,:;!#()")
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in wide
    )
