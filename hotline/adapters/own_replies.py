"""A network's own ready answers, read from a file: every mistake has its line and its remedy.

    replies:
      pantry:
        en: The pantry is open on Friday, four to six.
        es: La despensa abre el viernes, de cuatro a seis.

Each name is a meaning; an answer is offered only in the languages it is written in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from hotline.domain.conversations import LONGEST_WORDS
from hotline.domain.house_words import OwnReply
from hotline.domain.splitting import units
from hotline.errors import SettingsError
from hotline.types import Language
from ivr.flows.model import Place
from ivr.flows.yaml_nodes import (
    Entry,
    Findings,
    compose,
    entries,
    mapping_of,
    only_known,
    words_of,
)

OWN_FILE = "replies.yaml"
MOST_REPLIES = 60
_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_EXAMPLE = "pantry: {en: The pantry is open on Friday.}"


@dataclass(frozen=True)
class PlacedWords:
    """The words of one reply in one language, and where they stand."""

    id: str
    language: Language
    words: str
    line: int


def replies_path(named: str | None, data_dir: Path) -> Path | None:
    """The file that counts: the one that is named, else the data folder's, else none."""
    if named:
        return Path(named)
    own = data_dir / OWN_FILE
    return own if own.exists() else None


def load_replies(path: Path | None) -> tuple[OwnReply, ...]:
    """The replies of this file; none without a file. Raises SettingsError, one mistake a line."""
    if path is None:
        return ()
    found: dict[str, dict[Language, str]] = {}
    for each in read_replies(path):
        found.setdefault(each.id, {})[each.language] = each.words
    return tuple(OwnReply(reply_id, words) for reply_id, words in found.items())


def read_replies(path: Path) -> tuple[PlacedWords, ...]:
    """The same with the places of all words, in their order. Raises SettingsError."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read ({error.strerror}): check HOTLINE_REPLIES."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"{path} is not text: save it as UTF-8.") from None
    found = Findings(str(path))
    read = tuple(_read(text, found))
    if found.mistakes:
        ordered = sorted(found.mistakes, key=lambda each: (each.line, each.column))
        raise SettingsError("\n".join(map(str, ordered)))
    return read


def _read(text: str, found: Findings) -> Iterable[PlacedWords]:
    lines = (line.strip() for line in text.splitlines())
    if all(not line or line.startswith("#") for line in lines):
        found.wrong(Place(1, 1), "the file is empty", f"begin with 'replies:' and {_EXAMPLE}")
        return
    node = compose(text, found)
    if node is None:
        return
    replies = only_known(entries(node, found), ("replies",), "this file", found).get("replies")
    if replies is None:
        if not found.mistakes:
            found.wrong(Place(1, 1), "there are no 'replies'", _EXAMPLE)
        return
    named = mapping_of(replies, found)
    if len(named) > MOST_REPLIES:
        found.wrong(
            replies.place, "there are too many replies to choose from", f"at most {MOST_REPLIES}"
        )
    for reply in named.values():
        if not _ID.fullmatch(reply.name):
            found.wrong(
                reply.place,
                f"'{reply.name[:40]}' cannot be the name of a reply",
                "small letters a to z, digits, - and _",
            )
        written = mapping_of(reply, found)
        if not written:
            found.wrong(reply.place, f"'{reply.name[:40]}' has no words", _EXAMPLE)
        for entry in written.values():
            yield from _words(reply.name, entry, found)


def _words(reply_id: str, entry: Entry, found: Findings) -> Iterable[PlacedWords]:
    words = words_of(entry, found)
    try:
        language = Language(entry.name)
    except ValueError:
        found.wrong(entry.place, f"'{entry.name[:40]}' is no language", "en, es, ko, ar ...")
        return
    if units(words) > LONGEST_WORDS:
        found.wrong(
            entry.value_place,
            f"these words are too long for a text ({units(words)} letters)",
            f"at most {LONGEST_WORDS}; two segments are best",
        )
    if words:
        yield PlacedWords(reply_id, language, words, entry.value_place.line)
