"""Gaps: hours in which somebody should be on the line and nobody fits, by language and topic."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hotline.domain.wall_clock import moment_of, on_the_wall
from hotline.errors import SettingsError
from hotline.types import Language

Span = tuple[datetime, datetime]
#: A gap is told this long before it begins, so that a coordinator has a day to mend it.
TOLD_AHEAD = timedelta(hours=48)
_A_DAY, _A_WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class CoverHours:
    """In which hours the network wants somebody on the line.

    'shifts' (without both times): in those in which there is a shift, taken or open, or
    was one a week before. 'always', and times of each day, say so by themselves.
    """

    always: bool = False
    begin: time | None = None
    end: time | None = None


SHIFT_HOURS = CoverHours()


def read_cover_hours(text: str) -> CoverHours:
    """'shifts', 'always' or '09:00-21:00'. Raises SettingsError."""
    written = text.strip().casefold()
    if written in {"", "shifts"}:
        return CoverHours()
    if written == "always":
        return CoverHours(always=True)
    found = re.fullmatch(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", written)
    if found is None:
        raise SettingsError(
            "HOTLINE_COVER is not 'shifts', 'always' or hours of the day: write it as 09:00-21:00."
        )
    first_hour, first_minute, last_hour, last_minute = map(int, found.groups())
    return CoverHours(begin=time(first_hour, first_minute), end=time(last_hour, last_minute))


@dataclass(frozen=True)
class Seat:
    """Somebody is there for a while. No topics means every topic."""

    starts_at: datetime
    ends_at: datetime
    languages: tuple[Language, ...]
    topics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Gap:
    """From when to when nobody fits: nobody at all without a language."""

    starts_at: datetime
    ends_at: datetime
    language: Language | None = None
    topic: str | None = None

    def name(self) -> str:
        """What the gap is called when it was told: by what is missing and its beginning."""
        missing = f"{self.language.tag if self.language else ''}:{self.topic or ''}"
        return f"{missing}:{self.starts_at:%Y%m%dT%H%M}"


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same moments in as few spans as possible, in order."""
    whole: list[Span] = []
    for first, last in sorted(spans):
        if first >= last:
            continue
        if whole and first <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], last))
        else:
            whole.append((first, last))
    return whole


def without(spans: Sequence[Span], taken: Sequence[Span]) -> list[Span]:
    """The moments of `spans` that are not in `taken`; both merged."""
    left: list[Span] = []
    for first, last in spans:
        at = first
        for begin, end in taken:
            if end <= at or begin >= last:
                continue
            if begin > at:
                left.append((at, begin))
            at = max(at, end)
        if at < last:
            left.append((at, last))
    return left


def wanted(
    hours: CoverHours, first: datetime, last: datetime, shifts: Iterable[Span], zone: ZoneInfo
) -> list[Span]:
    """The spans from `first` to `last` in which somebody should be there.

    `shifts` are the spans of all shifts, taken or open, from a week before `first` on.
    """
    if hours.always:
        return [(first, last)]
    if hours.begin is None or hours.end is None:
        spans = merged([*(spans := list(shifts)), *(_a_week_on(span, zone) for span in spans)])
    else:
        spans = merged(daily(hours.begin, hours.end, first, last, zone))
    return [
        (max(begin, first), min(end, last)) for begin, end in spans if end > first and begin < last
    ]


def find_gaps(
    seats: Iterable[Seat],
    hours: Sequence[Span],
    languages: Sequence[Language],
    topics: Sequence[str],
) -> list[Gap]:
    """Each gap once, the soonest first: nobody; else no speaker; else no speaker for a topic."""
    there = list(seats)
    nobody = without(hours, _spans(there))
    found = [Gap(*span) for span in nobody]
    staffed = without(hours, nobody)
    for language in languages:
        speakers = [seat for seat in there if _speaks(seat, language)]
        no_speaker = without(staffed, _spans(speakers))
        found += [Gap(*span, language) for span in no_speaker]
        spoken = without(staffed, no_speaker)
        for topic in topics:
            able = [seat for seat in speakers if not seat.topics or topic in seat.topics]
            found += [Gap(*span, language, topic) for span in without(spoken, _spans(able))]
    return sorted(
        found,
        key=lambda gap: (gap.starts_at, str(gap.language or ""), gap.topic or "", gap.ends_at),
    )


def _speaks(seat: Seat, language: Language) -> bool:
    base = language.tag.split("-")[0]
    return any(own == language or own.tag == base for own in seat.languages)


def _spans(seats: Iterable[Seat]) -> list[Span]:
    return merged((seat.starts_at, seat.ends_at) for seat in seats)


def _a_week_on(span: Span, zone: ZoneInfo) -> Span:
    first, last = (moment_of(on_the_wall(each, zone) + _A_WEEK, zone) for each in span)
    return first, last


def daily(
    begin: time, end: time, first: datetime, last: datetime, zone: ZoneInfo
) -> Iterator[Span]:
    """From begin to end on the wall of each day from a day before `first` to after `last`."""
    days = (on_the_wall(last, zone).date() - on_the_wall(first, zone).date()).days
    walls = [
        datetime.combine(on_the_wall(first, zone).date() + day * _A_DAY, begin)
        for day in range(-1, days + 2)
    ]
    for wall, _ in pairwise(walls):
        until = datetime.combine(wall.date(), end)
        if end <= begin:
            until += _A_DAY
        yield moment_of(wall, zone), moment_of(until, zone)
