"""Booking an interpreter for a call back at a set time, and taking it by text (O9).

One live booking a request, and one interpreter a booking, each by one conditional statement:
of several who take it in the same instant one wins, and the others are told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from hotline.domain.bookings import LATEST, ONE_CALL, SOONEST, Ask, Booking, read_booking_text
from hotline.domain.callbacks import MayCall, WhyNot, may_call
from hotline.domain.help_requests import HelpRequest, RequestState, normalise_code
from hotline.domain.volunteers import Volunteer
from hotline.errors import BookingRefused, NotFound, NotYours
from hotline.ports import Ports, Transaction
from hotline.services.booking_words import caller_back, cancel_of, free_code, let_go, tell
from hotline.services.claims import volunteer_name
from hotline.services.interpreters import languages_to_offer
from hotline.services.opt_outs import wants_no_calls
from hotline.services.receipts import contact_rules_of
from hotline.services.said_when import has_heard_when
from hotline.services.shift_wording import say
from hotline.types import NOT_KNOWN_YET, Language, new_id


@dataclass(frozen=True)
class BookingPage:
    """What the page of a request shows of its booked interpreter."""

    code: str
    booking: Booking | None
    #: The name of who has said yes; empty while nobody has.
    name: str
    languages: tuple[Language, ...]
    #: A third phone would end the call of somebody in a jail (V22): nothing can be booked.
    listened: bool = False
    #: They agreed to calls, at whatever hours: else there is none to book for.
    may_be_called: bool = True


def open_booking_page(ports: Ports, volunteer_id: str, code: str) -> BookingPage | None:
    """For whoever holds the request, and for coordinators; None for everybody else."""
    with ports.unit_of_work(read_only=True) as tx:
        try:
            request = _of_holder_or_coordinator(tx, volunteer_id, code)
        except (NotFound, NotYours):
            return None
        booking = tx.bookings.live_of(request.id)
        who = booking.interpreter_id if booking else None
        return BookingPage(
            code=request.code,
            booking=booking,
            name=volunteer_name(tx, who) if who else "",
            languages=tuple(_languages(tx, request, volunteer_id)),
            listened=tx.listened.has(request.id),
            may_be_called=_may(ports, tx, request, ports.clock.now()).at_all,
        )


def live_bookings(ports: Ports) -> Mapping[str, Booking]:
    """Every open or taken booking by the code of its request: states and times, no names."""
    with ports.unit_of_work(read_only=True) as tx:
        return tx.bookings.live_by_request_code()


def book(ports: Ports, volunteer_id: str, code: str, language: Language, at: datetime) -> Booking:
    """Want an interpreter for a call at this moment, within the hours that the person allowed.

    Raises NotFound, NotYours, and BookingRefused: time, language, listened, twice, or with
    a reason of domain/callbacks.py, for which `at` is when they may be called.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        request = _of_holder_or_coordinator(tx, volunteer_id, code)
        if not now + SOONEST <= at <= now + LATEST:
            raise BookingRefused("time")
        if language not in _languages(tx, request, volunteer_id):
            raise BookingRefused("language")
        if tx.listened.has(request.id):
            raise BookingRefused("listened")
        _refuse_unless_allowed(ports, tx, request, at)
        booking = Booking(
            id=new_id(),
            request_id=request.id,
            language=language,
            at=at,
            booked_by=volunteer_id,
            created_at=now,
            code=free_code(tx),
        )
        if not tx.bookings.add(booking):
            raise BookingRefused("twice")
        tx.audit.write(volunteer_id, "interpreter:book", request.id, now)
        tx.announce()
    return booking


def cancel(ports: Ports, volunteer_id: str, code: str) -> None:
    """By the holder or a coordinator. Raises NotFound, NotYours, BookingRefused: none."""
    with ports.unit_of_work() as tx:
        request = _of_holder_or_coordinator(tx, volunteer_id, code)
        if not cancel_of(ports, tx, request.id):
            raise BookingRefused("none")
        tx.audit.write(volunteer_id, "interpreter:cancel", request.id, ports.clock.now())
        tx.announce()


def answer_about_bookings(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> bool:
    """Do what a volunteer's text asks and answer it; False when it is not about a booking.

    A code is one only on a phone that was asked under it, so that no phone can try codes.
    """
    text = read_booking_text(body)
    if text is None or volunteer.id not in tx.bookings.asked(text.code):
        return False
    booking = tx.bookings.by_code(text.code)
    if booking is None or booking.at <= ports.clock.now():
        _answer_over(ports, tx, volunteer)
    elif text.ask is Ask.CANNOT:
        if let_go(ports, tx, booking, volunteer.id):
            tx.audit.write(
                volunteer.id, "interpreter:cannot", booking.request_id, ports.clock.now()
            )
        tell(ports, tx, booking, volunteer.id, "booking.let_go")
    else:
        take_in(ports, tx, volunteer, booking)
    return True


def take_in(ports: Ports, tx: Transaction, volunteer: Volunteer, booking: Booking) -> bool:
    """Say yes: the first has it, everybody else hears that somebody was faster."""
    request = tx.requests.by_id(booking.request_id)
    if request is None or request.claimed_by == volunteer.id:
        _answer_over(ports, tx, volunteer)
        return False
    if _is_busy(tx, volunteer, booking):
        say(ports, tx, volunteer, "shift.double")
        return False
    if tx.bookings.take(booking.id, volunteer.id):
        now = ports.clock.now()
        tx.audit.write(volunteer.id, "interpreter:take", request.id, now)
        name = volunteer_name(tx, volunteer.id)
        holder = caller_back(request, booking)
        tell(ports, tx, booking, holder, "booking.found", code=request.code, name=name)
        tx.announce()
    else:
        current = tx.bookings.live_of(booking.request_id)
        if current is None or current.interpreter_id != volunteer.id:
            tell(ports, tx, booking, volunteer.id, "booking.too_late")
            return False
    tell(ports, tx, booking, volunteer.id, "booking.yours")
    return True


def _is_busy(tx: Transaction, volunteer: Volunteer, booking: Booking) -> bool:
    """They have said yes to another call so near that one would wait for the other."""
    return any(
        each.id != booking.id and abs(each.at - booking.at) < ONE_CALL
        for each in tx.bookings.taken_by(volunteer.id)
    )


def _answer_over(ports: Ports, tx: Transaction, volunteer: Volunteer) -> None:
    say(ports, tx, volunteer, "booking.over")


def _refuse_unless_allowed(
    ports: Ports, tx: Transaction, request: HelpRequest, at: datetime
) -> None:
    may = _may(ports, tx, request, at)
    if may.why_not is not None:
        raise BookingRefused(may.why_not, may.at)


def _may(ports: Ports, tx: Transaction, request: HelpRequest, at: datetime) -> MayCall:
    if wants_no_calls(ports, tx, request):
        return MayCall(WhyNot.NOT_ALLOWED)
    return may_call(
        contact_rules_of(tx, request),
        [],
        at,
        ports.zone,
        has_number=(request.contact or request.other_contact) is not None,
        heard=has_heard_when(tx, request),
    )


def _languages(tx: Transaction, request: HelpRequest, volunteer_id: str) -> list[Language]:
    """What others speak, and the person's own: that nobody speaks it, coordinators are told."""
    offered = languages_to_offer(tx, request.claimed_by or volunteer_id)
    own = request.language
    return sorted({*offered, own}) if own != NOT_KNOWN_YET else offered


def _of_holder_or_coordinator(tx: Transaction, volunteer_id: str, code: str) -> HelpRequest:
    request = tx.requests.by_code(normalise_code(code))
    if request is None or request.state is RequestState.RESOLVED:
        raise NotFound("There is no such request.")
    if request.claimed_by != volunteer_id:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None or not volunteer.is_coordinator:
            raise NotYours
    return request
