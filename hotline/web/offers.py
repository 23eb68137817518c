"""Around one request: who was asked and why, handing over, wishes, how it ended, a heavy call."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.outcomes import read_ending
from hotline.errors import AlreadyClaimed, NotFound, NotYours, OutcomeRefused, WrongState
from hotline.services import care, hand_overs, outcomes, queue, wishes
from hotline.services.offer_view import OfferView, offer_view
from hotline.web import offer_words, shown
from hotline.web.context import ports
from hotline.web.policy import signed_in

offer_pages = Blueprint("offers", __name__)


@offer_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {"offers_of": offers_of, "offer_words": offer_words, "today_here": today_here}


def offers_of(code: str) -> OfferView:
    """What the page of this request says about asking and holding, to who looks at it."""
    return offer_view(ports(), signed_in().volunteer_id, code)


def today_here() -> date:
    """Today where the network lives."""
    return ports().clock.now().astimezone(ports().zone).date()


@offer_pages.post("/requests/<code>/hand-over")
def hand_over(code: str) -> Response:
    to, name = request.form.get("to", ""), request.form.get("name", "").strip()
    me = signed_in().volunteer_id
    try:
        if name:
            to = hand_overs.colleague_named(ports(), me, name)
        name = hand_overs.ask_to_take_over(ports(), me, code, to)
    except NotYours:
        return _not_yours(code)
    except NotFound:
        return _back(code, _("Choose somebody who is on call."))
    said = _("%(name)s was asked. It stays with you until they take it.", name=shown.words(name))
    return _done(code, said)


@offer_pages.post("/requests/<code>/take-over")
def take_over(code: str) -> Response:
    try:
        hand_overs.take_over(ports(), signed_in().volunteer_id, code)
    except AlreadyClaimed as taken:
        return _back(code, _("Already taken by %(name)s.", name=taken.holder))
    except WrongState:
        return _back(code, _("This request has already been answered."))
    return _done(code, _("%(code)s is yours now.", code=code))


@offer_pages.post("/requests/<code>/decline")
def decline(code: str) -> Response:
    hand_overs.decline(ports(), signed_in().volunteer_id, code)
    return _done(code, _("That is fine. Nobody is harmed by your no."))


@offer_pages.post("/requests/<code>/wishes")
def note_wishes(code: str) -> Response:
    form = request.form
    try:
        wishes.note_wishes(
            ports(),
            signed_in().volunteer_id,
            code,
            woman=form.get("woman") == "1",
            not_from=form.get("not_from", ""),
            same_as_last=form.get("same_person") == "1",
            near=form.get("near", ""),
        )
    except NotYours:
        return _not_yours(code)
    if not any(form.get(each) for each in ("woman", "not_from", "same_person")):
        return _done(code, _("Noted."))
    return _done(code, _("Noted. Only who is what they asked for will be asked."))


@offer_pages.post("/requests/<code>/anybody")
def ask_anybody(code: str) -> Response:
    try:
        wishes.ask_anybody(ports(), signed_in().volunteer_id, code)
    except NotYours:
        return _not_yours(code)
    return _done(code, _("Others are asked now."))


@offer_pages.post("/requests/<code>/close")
def close(code: str) -> Response | tuple[str, int]:
    form, me = request.form, signed_in().volunteer_id
    given = [form.get(name, "") for name in ("outcome", "reason", "told_how", "told_on")]
    try:
        ending = read_ending(*given, today_here())
        may_ask = form.get("may_ask") == "1"
        outcomes.close(ports(), me, code, ending, may_ask=may_ask)
    except OutcomeRefused as refused:
        # The page comes back with what was chosen: nobody chooses it twice (O3).
        row = queue.open_request(ports(), me, code)
        return render_template("request.html", row=row, chosen=form, ending=refused.kind), 422
    except NotYours:
        return _not_yours(code)
    if form.get("heavy") == "1":
        care.mark_heavy(ports(), me)
        flash(_("Rest now. Nothing is offered to you until you say that you are ready."), "good")
        return redirect(url_for("me.show"), 303)
    flash(_("%(code)s is closed. Thank you!", code=code), "good")
    return redirect(url_for("queue.show"), 303)


@offer_pages.post("/requests/<code>/help")
def ask_for_help(code: str) -> Response:
    asked = care.ask_for_help(ports(), signed_in().volunteer_id, code)
    if not asked:
        return _back(code, _("There is no other coordinator to ask."))
    return _done(code, _("A coordinator was texted that you want help."))


def _not_yours(code: str) -> Response:
    return _back(code, _("Only the person who has taken this request can do that."))


def _back(code: str, problem: str) -> Response:
    flash(problem, "problem")
    return redirect(url_for("queue.one", code=code), 303)


def _done(code: str, said: str) -> Response:
    flash(said, "good")
    return redirect(url_for("queue.one", code=code), 303)
