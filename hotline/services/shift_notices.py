"""What volunteers are told of their shifts: a day before, and at the change. Each once.

What was told is noted in the same transaction as the text, so that the next look, or another
worker's, tells nothing twice (T19).
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hotline.domain.hours import VolunteerHours
from hotline.domain.shifts import Window
from hotline.domain.wall_clock import on_the_wall
from hotline.ports import Ports, Transaction
from hotline.services.intake import offer_what_waits
from hotline.services.shift_texts import REMINDED
from hotline.services.shift_wording import clock_time, say, when

#: A reminder comes a day before; none so shortly before that the shift itself says it.
REMIND_AHEAD, TOO_LATE = timedelta(hours=24), timedelta(minutes=20)
#: A change that was missed for longer than this is no news any more.
NEWS = timedelta(minutes=15)
#: In the reader's own zone; what can wait is not texted at night.
BY_DAY = (time(9), time(21))
CHANGED, BACK = "on", "back"


def may_text_by_day(ports: Ports, own: VolunteerHours, now: datetime) -> bool:
    """Whether a text that can wait may go out now: by day there, and not in quiet hours."""
    zone = ZoneInfo(own.zone) if own.zone else ports.zone
    return BY_DAY[0] <= on_the_wall(now, zone).time() < BY_DAY[1] and not own.is_quiet(
        now, ports.zone
    )


def remind(ports: Ports) -> int:
    """Remind everybody whose shift is tomorrow and who was not reminded; returns how many."""
    now, told = ports.clock.now(), 0
    with ports.unit_of_work() as tx:
        for window in tx.shifts.untold(REMINDED, now + TOO_LATE, now + REMIND_AHEAD):
            volunteer = tx.volunteers.by_id(window.volunteer_id or "")
            if volunteer is None or not may_text_by_day(ports, tx.hours.of(volunteer.id), now):
                continue
            if tx.shifts.note(REMINDED, window.name, volunteer.id, now):
                words = when(ports, volunteer, window.starts_at, window.ends_at)
                say(ports, tx, volunteer, "shift.reminder", when=words)
                told += 1
    return told


def tell_given(ports: Ports, tx: Transaction, window: Window) -> None:
    """Tell a volunteer that somebody else has put them on the line."""
    volunteer = tx.volunteers.by_id(window.volunteer_id or "")
    if volunteer is None:
        return
    now = ports.clock.now()
    if window.starts_at - now < REMIND_AHEAD:
        tx.shifts.note(REMINDED, window.name, volunteer.id, now)
    words = when(ports, volunteer, window.starts_at, window.ends_at)
    say(ports, tx, volunteer, "shift.given", when=words)


def tell_given_to(ports: Ports, window: Window) -> None:
    """The same in a transaction of its own."""
    with ports.unit_of_work() as tx:
        tell_given(ports, tx, window)


def tell_changes(ports: Ports) -> int:
    """Tell who has come on the line just now; returns how many.

    Who was there in the minute before, by a shift or by hand, is told nothing. Whoever has
    come, also from a break, is asked about what waits.
    """
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        if not tx.shifts.untold(CHANGED, now - NEWS, now, limit=1) and not tx.hours.back_between(
            now - NEWS, now
        ):
            return 0
    told, came = 0, False
    with ports.unit_of_work() as tx:
        for volunteer_id, ended in tx.hours.back_between(now - NEWS, now):
            came |= tx.shifts.note(BACK, f"{ended:%Y%m%dT%H%M%S}", volunteer_id, now)
        for window in tx.shifts.untold(CHANGED, now - NEWS, now):
            volunteer = tx.volunteers.by_id(window.volunteer_id or "")
            if volunteer is None or not tx.shifts.note(CHANGED, window.name, volunteer.id, now):
                continue
            came = True
            before = window.starts_at - timedelta(minutes=1)
            own = tx.hours.of(volunteer.id)
            stays = tx.shifts.between(before, window.starts_at, volunteer.id)
            if stays or volunteer.on_call or own.on_break(now) or own.is_quiet(now, ports.zone):
                continue
            say(ports, tx, volunteer, "shift.on", end=clock_time(ports, window.ends_at))
            told += 1
        if came:
            offer_what_waits(ports, tx)
            tx.announce()
    return told
