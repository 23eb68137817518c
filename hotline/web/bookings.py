"""Booking an interpreter from the page of a request, and what the queue says of it (O9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.bookings import LATEST, Booking, BookingState
from hotline.domain.wall_clock import moment_of, on_the_wall, read_day, read_time
from hotline.errors import BookingRefused, NotYours, ShiftRefused
from hotline.services import bookings, queue
from hotline.services.bookings import BookingPage
from hotline.types import Language
from hotline.web import call_words
from hotline.web.context import ports
from hotline.web.policy import signed_in

booking_pages = Blueprint("bookings", __name__)


@booking_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {
        "booking_of": _page_of,
        "bookings_now": _now,
        "booking_chip": chip,
        "booking_time": full_time,
        "booking_days": _days,
    }


@booking_pages.post("/requests/<code>/booking")
def book(code: str) -> Response | tuple[str, int]:
    try:
        at = moment_of(
            datetime.combine(
                read_day(request.form.get("day", "")), read_time(request.form.get("time", ""))
            ),
            ports().zone,
        )
        language = Language(request.form.get("language", ""))
        bookings.book(ports(), signed_in().volunteer_id, code, language, at)
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."), "problem")
    except BookingRefused as refused:
        return _again(code, why_not(refused.kind, refused.at))
    except (ShiftRefused, OverflowError):
        return _again(code, why_not("time", None))
    except ValueError:
        return _again(code, why_not("language", None))
    return _back(code, _("Those who speak the language are asked now."), "good")


@booking_pages.post("/requests/<code>/booking/cancel")
def cancel(code: str) -> Response:
    try:
        bookings.cancel(ports(), signed_in().volunteer_id, code)
    except NotYours:
        return _back(code, _("Only the person who has taken this request can do that."), "problem")
    except BookingRefused as refused:
        return _back(code, why_not(refused.kind, refused.at), "problem")
    return _back(code, _("The booking is cancelled."), "good")


def why_not(kind: str, at: datetime | None) -> str:
    """Why nothing is booked, in one sentence."""
    match kind:
        case "time":
            return _("Choose a day and a time from half an hour to sixty days from now.")
        case "language":
            return _("Choose a language from the list.")
        case "twice":
            return _("An interpreter is booked already. Cancel that first.")
        case "none":
            return _("There is no booking any more.")
        case "not_now" if at:
            return _("Not at that time: they may be called from %(time)s.", time=full_time(at))
        case "listened":
            kind = "listened_to"
    return call_words.why_not(kind, at)


def full_time(at: datetime) -> str:
    """'Thursday 18:00'; a day that is a week away or more has its date."""
    return _in_words(at, "EEEE HH:mm", "EEEE d MMMM, HH:mm")


def chip(booking: Booking) -> str:
    """One glance of the queue: a state and a time, without a name."""
    time = _in_words(booking.at, "EEE HH:mm", "EEE d MMM, HH:mm")
    if booking.state is BookingState.TAKEN:
        return _("Booked: %(time)s", time=time)
    return _("Interpreter wanted: %(time)s", time=time)


def _in_words(at: datetime, near: str, far: str) -> str:
    zone = ports().zone
    days = on_the_wall(at, zone).date() - on_the_wall(ports().clock.now(), zone).date()
    pattern = near if timedelta() <= days < timedelta(days=7) else far
    return format_datetime(at.astimezone(zone), pattern, rebase=False)


def _days() -> tuple[str, str]:
    """The first and the last day that can be booked, by the clock of the network."""
    now = ports().clock.now()
    first, last = (on_the_wall(each, ports().zone).date() for each in (now, now + LATEST))
    return first.isoformat(), last.isoformat()


def _page_of(code: str) -> BookingPage | None:
    return bookings.open_booking_page(ports(), signed_in().volunteer_id, code)


def _now() -> Mapping[str, Booking]:
    return bookings.live_bookings(ports())


def _again(code: str, problem: str) -> tuple[str, int]:
    """The page comes back with what was chosen: nobody types it twice (O3)."""
    row = queue.open_request(ports(), signed_in().volunteer_id, code)
    page = render_template(
        "request.html", row=row, wanted_booking=request.form, booking_refusal=problem
    )
    return page, 422


def _back(code: str, said: str, category: str) -> Response:
    flash(said, category)
    return redirect(url_for("queue.one", code=code), 303)
