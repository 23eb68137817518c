"""Shifts in the words of the page: times, rules, gaps, and why something was refused."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from babel.dates import format_date, format_skeleton, format_time, get_day_names
from flask_babel import gettext as _

from hotline.domain.gaps import Gap
from hotline.domain.recurrence import DAYS, Recurrence
from hotline.domain.shifts import Change, Shift, Window
from hotline.domain.wall_clock import on_the_wall
from hotline.services.rota import SeenShift
from hotline.web import shown
from hotline.web.context import ports
from hotline.web.i18n import page_locale
from hotline.web.languages import name_in, own_name


def day(of: date) -> str:
    """'Tuesday, December 1' in the page's language."""
    return _dated(of, "MMMMEEEEd")


def moment(at: datetime) -> str:
    """'18:00' on the hotline's wall."""
    return str(format_time(on_the_wall(at, ports().zone), "HH:mm", locale=page_locale()))


def which_clock() -> str:
    """What the wall shows now: who reads it sees at once whether it is their own clock."""
    here = ports()
    place = here.zone.key.rsplit("/", 1)[-1].replace("_", " ")
    return _(
        "The clock for these times says %(time)s now (%(place)s).",
        time=moment(here.clock.now()),
        place=place,
    )


def time_of(window: Window) -> str:
    """'18:00 to 22:00'."""
    return _("%(begin)s to %(end)s", begin=moment(window.starts_at), end=moment(window.ends_at))


def when(starts_at: datetime, ends_at: datetime) -> str:
    """'Tue, Dec 1, 18:00 to 22:00'; with the day of the end when it lasts longer than a day."""
    begin, end = (on_the_wall(each, ports().zone) for each in (starts_at, ends_at))
    last = moment(ends_at)
    if (end - begin).days >= 1:
        last = f"{_dated(end, 'MMMEd')}, {last}"
    return _(
        "%(day)s, %(begin)s to %(end)s",
        day=_dated(begin, "MMMEd"),
        begin=moment(starts_at),
        end=last,
    )


def gap(of: Gap) -> str:
    """'No Korean speaker: Tue, Dec 1, 18:00 to 22:00'."""
    span = when(of.starts_at, of.ends_at)
    if of.language is None:
        return _("Nobody: %(time)s", time=span)
    language = name_in(of.language, page_locale()) or own_name(of.language)
    if of.topic is None:
        return _("No %(language)s speaker: %(time)s", language=language, time=span)
    return _(
        "No %(language)s speaker for %(topic)s: %(time)s",
        language=language,
        topic=shown.topic_words(of.topic),
        time=span,
    )


def rule(of: Recurrence) -> str:
    """The days in words; a rule of months as it is written."""
    if of.count == 1:
        return _("Once")
    if of.frequency == "MONTHLY":
        return of.text()
    names = get_day_names("wide", "format", page_locale())
    every = ", ".join(str(names[DAYS.index(each)]) for each in of.days)
    if of.frequency == "DAILY":
        every = every or _("every day")
    if of.interval > 1:
        every = _("%(days)s (one week in %(number)s)", days=every, number=of.interval)
    if of.until is None:
        return every
    return _("%(days)s, until %(day)s", days=every, day=format_date(of.until, locale=page_locale()))


def days_of_the_week() -> list[tuple[str, str]]:
    """(MO, Monday) and so on."""
    names = get_day_names("wide", "stand-alone", page_locale())
    return [(each, str(names[number])) for number, each in enumerate(DAYS)]


def state(of: SeenShift) -> str:
    """What was changed of a single shift."""
    if of.window.volunteer_id is None:
        return _("Open: nobody has it")
    if of.change in {Change.SWAP, Change.COVER}:
        return _("Changed this once")
    return ""


def refusal(kind: str) -> str:
    """Why nothing was changed."""
    match kind:
        case "time":
            return _("Nothing was changed: write the time as 18:00.")
        case "day":
            return _("Nothing was changed: that is no day within two years.")
        case "zone":
            return _("Nothing was changed: there is no such time zone.")
        case "zero":
            return _("Nothing was changed: it begins and ends at the same time.")
        case "backwards":
            return _("Nothing was changed: it ends before it begins. Does it end the next day?")
        case "long":
            return _("Nothing was changed: a shift is at most 24 hours.")
        case "endless":
            return _("Nothing was changed: the last day is at most two years after the first.")
        case "never" | "rule" | "month-end":
            return _("Nothing was changed: no day fits these choices.")
        case "overlap":
            return _("Nothing was changed: they are on the line at that time already.")
        case "changed":
            return _("Nothing was changed: that shift was changed before. Take that back first.")
        case "taken":
            return _("Somebody was faster: that shift is taken.")
        case "past":
            return _("Nothing was changed: that is over.")
        case "quiet":
            return _("Nothing was changed: quiet hours need a beginning and another end.")
        case "cap":
            return _("Nothing was changed: it is 1 to 24 hours, and 1 to 99 calls.")
        case "nobody":
            return _("Nothing was changed: choose who.")
        case "break":
            return _("Nothing was changed: a break is 15, 30 or 60 minutes.")
        case "asked":
            return _("Nothing was changed: somebody is asked to take it already.")
        case "same":
            return _("Nothing was changed: they have that shift already.")
    return _("Nothing was changed: that shift is not there any more.")


def series(of: Shift) -> str:
    """'Monday, Tuesday, until 1 Dec 2027: 22:00 to 06:00, from 1 Dec 2026 on'."""
    end = of.starts + timedelta(minutes=of.minutes)
    return _(
        "%(days)s: %(begin)s to %(end)s, as of %(first)s",
        days=rule(of.rule),
        begin=f"{of.starts:%H:%M}",
        end=f"{end:%H:%M}",
        first=format_date(of.starts, locale=page_locale()),
    )


def clock(minute: int | None) -> str:
    """A minute of the day as a time field takes it; nothing for none."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def _dated(of: date, skeleton: str) -> str:
    """A day in the order that the page's language has for these parts of it."""
    return str(format_skeleton(skeleton, datetime.combine(of, time()), locale=page_locale()))
