"""The rota: add a shift, change it from a day on, take it away, and keep its windows written.

Who is on call is read from windows (services/on_call.py). Every change writes the windows of
its shift in the same transaction; the sweep writes those of the weeks that come nearer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hotline.domain.recurrence import Recurrence
from hotline.domain.retention import KEPT
from hotline.domain.shifts import (
    AHEAD,
    Shift,
    Window,
    changed,
    make_shift,
    overlap,
    windows_of,
)
from hotline.domain.wall_clock import moment_of, on_the_wall
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services.intake import offer_what_waits
from hotline.types import new_id

#: The windows of a rule that comes no more are written down for good.
_FOR_GOOD = datetime(9000, 1, 1, tzinfo=UTC)
#: One shift that began before now can still be under way.
_UNDER_WAY = timedelta(hours=26)
_SHIFTS_A_TURN, _TURNS = 200, 100


def add_shift(
    ports: Ports,
    who: str,
    volunteer_id: str,
    *,
    since: date,
    begin: time,
    minutes: int,
    rule: Recurrence,
) -> str:
    """Put a volunteer on the rota, in the hotline's zone; returns the shift's id.

    `since` is the first day that it can be. Raises ShiftRefused with what is wrong: a shift
    that cannot be, no such volunteer, or one who is on the line at such a time already.
    """
    with ports.unit_of_work() as tx:
        shift = _made(ports, volunteer_id, since, begin, minutes, rule)
        _put(ports, tx, who, shift)
    return shift.id


def change_shift(
    ports: Ports,
    who: str,
    shift_id: str,
    volunteer_id: str,
    *,
    since: date,
    begin: time,
    minutes: int,
    rule: Recurrence,
) -> str:
    """From the day `since` on it is this in place of what it was; returns the new id.

    What lies before that day stays as it was. Raises ShiftRefused as add_shift does, and
    then nothing is changed.
    """
    with ports.unit_of_work() as tx:
        old = tx.shifts.by_id(shift_id)
        if old is None:
            raise ShiftRefused("unknown")
        if since <= old.starts.date():
            tx.shifts.remove(shift_id)
        else:
            ended = replace(old.rule, count=None, until=since - timedelta(days=1))
            tx.shifts.shorten(replace(old, rule=_shorter(old, ended)))
            tx.shifts.drop_from(shift_id, datetime.combine(since, time()))
        shift = _made(ports, volunteer_id, since, begin, minutes, rule)
        _put(ports, tx, who, shift)
        tx.audit.write(who, "shift:change", shift_id, ports.clock.now())
    return shift.id


def remove_shift(ports: Ports, who: str, shift_id: str) -> None:
    """Take a shift off the rota, with all that was changed of it. Raises ShiftRefused."""
    with ports.unit_of_work() as tx:
        if not tx.shifts.remove(shift_id):
            raise ShiftRefused("unknown")
        tx.audit.write(who, "shift:remove", shift_id, ports.clock.now())
        tx.announce()


def refuse_overlap(tx: Transaction, volunteer_id: str, windows: Iterable[Window]) -> None:
    """Raises ShiftRefused when the volunteer has another shift at one of those times."""
    new = list(windows)
    if not new:
        return
    first = min(window.starts_at for window in new)
    last = max(window.ends_at for window in new)
    for there in tx.shifts.between(first, last, volunteer_id):
        for window in new:
            own = (window.shift_id, window.starts) == (there.shift_id, there.starts)
            if not own and overlap(window, there):
                raise ShiftRefused("overlap")


def fill_windows(ports: Ports) -> int:
    """Write down the windows of the weeks that came nearer; returns of how many shifts.

    A few shifts a transaction, so that no webhook waits behind it.
    """
    now = ports.clock.now()
    filled = 0
    for _ in range(_TURNS):
        with ports.unit_of_work() as tx:
            # A day's slack: each shift is looked at once a day and not at every sweep.
            lagging = tx.shifts.lagging(now + AHEAD - timedelta(days=1), _SHIFTS_A_TURN)
            asked = tx.shifts.changes_of([shift.id for shift, _ in lagging])
            changes = {(each.shift_id, each.starts): each for each in asked}
            new, written = [], {}
            for shift, until in lagging:
                windows, written[shift.id] = _windows(shift, until, now + AHEAD)
                kept = (changed(each, changes.get((shift.id, each.starts))) for each in windows)
                new += [window for window in kept if window is not None]
            tx.shifts.fill(new)
            tx.shifts.filled(written)
        filled += len(lagging)
        if len(lagging) < _SHIFTS_A_TURN:
            break
    with ports.unit_of_work() as tx:
        tx.shifts.forget(now - KEPT["shifts that are over"])
        tx.shifts.forget_notes(now - KEPT["shifts that are over"])
        if tx.hours.end_visits(now):
            tx.announce()
    return filled


def today(ports: Ports) -> date:
    """The day on the hotline's wall."""
    return on_the_wall(ports.clock.now(), ports.zone).date()


def _made(
    ports: Ports, volunteer_id: str, since: date, begin: time, minutes: int, rule: Recurrence
) -> Shift:
    return make_shift(
        new_id(),
        volunteer_id,
        since=since,
        begin=begin,
        minutes=minutes,
        rule=rule,
        zone=ports.zone.key,
        today=today(ports),
    )


def _put(ports: Ports, tx: Transaction, who: str, shift: Shift) -> None:
    now = ports.clock.now()
    if shift.volunteer_id is None or tx.volunteers.by_id(shift.volunteer_id) is None:
        raise ShiftRefused("nobody")
    windows, written = _windows(shift, now - _UNDER_WAY, now + AHEAD)
    if written is _FOR_GOOD and not any(window.ends_at > now for window in windows):
        # One that lies ahead and has no window is of the hour that the clocks skip.
        raise ShiftRefused("zero" if moment_of(shift.starts, ports.zone) > now else "past")
    refuse_overlap(tx, shift.volunteer_id, windows)
    tx.shifts.add(shift, by=who, at=now, filled_until=written)
    tx.shifts.fill(windows)
    if any(window.starts_at <= now < window.ends_at for window in windows):
        offer_what_waits(ports, tx)
    tx.audit.write(who, "shift:add", shift.id, now)
    tx.announce()


def _windows(shift: Shift, first: datetime, last: datetime) -> tuple[list[Window], datetime]:
    """Its windows that begin between the two, and up to when all are written down then."""
    later = next(windows_of(shift, last, _FOR_GOOD), None)
    return list(windows_of(shift, first, last)), last if later else _FOR_GOOD


def _shorter(old: Shift, ended: Recurrence) -> Recurrence:
    """The rule that ends first: a count may have come to its end before."""
    last = max(old.rule.beginnings(old.starts)).date()
    return old.rule if ended.until is None or last <= ended.until else ended
