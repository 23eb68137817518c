"""A volunteer's own hours: quiet ones, a break, how long they are here, and their caps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hotline.errors import ShiftRefused

#: Who says "I am here now" on a page is on call for this long at most (O7).
LONGEST_HERE = timedelta(hours=4)
#: The lengths of a break, in minutes.
BREAKS = (15, 30, 60)
MINUTES_OF_A_DAY = 24 * 60
#: A cap beyond this is a typing mistake.
MOST_RINGS = 99


@dataclass(frozen=True)
class VolunteerHours:
    """What one volunteer set. Made without arguments: no quiet hours, no break, no end.

    `quiet_from` and `quiet_to` are minutes of the wall clock in `zone`; from after to
    means past midnight. `most_minutes` and `most_rings` are the caps of one shift, none
    means the hotline's own (LONGEST_HERE; no cap of rings).
    """

    volunteer_id: str = ""
    here_until: datetime | None = None
    break_until: datetime | None = None
    quiet_from: int | None = None
    quiet_to: int | None = None
    zone: str | None = None
    most_minutes: int | None = None
    most_rings: int | None = None
    has_calendar: bool = field(default=False)

    def longest(self) -> timedelta:
        """The cap of being on call in one go."""
        return timedelta(minutes=self.most_minutes) if self.most_minutes else LONGEST_HERE

    def on_break(self, at: datetime) -> bool:
        return self.break_until is not None and self.break_until > at

    def is_quiet(self, at: datetime, zone: tzinfo) -> bool:
        """Whether the moment is in the quiet hours; `zone` counts when none was set."""
        return is_quiet(at, self.quiet_from, self.quiet_to, self.zone, zone)

    def is_quiet_between(self, first: datetime, last: datetime, zone: tzinfo) -> bool:
        """Whether any moment from `first` to before `last` is in the quiet hours."""
        if self.quiet_from is None or self.quiet_to is None:
            return False
        wall = first.astimezone(ZoneInfo(self.zone) if self.zone else zone)
        until_quiet = (self.quiet_from - wall.hour * 60 - wall.minute) % MINUTES_OF_A_DAY
        return self.is_quiet(first, zone) or timedelta(minutes=until_quiet) < last - first


def is_quiet(
    at: datetime, quiet_from: int | None, quiet_to: int | None, name: str | None, zone: tzinfo
) -> bool:
    """Whether `at` lies in the quiet hours: from is in it, to is not."""
    if quiet_from is None or quiet_to is None:
        return False
    wall = at.astimezone(ZoneInfo(name) if name else zone)
    minute = wall.hour * 60 + wall.minute
    if quiet_from < quiet_to:
        return quiet_from <= minute < quiet_to
    return minute >= quiet_from or minute < quiet_to


def checked_quiet_hours(
    quiet_from: int | None, quiet_to: int | None
) -> tuple[int | None, int | None]:
    """The same, when it can be. Raises ShiftRefused for half a pair and for the whole day."""
    if quiet_from is None and quiet_to is None:
        return None, None
    if quiet_from is None or quiet_to is None or quiet_from == quiet_to:
        raise ShiftRefused("quiet")
    if not (0 <= quiet_from < MINUTES_OF_A_DAY and 0 <= quiet_to < MINUTES_OF_A_DAY):
        raise ShiftRefused("quiet")
    return quiet_from, quiet_to
