"""Shifts: who is on the line when, by the clock on the hotline's wall.

A shift is a volunteer, a first beginning on the wall, a length in minutes of the wall and
a rule of days. 22:00 with 480 minutes ends at 06:00 on the wall, also on the two nights of
the year on which that is seven or nine hours. The first minute is in it, the minute at
which it ends is not: it is the next one's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from hotline.domain.recurrence import Recurrence, first_beginning
from hotline.domain.wall_clock import moment_of, zone_named
from hotline.errors import ShiftRefused

#: The longest shift, in minutes of the wall.
LONGEST_MINUTES = 24 * 60
#: How far ahead windows are written down, and so seen on pages and in calendars.
AHEAD = timedelta(weeks=6)
#: No day further away is taken for a shift's first: it is a typing mistake.
LATEST_FIRST = timedelta(days=731)


class Change(StrEnum):
    """What was changed of one single shift."""

    REMOVE = "remove"
    SWAP = "swap"
    COVER = "cover"


@dataclass(frozen=True)
class Shift:
    """A shift as it is kept. `starts` is on the wall of `zone` (an IANA name).

    Nobody has it when `volunteer_id` is None: who had it is no volunteer any more.
    """

    id: str
    volunteer_id: str | None
    starts: datetime
    minutes: int
    rule: Recurrence
    zone: str

    @property
    def is_once(self) -> bool:
        return self.rule.count == 1


@dataclass(frozen=True)
class Window:
    """One single shift: from the first moment of it to the first moment after it.

    `starts` is its beginning on the wall: with the shift's id it is the name of this one.
    Nobody has it when `volunteer_id` is None: it is open.
    """

    shift_id: str
    starts: datetime
    starts_at: datetime
    ends_at: datetime
    volunteer_id: str | None

    @property
    def name(self) -> str:
        """The name of this single shift, as it is noted when something was told of it."""
        return f"{self.shift_id}:{self.starts.isoformat(timespec='minutes')}"


@dataclass(frozen=True)
class ShiftChange:
    """A one-off change of the window that begins at `starts`."""

    id: str
    shift_id: str
    starts: datetime
    kind: Change
    volunteer_id: str | None
    code: str | None
    created_at: datetime


@dataclass(frozen=True)
class ShiftAsk:
    """`holder_id` has asked `asked_id` to take the window that begins at `starts` on the wall."""

    id: str
    shift_id: str
    starts: datetime
    starts_at: datetime
    holder_id: str
    asked_id: str
    code: str


def minutes_between(begin: time, end: time, *, next_day: bool) -> int:
    """The length of a shift on the wall. Raises ShiftRefused for one that cannot be.

    `next_day` says that the end is on the day after the beginning.
    """
    minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
    if next_day:
        minutes += 24 * 60
    elif minutes == 0:
        raise ShiftRefused("zero")
    elif minutes < 0:
        raise ShiftRefused("backwards")
    return checked_minutes(minutes)


def checked_minutes(minutes: int) -> int:
    """The same length, when a shift can have it. Raises ShiftRefused."""
    if minutes == 0:
        raise ShiftRefused("zero")
    if minutes < 0:
        raise ShiftRefused("backwards")
    if minutes > LONGEST_MINUTES:
        raise ShiftRefused("long")
    return minutes


def make_shift(
    shift_id: str,
    volunteer_id: str,
    *,
    since: date,
    begin: time,
    minutes: int,
    rule: Recurrence,
    zone: str,
    today: date,
) -> Shift:
    """A shift that can be; its first one is the first that the rule gives from `since` on.

    Raises ShiftRefused with what is wrong in one sentence.
    """
    zone_named(zone)
    if abs(since - today) > LATEST_FIRST:
        raise ShiftRefused("day")
    starts = first_beginning(rule, datetime.combine(since, begin.replace(second=0, microsecond=0)))
    return Shift(shift_id, volunteer_id, starts, checked_minutes(minutes), rule, zone)


def windows_of(shift: Shift, first: datetime, last: datetime) -> Iterator[Window]:
    """Its windows that begin from `first` on and before `last` (moments), in their order."""
    zone = zone_named(shift.zone)
    length = timedelta(minutes=shift.minutes)
    for starts in shift.rule.beginnings(shift.starts):
        starts_at = moment_of(starts, zone)
        if starts_at >= last:
            return
        ends_at = moment_of(starts + length, zone)
        # In the skipped hour of spring a shift of that hour alone has no length at all.
        if starts_at >= first and ends_at > starts_at:
            yield Window(shift.id, starts, starts_at, ends_at, shift.volunteer_id)


def window_at(shift: Shift, starts: datetime) -> Window | None:
    """The single shift that begins at `starts` on the wall; None when the rule has none."""
    at = moment_of(starts, zone_named(shift.zone))
    near = windows_of(shift, at, at + timedelta(minutes=1))
    return next((window for window in near if window.starts == starts), None)


def changed(window: Window, change: ShiftChange | None) -> Window | None:
    """The window after its one-off change; None when it is taken away."""
    if change is None:
        return window
    if change.kind is Change.REMOVE:
        return None
    return Window(
        window.shift_id, window.starts, window.starts_at, window.ends_at, change.volunteer_id
    )


def overlap(one: Window, other: Window) -> bool:
    """Whether both are at the same time; one that begins when the other ends is not."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
