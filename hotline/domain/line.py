"""What the network can do now: open or not, what runs short, and what is on its board.

Set by people, ended by itself: whatever has an end date is over when that moment comes,
and the line is open again without anybody pressing anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from hotline.errors import LineRefused
from hotline.types import Language, Sealed


class LineState(StrEnum):
    """UNSTAFFED is never set: it is so while nobody on call speaks the caller's language."""

    OPEN = "open"
    SHORT_STAFFED = "short-staffed"
    SURGE = "surge"
    PAUSED = "paused"
    CLOSED = "closed"
    UNSTAFFED = "unstaffed"


#: What a coordinator can set.
SETTABLE = tuple(state for state in LineState if state is not LineState.UNSTAFFED)
#: Callers leave a message at once in these.
MESSAGE_AT_ONCE = frozenset(
    {LineState.CLOSED, LineState.PAUSED, LineState.UNSTAFFED, LineState.SURGE}
)


class LimitState(StrEnum):
    """How much of one kind of help there is."""

    OPEN = "open"
    LIMITED = "limited"
    PAUSED = "paused"


#: Longer is no reason that anybody listens to; a board line is heard whole or not at all.
LONGEST_AREA = 60
LONGEST_REASON = 160
LONGEST_ANNOUNCEMENT = 400
MOST_LIMITS = 12
MOST_ANNOUNCEMENTS = 6  # per language
#: An end further away is a typing mistake.
LONGEST_AHEAD = timedelta(days=366)

#: Control characters but for spaces, marks of direction, fillers; joiners are letters' business.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)


@dataclass(frozen=True)
class LineSetting:
    """What was set last, by whom (a volunteer's id or 'command-line')."""

    state: LineState = LineState.OPEN
    until: datetime | None = None
    set_by: str = ""
    set_at: datetime | None = None

    def at(self, now: datetime) -> LineState:
        """The state that is in force: open again once the end has come."""
        return LineState.OPEN if _is_over(self.until, now) else self.state


@dataclass(frozen=True)
class StoredLimit:
    """A capacity switch as it is kept; the reason is sealed with a key of its own."""

    id: str
    topic: str
    area: str
    state: LimitState
    until: datetime | None
    set_by: str
    set_at: datetime
    key_id: str | None = None
    reason: Sealed | None = None
    reason_language: Language | None = None


@dataclass(frozen=True)
class Limit:
    """A capacity switch in force. `reason` is said only in the language it was typed in."""

    topic: str
    state: LimitState
    area: str = ""
    reason: str = ""
    reason_language: Language | None = None
    until: datetime | None = None
    set_by: str = ""
    id: str = ""


@dataclass(frozen=True)
class StoredAnnouncement:
    """A line of the board as it is kept: words, or a recording (in the store alone)."""

    id: str
    key_id: str
    language: Language
    until: datetime
    set_by: str
    set_at: datetime
    words: Sealed | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Announcement:
    """A line of the board that is heard now. `seconds` is set when it is a recording."""

    id: str
    language: Language
    until: datetime
    words: str = ""
    seconds: float | None = None
    set_by: str = ""


@dataclass(frozen=True)
class LineNow:
    """All that a call has to know of the line at this moment.

    `on_call` are the languages of those on call; None means that nobody asked. `crowded` is
    true for a call that is one more than the line takes at once.
    """

    state: LineState = LineState.OPEN
    until: datetime | None = None
    limits: tuple[Limit, ...] = ()
    board: tuple[Announcement, ...] = ()
    on_call: frozenset[Language] | None = None
    now: datetime | None = None
    zone: tzinfo | None = None
    crowded: bool = False

    def state_for(self, language: Language, chain: tuple[Language, ...] = ()) -> LineState:
        """As one caller meets it: an open line without their language is not open to them.

        `chain` are the languages that they understand besides.
        """
        spoken = any(self._speaks(each) for each in (language, *chain))
        if self.state in {LineState.OPEN, LineState.SHORT_STAFFED} and not spoken:
            return LineState.UNSTAFFED
        return self.state

    def days_until(self, until: datetime | None) -> tuple[int, date] | None:
        """(days from today, the day) in the network's own zone; None without an end."""
        if until is None or self.now is None:
            return None
        day = until.astimezone(self.zone).date()
        return (day - self.now.astimezone(self.zone).date()).days, day

    def _speaks(self, language: Language) -> bool:
        if self.on_call is None:
            return True
        base = language.tag.split("-")[0]
        return any(own == language or own.tag == base for own in self.on_call)


def current(rows: Iterable[StoredLimit], now: datetime) -> tuple[StoredLimit, ...]:
    """The limits in force: paused before limited, then as they were set."""
    in_force = [
        row for row in rows if row.state is not LimitState.OPEN and not _is_over(row.until, now)
    ]
    return tuple(sorted(in_force, key=lambda row: (row.state is not LimitState.PAUSED, row.set_at)))


def read_until(text: str, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """The end in '2026-12-01' (that whole day) or '2026-12-01T18:00'; None for no words.

    The network's own time. Raises LineRefused for anything else, for the past, and for
    more than a year ahead.
    """
    written = text.strip()
    if not written:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            until = datetime.combine(date.fromisoformat(written), time(23, 59, 59))
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", written):
            until = datetime.fromisoformat(written)
        else:
            raise ValueError
        until = until.replace(tzinfo=zone) if zone else until.astimezone()
    except (ValueError, OverflowError):
        raise LineRefused("until") from None
    if until <= now or until - now > LONGEST_AHEAD:
        raise LineRefused("past" if until <= now else "until")
    return until


def tidy(text: str, longest: int) -> str:
    """Typed words on one line, without marks that nobody sees and that turn words around.

    Raises LineRefused when they are too many to be said.
    """
    words = " ".join(_UNSEEN.sub("", text).split())
    if len(words) > longest:
        raise LineRefused("long")
    return words


def _is_over(until: datetime | None, now: datetime) -> bool:
    return until is not None and until <= now
