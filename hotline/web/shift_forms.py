"""What was typed into the forms of shifts, read strictly. Raises ShiftRefused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import request

from hotline.domain.recurrence import DAYS, ONCE, Recurrence, read_rule
from hotline.domain.shifts import Shift, minutes_between
from hotline.domain.wall_clock import read_day, read_time
from hotline.errors import ShiftRefused

#: A rule without a typed end goes so far: nothing runs for ever.
_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class TypedShift:
    """A shift as it was typed; `days` empty means once."""

    volunteer_id: str
    since: date
    begin: time
    minutes: int
    rule: Recurrence


def typed(field: str) -> str:
    return request.form.get(field, "").strip()[:200]


def read_shift() -> TypedShift:
    """The form of a shift."""
    since = read_day(typed("since"))
    begin = read_time(typed("begin"))
    minutes = minutes_between(begin, read_time(typed("end")), next_day=bool(typed("next_day")))
    days = [day for day in DAYS if day in request.form.getlist("days")]
    rule = ONCE
    if days:
        until = read_day(typed("until")) if typed("until") else _a_year_after(since)
        weeks = typed("weeks") or "1"
        rule = read_rule(
            f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={','.join(days)};UNTIL={until:%Y%m%d}"
        )
    return TypedShift(typed("volunteer"), since, begin, minutes, rule)


def _a_year_after(day: date) -> date:
    try:
        return day + _A_YEAR
    except OverflowError:
        raise ShiftRefused("day") from None


def read_one() -> tuple[str, datetime]:
    """Which single shift a button belongs to: (shift id, beginning on the wall)."""
    return typed("shift"), read_starts(typed("starts"))


def read_starts(text: str) -> datetime:
    """A beginning on the wall as it stands in the address of its page."""
    try:
        starts = datetime.fromisoformat(text)
    except ValueError:
        raise ShiftRefused("unknown") from None
    if starts.tzinfo is not None:
        raise ShiftRefused("unknown")
    return starts


def read_minute(field: str) -> int | None:
    """A time of day in minutes; None for an empty field."""
    if not typed(field):
        return None
    at = read_time(typed(field))
    return at.hour * 60 + at.minute


def read_number(field: str) -> int | None:
    """A small whole number; None for an empty field."""
    text = typed(field)
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 5):
        raise ShiftRefused("cap")
    return int(text)


def as_typed(shift: Shift | None, today: date) -> dict[str, object]:
    """What stands in the form at first: the shift as it is, or an empty one."""
    if shift is None:
        return {"since": today.isoformat(), "days": (), "weeks": 1, "until": "", "next_day": False}
    end = shift.starts + timedelta(minutes=shift.minutes)
    return {
        "volunteer": shift.volunteer_id,
        "since": max(today, shift.starts.date()).isoformat(),
        "begin": f"{shift.starts:%H:%M}",
        "end": f"{end:%H:%M}",
        "next_day": end.date() > shift.starts.date(),
        "days": shift.rule.days,
        "weeks": shift.rule.interval,
        "until": shift.rule.until.isoformat() if shift.rule.until else "",
    }
