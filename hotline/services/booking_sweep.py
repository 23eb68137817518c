"""What booked interpreters need as time goes on: asking, telling, reminding, ending. Each once."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.bookings import (
    MOST_ASKED,
    MOST_ASKED_A_DAY,
    OVER_AFTER,
    REMIND_BEFORE,
    TOLD_BEFORE,
    Booking,
    BookingState,
)
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.volunteers import Volunteer, speaks
from hotline.ports import Ports, Transaction
from hotline.services.booking_words import caller_back, cancel_of, tell, words_of
from hotline.services.claims import volunteer_name
from hotline.services.shift_notices import may_text_by_day
from hotline.services.shift_wording import say

#: Nearer than this it is asked for at night too, but never in anybody's quiet hours.
URGENT = timedelta(hours=3)


def look_after_bookings(ports: Ports) -> int:
    """Ask who could interpret, tell coordinators, remind both; returns how many were worked on.

    One booking a transaction: a fault with one costs the others nothing.
    """
    with ports.unit_of_work(read_only=True) as tx:
        live = tx.bookings.live()
    for booking in live:
        _look_after(ports, booking.request_id)
    return len(live)


def _look_after(ports: Ports, request_id: str) -> None:
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        booking = tx.bookings.live_of(request_id)
        request = tx.requests.by_id(request_id)
        if booking is None or request is None:
            return
        if request.state is RequestState.RESOLVED:
            cancel_of(ports, tx, request_id)
        elif now >= booking.at + OVER_AFTER:
            if not tx.bookings.finish(booking.id):
                tx.bookings.cancel(booking.id)
            tx.announce()
        elif now < booking.at:
            if booking.state is BookingState.OPEN:
                _ask(ports, tx, booking, request, now)
            if now >= booking.at - REMIND_BEFORE:
                _remind(ports, tx, booking, request, now)


def _ask(
    ports: Ports, tx: Transaction, booking: Booking, request: HelpRequest, now: datetime
) -> None:
    code = booking.code or ""
    known = set(tx.bookings.asked(code))
    holder = caller_back(request, booking)
    everybody = tx.volunteers.all()
    could = [each for each in everybody if speaks(each, booking.language) and each.id != holder]
    # Who speaks the very variant is asked before who speaks the language.
    could.sort(key=lambda each: (booking.language not in each.languages, each.id))
    for volunteer in could:
        if len(known) >= MOST_ASKED:
            break
        if volunteer.id in known or not _may_be_asked(ports, tx, booking, volunteer, now):
            continue
        if tx.bookings.ask(code, volunteer.id, now):
            known.add(volunteer.id)
            tell(ports, tx, booking, volunteer.id, "booking.wanted")
    if could and now < booking.at - TOLD_BEFORE:
        return
    if tx.bookings.mark_told(booking.id, now):
        for coordinator in everybody:
            if coordinator.is_coordinator:
                words = words_of(ports, booking, coordinator) | {"code": request.code}
                say(ports, tx, coordinator, "booking.nobody", **words)


def _may_be_asked(
    ports: Ports, tx: Transaction, booking: Booking, volunteer: Volunteer, now: datetime
) -> bool:
    own = tx.hours.of(volunteer.id)
    if any(own.is_quiet(at, ports.zone) for at in (now, booking.at)):
        return False
    if booking.at - now >= URGENT and not may_text_by_day(ports, own, now):
        return False
    return tx.bookings.count_asked(volunteer.id, now - timedelta(days=1)) < MOST_ASKED_A_DAY


def _remind(
    ports: Ports, tx: Transaction, booking: Booking, request: HelpRequest, now: datetime
) -> None:
    if not tx.bookings.mark_reminded(booking.id, now):
        return
    who, holder = booking.interpreter_id, caller_back(request, booking)
    if who is None:
        tell(ports, tx, booking, holder, "booking.due_alone", code=request.code)
        return
    tell(ports, tx, booking, who, "booking.remind")
    name = volunteer_name(tx, who)
    tell(ports, tx, booking, holder, "booking.due", code=request.code, name=name)
