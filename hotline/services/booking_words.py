"""What is said by text about one booked interpreter, and the ends that others bring about."""

from __future__ import annotations

import secrets

from hotline.domain.bookings import Booking, BookingState
from hotline.domain.help_requests import HelpRequest
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services.shift_wording import clock_time, day_and_time, language_of, say
from hotline.types import Language

_DIGITS = "23456789"


def tell(
    ports: Ports,
    tx: Transaction,
    booking: Booking,
    volunteer_id: str | None,
    text_id: str,
    **words: str,
) -> None:
    """Text one volunteer about a booking; nobody when they have left."""
    volunteer = tx.volunteers.by_id(volunteer_id) if volunteer_id else None
    if volunteer is None:
        return
    known = words_of(ports, booking, volunteer)
    say(ports, tx, volunteer, text_id, **{**known, **words})


def words_of(ports: Ports, booking: Booking, reader: Volunteer) -> dict[str, str]:
    """The words that texts about a booking are made of, in the reader's language."""
    return {
        "spoken": ports.language_name(booking.language, language_of(ports, reader)),
        "when": day_and_time(ports, reader, booking.at),
        "time": clock_time(ports, booking.at),
        "code": (booking.code or "").upper(),
    }


def caller_back(request: HelpRequest, booking: Booking) -> str:
    """Who is to call: whoever holds the request, else the one who booked."""
    return request.claimed_by or booking.booked_by


def booked_interpreter(tx: Transaction, request_id: str | None, language: Language) -> str | None:
    """Who has said yes to interpret this language for this request."""
    booking = tx.bookings.live_of(request_id) if request_id else None
    if booking is None or booking.state is not BookingState.TAKEN or booking.language != language:
        return None
    return booking.interpreter_id


def cancel_of(ports: Ports, tx: Transaction, request_id: str) -> bool:
    """Nobody is wanted any more, and who had said yes is told; False when none was booked."""
    booking = tx.bookings.live_of(request_id)
    if booking is None or not tx.bookings.cancel(booking.id):
        return False
    tell(ports, tx, booking, booking.interpreter_id, "booking.cancelled")
    return True


def let_go(ports: Ports, tx: Transaction, booking: Booking, volunteer_id: str) -> bool:
    """The interpreter cannot, or has left: it is open again, and the others are asked anew."""
    code = free_code(tx)
    if not tx.bookings.reopen(booking.id, volunteer_id, code):
        return False
    # Who cannot is not asked again.
    tx.bookings.ask(code, volunteer_id, ports.clock.now())
    request = tx.requests.by_id(booking.request_id)
    if request is not None:
        holder = caller_back(request, booking)
        tell(ports, tx, booking, holder, "booking.lost", code=request.code)
    tx.announce()
    return True


def let_all_go(ports: Ports, tx: Transaction, volunteer_id: str) -> None:
    """A volunteer leaves: what they said yes to is open again."""
    for booking in tx.bookings.taken_by(volunteer_id):
        let_go(ports, tx, booking, volunteer_id)
    tx.bookings.forget_volunteer(volunteer_id)


def free_code(tx: Transaction) -> str:
    """A letter before the digits, another than that of shifts: no request's code begins so."""
    digits = 3
    while True:
        code = "i" + "".join(secrets.choice(_DIGITS) for _ in range(digits))
        if tx.bookings.by_code(code) is None and not tx.bookings.asked(code):
            return code
        digits = min(digits + 1, 6)
