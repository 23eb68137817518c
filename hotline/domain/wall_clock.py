"""The clock on the wall of a place: which moment its hands mean, also on the two odd nights.

The rule, for both nights: a time on the wall is the first moment at which that clock shows
it or later. In spring 02:30 does not come: it is the moment of the jump. In autumn 02:30
comes twice: it is the first. So the end of one shift and the beginning of the next are the
same moment, always.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from hotline.errors import ShiftRefused

#: Where nothing else is known.
WORLD_TIME = ZoneInfo("UTC")
_MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=256)
def zone_named(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises ShiftRefused for any other text."""
    if name not in _known():
        raise ShiftRefused("zone")
    return ZoneInfo(name)


def moment_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment (UTC) at which the clock on the wall first shows `wall` or later."""
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == wall:
        return first
    # A time that is skipped: the jump lies between what both sides of it make of the time.
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC) - _MINUTE
    after = first
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) >= wall:
            after = middle
        else:
            before = middle
    # Clocks are set at whole seconds, and nowhere now at less than a whole minute.
    return (before + timedelta(seconds=1)).replace(microsecond=0)


def on_the_wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows at a moment, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def read_time(text: str) -> time:
    """A time of day as '18:00'. Raises ShiftRefused."""
    try:
        read = datetime.strptime(text.strip(), "%H:%M")  # noqa: DTZ007  (a wall clock)
    except ValueError:
        raise ShiftRefused("time") from None
    return read.time()


def read_day(text: str) -> date:
    """A day as '2026-12-01'. Raises ShiftRefused."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ShiftRefused("day") from None
