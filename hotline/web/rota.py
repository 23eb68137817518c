"""The coordinators' rota: a week by days with its gaps, and the forms that change shifts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.wall_clock import moment_of
from hotline.errors import ShiftRefused
from hotline.services import duty, line_tests, preflight, rota, shift_changes, shifts
from hotline.services.shift_notices import tell_given_to
from hotline.web import preflight_words, shift_words
from hotline.web.context import ports
from hotline.web.policy import signed_in
from hotline.web.shift_forms import TypedShift, as_typed, read_one, read_shift, read_starts, typed

rota_pages = Blueprint("rota", __name__)


@rota_pages.get("/rota")
def show() -> str:
    monday = _monday()
    return render_template(
        "rota.html",
        week=rota.week(ports(), monday),
        series=rota.series(ports()),
        people=rota.names(ports()),
        form=as_typed(None, shifts.today(ports())),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
        shift_words=shift_words,
        preflight=preflight.look_as(ports(), signed_in().volunteer_id),
        preflight_words=preflight_words,
        line_test=line_tests.last_of(ports(), signed_in().volunteer_id),
    )


@rota_pages.post("/rota/test-call")
def test_call() -> Response:
    asked = line_tests.ring_me(ports(), signed_in().volunteer_id)
    good = asked is line_tests.Asked.RINGS
    flash(preflight_words.said_of_asked(asked), "good" if good else "problem")
    return redirect(url_for("rota.show"), 303)


@rota_pages.post("/rota/add")
def add() -> Response:
    def change(who: str) -> None:
        typed_in = read_shift()
        shifts.add_shift(
            ports(),
            who,
            typed_in.volunteer_id,
            since=typed_in.since,
            begin=typed_in.begin,
            minutes=typed_in.minutes,
            rule=typed_in.rule,
        )
        _warn_of_typed(typed_in)

    return _done(change, _("The shift is on the rota."))


@rota_pages.get("/rota/shift/<shift_id>")
def one_series(shift_id: str) -> str:
    try:
        seen = rota.one_series(ports(), shift_id)
    except ShiftRefused:
        abort(404)
    return render_template(
        "rota_shift.html",
        seen=seen,
        people=rota.names(ports()),
        form=as_typed(seen.shift, shifts.today(ports())),
        shift_words=shift_words,
    )


@rota_pages.post("/rota/shift/<shift_id>")
def change_series(shift_id: str) -> Response:
    def change(who: str) -> None:
        typed_in = read_shift()
        shifts.change_shift(
            ports(),
            who,
            shift_id,
            typed_in.volunteer_id,
            since=typed_in.since,
            begin=typed_in.begin,
            minutes=typed_in.minutes,
            rule=typed_in.rule,
        )
        _warn_of_typed(typed_in)

    return _done(change, _("The shift is changed from that day on."))


@rota_pages.post("/rota/shift/<shift_id>/remove")
def remove_series(shift_id: str) -> Response:
    return _done(
        lambda who: shifts.remove_shift(ports(), who, shift_id), _("The shift is off the rota.")
    )


@rota_pages.get("/rota/one/<shift_id>/<starts>")
def one(shift_id: str, starts: str) -> str:
    try:
        seen = rota.one(ports(), shift_id, read_starts(starts))
    except ShiftRefused:
        abort(404)
    return render_template(
        "rota_one.html",
        seen=seen,
        people=[pair for pair in rota.names(ports()) if pair[0] != seen.window.volunteer_id],
        shift_words=shift_words,
    )


@rota_pages.post("/rota/one/remove")
def remove_one() -> Response:
    return _done(
        lambda who: shift_changes.remove_one(ports(), who, *read_one()),
        _("That one is taken away."),
    )


@rota_pages.post("/rota/one/open")
def open_one() -> Response:
    return _done(
        lambda who: shift_changes.open_one(ports(), who, *read_one()),
        _("It is open. Those who could take it are asked."),
    )


@rota_pages.post("/rota/one/give")
def give_one() -> Response:
    def change(who: str) -> None:
        window = shift_changes.swap_one(ports(), who, *read_one(), typed("volunteer"))
        tell_given_to(ports(), window)
        _warn_of_limits(typed("volunteer"), window.starts_at, window.ends_at)

    return _done(change, _("They have the shift now, and are told so."))


@rota_pages.post("/rota/one/restore")
def restore_one() -> Response:
    return _done(
        lambda who: shift_changes.restore_one(ports(), who, *read_one()),
        _("It is as the rota says again."),
    )


def _done(change: Callable[[str], object], said: str) -> Response:
    try:
        change(signed_in().volunteer_id)
    except ShiftRefused as refused:
        flash(shift_words.refusal(refused.kind), "problem")
    else:
        flash(said, "good")
    return redirect(url_for("rota.show"), 303)


def _warn_of_typed(typed_in: TypedShift) -> None:
    begins = moment_of(datetime.combine(typed_in.since, typed_in.begin), ports().zone)
    _warn_of_limits(typed_in.volunteer_id, begins, begins + timedelta(minutes=typed_in.minutes))


def _warn_of_limits(volunteer_id: str, starts_at: datetime, ends_at: datetime) -> None:
    """It may be so, when they want it: cap and quiet hours are a volunteer's own (O7)."""
    own = duty.hours_of(ports(), volunteer_id)
    if ends_at - starts_at > own.longest():
        hours = f"{own.longest() / timedelta(hours=1):g}"
        flash(
            _(
                "This shift is longer than they want in one go (%(hours)s hours). Ask them first.",
                hours=hours,
            ),
            "problem",
        )
    if own.is_quiet_between(starts_at, ends_at, ports().zone):
        flash(
            _(
                "A part of this shift is in their quiet hours, when nobody rings them. "
                "Ask them to change those, or it covers nothing."
            ),
            "problem",
        )


def _monday() -> date:
    """The week that is asked for; this one when that is no day of a sane year."""
    today = shifts.today(ports())
    try:
        asked = date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        asked = today
    if abs((asked - today).days) > 366:
        asked = today
    return asked - timedelta(days=asked.weekday())
