"""A volunteer's own page: rest after heavy calls, somebody to talk to, what they tell of themselves."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.routing import Traits, area_in_words, read_areas
from hotline.domain.telling import Telling
from hotline.errors import TellingRefused
from hotline.services import care, telling, wishes
from hotline.web.browsers import browsers_for_page
from hotline.web.context import context, ports
from hotline.web.policy import signed_in

me_pages = Blueprint("me", __name__)


@me_pages.get("/me")
def show() -> str:
    me = signed_in()
    return render_template(
        "me.html",
        care=care.own_care(ports(), me.volunteer_id),
        traits=wishes.own_traits(ports(), me.volunteer_id),
        areas=_areas_asked_for(),
        telling=telling.own_telling(ports(), me.volunteer_id),
        browsers=browsers_for_page(),
        offer_rest=care.offer_rest_to(ports()) if me.is_coordinator else [],
        unreachable=care.unreachable_phones(ports()) if me.is_coordinator else [],
    )


@me_pages.post("/me/heavy")
def heavy() -> Response:
    care.mark_heavy(ports(), signed_in().volunteer_id)
    return _done(_("Rest now. Nothing is offered to you until you say that you are ready."))


@me_pages.post("/me/ready")
def ready() -> Response:
    care.ready_again(ports(), signed_in().volunteer_id)
    return _done(_("Good to have you back. You are asked again when you are on call."))


@me_pages.post("/me/help")
def ask_for_help() -> Response:
    if care.ask_for_help(ports(), signed_in().volunteer_id):
        return _done(_("A coordinator was texted that you want help."))
    flash(_("There is no other coordinator to ask."), "problem")
    return redirect(url_for("me.show"), 303)


@me_pages.post("/me/about")
def about() -> Response:
    form = request.form
    areas = read_areas(form.get("areas", ""))
    told = Traits(form.get("woman") == "1", form.get("town", ""), areas)
    wishes.set_traits(ports(), signed_in().volunteer_id, told)
    return _done(_("Kept, sealed, and used for nothing but wishes of those who ask for help."))


@me_pages.post("/me/telling")
def set_telling() -> Response | tuple[str, int]:
    form, me = request.form, signed_in()
    addresses = tuple(form.get("addresses", "").splitlines())
    wanted = Telling(form.get("text") == "1", addresses, form.get("call") == "1")
    try:
        telling.set_telling(ports(), me.volunteer_id, wanted)
    except TellingRefused as refused:
        # The page comes back with what was typed: nobody types it twice (O3).
        page = render_template(
            "me.html",
            care=care.own_care(ports(), me.volunteer_id),
            traits=wishes.own_traits(ports(), me.volunteer_id),
            areas=_areas_asked_for(),
            telling=wanted,
            browsers=browsers_for_page(),
            refused=_why_not(refused),
            offer_rest=[],
        )
        return page, 422
    return _done(_("Kept, sealed like a phone number."))


@me_pages.post("/me/test")
def send_test() -> Response:
    if telling.send_test(ports(), signed_in().volunteer_id):
        return _done(_("A test is on its way."))
    flash(_("That was tried often: wait an hour."), "problem")
    return redirect(url_for("me.show"), 303)


def _areas_asked_for() -> list[str]:
    """The parts of town among which callers choose: in these words a volunteer is found."""
    return [area_in_words(area) for area in context().flows.current().areas]


def _why_not(refused: TellingRefused) -> str:
    match refused.kind:
        case "none":
            return _("Choose at least one way, or nobody can tell you anything.")
        case "many":
            return _("Five addresses are the most.")
    return _("Line %(number)s is no address that we can use.", number=refused.line)


def _done(said: str) -> Response:
    flash(said, "good")
    return redirect(url_for("me.show"), 303)
