"""On which days a shift comes again: a small, strict part of iCalendar's RRULE (RFC 5545).

FREQ (DAILY, WEEKLY, MONTHLY), INTERVAL, BYDAY, and an end: COUNT or UNTIL, a day on the
wall. A rule without an end is refused, and so is a last day more than two years away: no
rule runs for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, weekday

from hotline.errors import ShiftRefused

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: A rule goes no further than this after its first day.
LONGEST = timedelta(days=731)
_FREQUENCIES = {"DAILY": DAILY, "WEEKLY": WEEKLY, "MONTHLY": MONTHLY}
_MOST_COUNT, _MOST_INTERVAL = 750, 52
#: In a month: the first to the fourth such day, or the last. A fifth is not in every month.
_DAY = re.compile(r"(?P<nth>[1-4]|-1)?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
#: The last day that every month has.
_LAST_SURE_DAY = 28


@dataclass(frozen=True)
class Recurrence:
    """A rule that was read by `read_rule`. `days` are as in BYDAY; exactly one end is set."""

    frequency: str
    interval: int = 1
    days: tuple[str, ...] = ()
    count: int | None = None
    until: date | None = None

    def text(self) -> str:
        """The rule as RRULE text, always the same for the same rule."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.days:
            parts.append(f"BYDAY={','.join(self.days)}")
        parts.append(f"COUNT={self.count}" if self.count else f"UNTIL={self.until:%Y%m%d}")
        return ";".join(parts)

    def beginnings(self, first: datetime) -> Iterator[datetime]:
        """Every time on the wall at which it comes, beginning with `first` at the earliest."""
        yield from rrule(
            _FREQUENCIES[self.frequency],
            dtstart=first,
            interval=self.interval,
            byweekday=[_weekday(day) for day in self.days] or None,
            count=self.count,
            until=datetime.combine(self.until, time.max) if self.until else None,
        )


ONCE = Recurrence("DAILY", count=1)


def read_rule(text: str) -> Recurrence:
    """The rule in an RRULE text. Raises ShiftRefused for all that is not on the list above."""
    parts: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, sign, value = part.partition("=")
        if not sign or name in parts:
            raise ShiftRefused("rule")
        parts[name] = value
    frequency = parts.pop("FREQ", "")
    interval = _number(parts.pop("INTERVAL", "1"), _MOST_INTERVAL)
    days = tuple(parts.pop("BYDAY").split(",")) if "BYDAY" in parts else ()
    count = _number(parts.pop("COUNT"), _MOST_COUNT) if "COUNT" in parts else None
    until = _until(parts.pop("UNTIL")) if "UNTIL" in parts else None
    if parts or frequency not in _FREQUENCIES or (count and until) or len(set(days)) != len(days):
        raise ShiftRefused("rule")
    for day in days:
        found = _DAY.fullmatch(day)
        if found is None or (found["nth"] and frequency != "MONTHLY"):
            raise ShiftRefused("rule")
    if count is None and until is None:
        raise ShiftRefused("endless")
    return Recurrence(frequency, interval, days, count, until)


def first_beginning(rule: Recurrence, since: datetime) -> datetime:
    """When the rule comes first, from `since` on.

    Raises ShiftRefused when it never comes, runs too long, or names a day of the month
    that not every month has (29, 30, 31: so no 29th of February either).
    """
    if rule.until and rule.until > (since + LONGEST).date():
        raise ShiftRefused("endless")
    if (
        rule.frequency == "MONTHLY"
        and not rule.days
        and rule.count != 1
        and since.day > _LAST_SURE_DAY
    ):
        raise ShiftRefused("month-end")
    first = last = None
    for beginning in rule.beginnings(since):
        first, last = first or beginning, beginning
        if last - since > LONGEST:
            raise ShiftRefused("endless")
    if first is None:
        raise ShiftRefused("never")
    return first


def _weekday(day: str) -> weekday:
    nth, plain = day[:-2], weekday(DAYS.index(day[-2:]))
    return plain(int(nth)) if nth else plain


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or not 1 <= int(text[:6]) <= most:
        raise ShiftRefused("rule")
    return int(text)


def _until(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007  (a day on the wall)
    except ValueError:
        raise ShiftRefused("rule") from None
