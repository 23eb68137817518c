"""A volunteer's own page: here or off, a break, my shifts, open ones, quiet hours, a calendar."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.hours import BREAKS
from hotline.errors import ShiftRefused
from hotline.services import duty, rota, shift_asks, shift_changes
from hotline.web import shift_words
from hotline.web.context import ports
from hotline.web.policy import signed_in
from hotline.web.shift_forms import read_minute, read_number, read_one, typed

my_shifts_pages = Blueprint("my_shifts", __name__)

_ONCE_SHOWN = "calendar_address"


@my_shifts_pages.get("/shifts")
def show() -> str:
    secret = session.pop(_ONCE_SHOWN, None)
    return page(calendar_url=_calendar_url(secret) if secret else "")


def page(**more: object) -> str:
    """The whole page, with what is shown on it this once."""
    me = signed_in().volunteer_id
    of_me, by_me = shift_asks.asked_of(ports(), me)
    return render_template(
        "my_shifts.html",
        seen=rota.mine(ports(), me),
        others=[pair for pair in rota.names(ports()) if pair[0] != me],
        asked_of_me=of_me,
        asked_by_me={each.window.name: each for each in by_me},
        breaks=BREAKS,
        shift_words=shift_words,
        **more,
    )


@my_shifts_pages.post("/shifts/here")
def here() -> Response:
    return _done(lambda me: duty.come(ports(), me), _("You are on the line now."))


@my_shifts_pages.post("/shifts/off")
def off() -> Response:
    return _done(lambda me: duty.leave(ports(), me), _("You are off the line. Thank you."))


@my_shifts_pages.post("/shifts/break")
def take_break() -> Response:
    def change(me: str) -> None:
        minutes = typed("minutes")
        duty.take_break(ports(), me, int(minutes) if minutes in {"15", "30", "60"} else 0)

    return _done(change, _("The ringing has stopped. It starts again by itself."))


@my_shifts_pages.post("/shifts/back")
def back() -> Response:
    return _done(lambda me: duty.come_back(ports(), me), _("You are back."))


@my_shifts_pages.post("/shifts/cannot")
def cannot() -> Response:
    return _done(
        lambda me: shift_changes.give_up(ports(), me, *read_one()),
        _("Thank you for saying so. Others are asked now."),
    )


@my_shifts_pages.post("/shifts/take")
def take() -> Response:
    return _done(
        lambda me: shift_changes.take(ports(), me, *read_one()), _("It is yours. Thank you.")
    )


@my_shifts_pages.post("/shifts/give")
def give() -> Response:
    return _done(
        lambda me: shift_asks.ask_to_take(ports(), me, *read_one(), to=typed("volunteer")),
        _("They are asked. It stays yours until they say yes."),
    )


@my_shifts_pages.post("/shifts/asked/yes")
def accept() -> Response:
    return _done(
        lambda me: shift_asks.accept(ports(), me, typed("ask")), _("It is yours. Thank you.")
    )


@my_shifts_pages.post("/shifts/asked/no")
def decline() -> Response:
    return _done(
        lambda me: shift_asks.decline(ports(), me, typed("ask")),
        _("Thank you. The shift stays where it was."),
    )


@my_shifts_pages.post("/shifts/asked/keep")
def keep() -> Response:
    return _done(lambda me: shift_asks.take_back(ports(), me, typed("ask")), _("You keep it."))


@my_shifts_pages.post("/shifts/quiet")
def quiet() -> Response:
    return _done(
        lambda me: duty.set_quiet_hours(
            ports(), me, read_minute("from"), read_minute("to"), typed("zone") or None
        ),
        _("Your quiet hours are set."),
    )


@my_shifts_pages.post("/shifts/caps")
def caps() -> Response:
    def change(me: str) -> None:
        hours = read_number("hours")
        duty.set_caps(ports(), me, None if hours is None else hours * 60, read_number("rings"))

    return _done(change, _("Your limits are set."))


@my_shifts_pages.post("/shifts/calendar")
def new_calendar() -> Response:
    def change(me: str) -> None:
        session[_ONCE_SHOWN] = duty.new_calendar(ports(), me)

    return _done(change, _("Here is your calendar's address. It is shown once."))


@my_shifts_pages.post("/shifts/calendar/remove")
def remove_calendar() -> Response:
    return _done(lambda me: duty.remove_calendar(ports(), me), _("That address opens nothing now."))


def _done(change: Callable[[str], object], said: str) -> Response:
    try:
        change(signed_in().volunteer_id)
    except ShiftRefused as refused:
        flash(shift_words.refusal(refused.kind), "problem")
    else:
        flash(said, "good")
    return redirect(url_for("my_shifts.show"), 303)


def _calendar_url(secret: str) -> str:
    path = url_for("calendar.feed", secret=secret)
    return str(current_app.config.get("PUBLIC_URL") or "") + path
