"""The rota as people look at it: a week for coordinators, their own shifts for volunteers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hotline.domain.gaps import Gap
from hotline.domain.hours import VolunteerHours
from hotline.domain.shifts import AHEAD, Change, Shift, ShiftChange, Window
from hotline.domain.volunteers import Volunteer
from hotline.domain.wall_clock import moment_of, on_the_wall
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services import gaps
from hotline.services.claims import volunteer_name
from hotline.services.duty import digest_of
from hotline.services.on_call import is_at_cap, is_on_call
from hotline.services.shift_wording import language_of
from hotline.types import Language

#: How far ahead volunteers see open shifts, and calendars every shift of theirs.
_OPEN_AHEAD = timedelta(days=14)


@dataclass(frozen=True)
class SeenShift:
    """A single shift with what is shown of it; no name while it is open."""

    window: Window
    name: str
    languages: tuple[Language, ...]
    change: Change | None
    code: str


@dataclass(frozen=True)
class SeenDay:
    """A day on the hotline's wall with the shifts that begin on it."""

    day: date
    shifts: tuple[SeenShift, ...]
    taken_away: tuple[ShiftChange, ...] = ()


@dataclass(frozen=True)
class SeenWeek:
    """Seven days, what is missing in them, and the languages that nobody speaks at all."""

    days: tuple[SeenDay, ...]
    gaps: tuple[Gap, ...]
    unspoken: tuple[Language, ...]
    #: What lies behind the last day for which the rota is written down is not shown as empty.
    known_until: date


@dataclass(frozen=True)
class SeenSeries:
    """A shift with its rule, and whose it is; no name when nobody has it."""

    shift: Shift
    name: str


@dataclass(frozen=True)
class MyShifts:
    """What a volunteer sees of the rota and of their own hours."""

    hours: VolunteerHours
    on_call: bool
    on_break: bool
    quiet_now: bool
    at_cap: bool
    mine: tuple[Window, ...]
    open_ones: tuple[SeenShift, ...]


def week(ports: Ports, monday: date) -> SeenWeek:
    """The seven days from `monday` on, with their gaps from now on."""
    first = moment_of(datetime.combine(monday, time()), ports.zone)
    last = moment_of(datetime.combine(monday + timedelta(days=7), time()), ports.zone)
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        seen = _Names(tx)
        rows = [_seen(tx, seen, each) for each in tx.shifts.between(first, last)]
        away = tx.shifts.taken_away(
            datetime.combine(monday, time()), datetime.combine(monday + timedelta(days=7), time())
        )
        horizon = min(last, now + AHEAD - timedelta(days=1))
        found = (
            gaps.find(ports, tx, max(first, now), horizon) if max(first, now) < horizon else None
        )
    days = [monday + timedelta(days=number) for number in range(7)]
    return SeenWeek(
        tuple(
            SeenDay(
                day,
                tuple(row for row in rows if row.window.starts.date() == day),
                tuple(each for each in away if each.starts.date() == day),
            )
            for day in days
        ),
        found.gaps if found else (),
        found.unspoken if found else (),
        on_the_wall(now + AHEAD - timedelta(days=1), ports.zone).date(),
    )


def series(ports: Ports) -> list[SeenSeries]:
    """Every shift that has a rule and is not over, by its beginning."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        seen = _Names(tx)
        rows = [
            SeenSeries(shift, seen.name(shift.volunteer_id))
            for shift in tx.shifts.all()
            if not _is_over(shift, on_the_wall(now, ports.zone))
        ]
    return sorted(rows, key=lambda row: (row.shift.starts, row.name.casefold()))


def one_series(ports: Ports, shift_id: str) -> SeenSeries:
    """One of them. Raises ShiftRefused."""
    with ports.unit_of_work(read_only=True) as tx:
        shift = tx.shifts.by_id(shift_id)
        if shift is None:
            raise ShiftRefused("unknown")
        return SeenSeries(shift, _Names(tx).name(shift.volunteer_id))


def one(ports: Ports, shift_id: str, starts: datetime) -> SeenShift:
    """One single shift. Raises ShiftRefused."""
    with ports.unit_of_work(read_only=True) as tx:
        window = tx.shifts.window(shift_id, starts)
        if window is None:
            raise ShiftRefused("unknown")
        return _seen(tx, _Names(tx), window)


def mine(ports: Ports, volunteer_id: str) -> MyShifts:
    """A volunteer's own page."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        own = tx.hours.of(volunteer_id)
        seen = _Names(tx)
        return MyShifts(
            hours=own,
            on_call=is_on_call(ports, tx, volunteer_id, now),
            on_break=own.on_break(now),
            quiet_now=own.is_quiet(now, ports.zone),
            at_cap=is_at_cap(tx, own, now),
            mine=tuple(tx.shifts.between(now, now + AHEAD, volunteer_id)),
            open_ones=tuple(
                _seen(tx, seen, each) for each in tx.shifts.open_between(now, now + _OPEN_AHEAD)
            ),
        )


def coming(ports: Ports, ahead: timedelta) -> list[SeenShift]:
    """Every single shift from now on, so far ahead."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        seen = _Names(tx)
        return [_seen(tx, seen, each) for each in tx.shifts.between(now, now + ahead)]


def names(ports: Ports) -> list[tuple[str, str]]:
    """(id, name) of every volunteer, for choosing one."""
    with ports.unit_of_work(read_only=True) as tx:
        everybody = [(each.id, volunteer_name(tx, each.id)) for each in tx.volunteers.all()]
    return sorted(everybody, key=lambda pair: pair[1].casefold())


def calendar(ports: Ports, secret: str) -> SeenCalendar | None:
    """The shifts of whose calendar this secret opens; None when it opens none."""
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        volunteer_id = tx.hours.owner_of_calendar(digest_of(secret))
        volunteer = tx.volunteers.by_id(volunteer_id) if volunteer_id else None
        if volunteer is None:
            return None
        windows = tx.shifts.between(now - timedelta(days=7), now + AHEAD, volunteer.id)
        return SeenCalendar(language_of(ports, volunteer), windows)


@dataclass(frozen=True)
class SeenCalendar:
    """A volunteer's shifts from last week on, and the language they are written to in."""

    language: Language
    windows: Sequence[Window]


class _Names:
    """Opens each name once."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx
        self._known: dict[str, tuple[str, Volunteer | None]] = {}

    def name(self, volunteer_id: str | None) -> str:
        return self._of(volunteer_id)[0]

    def languages(self, volunteer_id: str | None) -> tuple[Language, ...]:
        volunteer = self._of(volunteer_id)[1]
        return volunteer.languages if volunteer else ()

    def _of(self, volunteer_id: str | None) -> tuple[str, Volunteer | None]:
        if volunteer_id is None:
            return "", None
        if volunteer_id not in self._known:
            volunteer = self._tx.volunteers.by_id(volunteer_id)
            name = volunteer_name(self._tx, volunteer_id) if volunteer else ""
            self._known[volunteer_id] = name, volunteer
        return self._known[volunteer_id]


def _seen(tx: Transaction, names_of: _Names, window: Window) -> SeenShift:
    change = tx.shifts.change_of(window.shift_id, window.starts)
    return SeenShift(
        window,
        names_of.name(window.volunteer_id),
        names_of.languages(window.volunteer_id),
        change.kind if change else None,
        (change.code or "") if change else "",
    )


def _is_over(shift: Shift, now: datetime) -> bool:
    length = timedelta(minutes=shift.minutes)
    return not any(starts + length > now for starts in shift.rule.beginnings(shift.starts))
