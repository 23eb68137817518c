"""Open shifts: those who could take one are asked, and a coordinator is told when nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hotline.domain.shifts import ShiftChange, Window
from hotline.domain.volunteers import Volunteer
from hotline.errors import ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services.shift_changes import open_in
from hotline.services.shift_notices import may_text_by_day
from hotline.services.shift_texts import ASKED
from hotline.services.shift_wording import say, when

#: Open shifts are offered from so long before; those of somebody who left, later.
OFFERED_AHEAD, VACANT_AHEAD = timedelta(days=14), timedelta(hours=72)
#: Texts about open shifts to one volunteer in a day: more is a siege.
MOST_ASKED_A_DAY = 3
#: So many are asked about one open shift, at most.
MOST_ASKED = 40
#: A coordinator is told when so much time has passed without an answer; and not before this.
PATIENCE, TOLD_AHEAD = timedelta(minutes=30), timedelta(hours=48)
UNFILLED = "unfilled"
#: Shortly before a shift somebody is asked at night too, but never in their quiet hours.
URGENT = timedelta(hours=3)


def offer_open_shifts(ports: Ports) -> int:
    """Ask who could take the open shifts, each person once a shift; returns how many texts."""
    now, asked = ports.clock.now(), 0
    with ports.unit_of_work(read_only=True) as tx:
        if not tx.shifts.open_between(now, now + OFFERED_AHEAD):
            return 0
    with ports.unit_of_work() as tx:
        everybody = tx.volunteers.all()
        for window in tx.shifts.open_between(now, now + OFFERED_AHEAD):
            change = tx.shifts.change_of(window.shift_id, window.starts)
            if change is None or not change.code:
                if window.starts_at - now > VACANT_AHEAD:
                    continue
                change = _given_a_code(ports, tx, window)
            if change is None or not change.code:
                continue
            asked += _ask(ports, tx, window, change.code, everybody, now)
            _tell_coordinators(ports, tx, window, change, everybody, now)
    return asked


def who_could(
    ports: Ports, tx: Transaction, window: Window, everybody: Sequence[Volunteer]
) -> list[Volunteer]:
    """Those who speak what its volunteer speaks and have no shift at that time.

    When nobody speaks all of it, those who speak some.
    """
    shift = tx.shifts.by_id(window.shift_id)
    had = next((each for each in everybody if shift and each.id == shift.volunteer_id), None)
    wanted = set(had.languages) if had else set()
    there = tx.shifts.between(window.starts_at, window.ends_at)
    busy = {each.volunteer_id for each in there}
    free = [each for each in everybody if each.id not in busy]
    fluent = [each for each in free if wanted <= set(each.languages)]
    return fluent or [each for each in free if wanted & set(each.languages)]


def _ask(
    ports: Ports,
    tx: Transaction,
    window: Window,
    code: str,
    everybody: Sequence[Volunteer],
    now: datetime,
) -> int:
    asked = 0
    known = set(tx.shifts.noted(ASKED, code))
    since = now - timedelta(days=1)
    for volunteer in who_could(ports, tx, window, everybody):
        if len(known) + asked >= MOST_ASKED:
            break
        own = tx.hours.of(volunteer.id)
        # Neither asked in their quiet hours, nor about a time that is in them.
        quiet = any(own.is_quiet(at, ports.zone) for at in (now, window.starts_at))
        urgent = window.starts_at - now < URGENT
        if volunteer.id in known or quiet or not (urgent or may_text_by_day(ports, own, now)):
            continue
        if tx.shifts.count_notes(ASKED, volunteer.id, since) >= MOST_ASKED_A_DAY:
            continue
        if tx.shifts.note(ASKED, code, volunteer.id, now):
            words = when(ports, volunteer, window.starts_at, window.ends_at)
            say(ports, tx, volunteer, "shift.open", when=words, code=code.upper())
            asked += 1
    return asked


def _tell_coordinators(
    ports: Ports,
    tx: Transaction,
    window: Window,
    change: ShiftChange,
    everybody: Sequence[Volunteer],
    now: datetime,
) -> None:
    patience = PATIENCE if window.starts_at - change.created_at > 4 * PATIENCE else timedelta()
    if now < max(change.created_at + patience, window.starts_at - TOLD_AHEAD):
        return
    for coordinator in everybody:
        if coordinator.is_coordinator and tx.shifts.note(
            UNFILLED, str(change.code), coordinator.id, now
        ):
            words = when(ports, coordinator, window.starts_at, window.ends_at)
            say(ports, tx, coordinator, "shift.unfilled", when=words)


def _given_a_code(ports: Ports, tx: Transaction, window: Window) -> ShiftChange | None:
    """Of a shift whose volunteer has left: it is open, and now it can be taken by text."""
    try:
        open_in(ports, tx, "nobody", window)
    except ShiftRefused:
        return None
    return tx.shifts.change_of(window.shift_id, window.starts)
