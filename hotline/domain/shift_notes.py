"""A shift note: what who goes off the line leaves for who comes next (O7)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.shifts import Window
from hotline.errors import NoteRefused
from hotline.types import Sealed

#: The most characters in each of the three boxes.
LONGEST_BOX = 500
#: It is offered from so long before the end of a shift until so long after it.
BEFORE_THE_END = timedelta(minutes=30)
AFTER_THE_END = timedelta(hours=2)

#: Seven digits and more in any script, with what people put between them.
_LIKE_A_NUMBER = re.compile(r"\+?\d(?:[\s().\-/]{0,3}\d){6,}")


@dataclass(frozen=True)
class NoteWords:
    """What was typed: open and promised; take care of; the network must know."""

    promised: str = ""
    care: str = ""
    network: str = ""

    @property
    def boxes(self) -> tuple[str, str, str]:
        return self.promised, self.care, self.network


@dataclass(frozen=True)
class ShiftNote:
    """A note as it is kept, its words sealed with its author's key."""

    id: str
    author_id: str
    turn: str
    written_at: datetime
    words: Sealed


def checked_note(typed: NoteWords) -> NoteWords:
    """The same without blanks around it. Raises NoteRefused 'empty' or 'too-long'."""
    promised, care, network = (
        each.replace("\r\n", "\n").replace("\r", "\n").strip() for each in typed.boxes
    )
    words = NoteWords(promised, care, network)
    if not any(_can_be_seen(each) for each in words.boxes):
        raise NoteRefused("empty")
    if any(len(each) > LONGEST_BOX for each in words.boxes):
        raise NoteRefused("too-long")
    return words


def numbers_in(text: str) -> tuple[str, ...]:
    """What looks like a phone number, as it is written."""
    return tuple(dict.fromkeys(_LIKE_A_NUMBER.findall(text)))


def turn_of(windows: list[Window], left_at: datetime | None, now: datetime) -> str | None:
    """The name of the turn of which a note may be written now; None when there is none.

    `windows` are the volunteer's own shifts around now, `left_at` when they last went off by
    hand. Of two shifts it is the one that began later.
    """
    for window in sorted(windows, key=lambda each: each.starts_at, reverse=True):
        near = window.ends_at - BEFORE_THE_END <= now < window.ends_at + AFTER_THE_END
        went = left_at is not None and window.starts_at <= left_at < window.ends_at
        if window.starts_at <= now and (near or (went and now < window.ends_at)):
            return window.name
    if left_at is not None and left_at <= now < left_at + AFTER_THE_END:
        return f"off:{left_at.isoformat(timespec='seconds')}"
    return None


def _can_be_seen(text: str) -> bool:
    """False for blanks, controls and marks that only turn the direction."""
    return any(unicodedata.category(letter)[0] not in "ZC" for letter in text)
