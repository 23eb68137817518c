"""How long somebody has been on the line, for themselves to see (C11, O7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

from hotline.domain.shifts import Window

#: A shift that has a part of these hours takes the night.
NIGHT = (time(0), time(5))
#: From so many nights in a row on, rest is offered.
NIGHTS_OFFER_REST = 3


def time_on_shift(windows: Iterable[Window], first: datetime, last: datetime) -> timedelta:
    """How much of the time from `first` to `last` these shifts take, overlaps counted once."""
    total, until = timedelta(0), first
    for window in sorted(windows, key=lambda each: each.starts_at):
        begins, ends = max(window.starts_at, until), min(window.ends_at, last)
        if ends > begins:
            total += ends - begins
            until = ends
    return total


def nights_in_a_row(windows: Iterable[Window], now: datetime, zone: tzinfo) -> int:
    """The nights on the line up to the last one that has begun, where the network lives."""
    begun = [window for window in windows if window.starts_at <= now]
    day = now.astimezone(zone).date()
    nights = 0
    while _takes(begun, datetime.combine(day, NIGHT[0], zone), now):
        nights += 1
        day -= timedelta(days=1)
    return nights


def _takes(windows: Iterable[Window], midnight: datetime, now: datetime) -> bool:
    ends = datetime.combine(midnight.date(), NIGHT[1], midnight.tzinfo)
    return any(each.starts_at < ends and min(each.ends_at, now) > midnight for each in windows)
