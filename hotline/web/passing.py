"""On the page of one request: asking its person, passing it on, and what the partner said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.partners import AskedBy, Field, Passing
from hotline.errors import NotYours, PartnerRefused, TextRefused
from hotline.services import partner_consents, partner_passings, queue
from hotline.services.partner_passings import PartnerView
from hotline.web import conversation_words, partner_words
from hotline.web.context import ports
from hotline.web.policy import signed_in

passing_pages = Blueprint("passing", __name__)


@passing_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {"partners_of": partners_of, "partner_words": partner_words}


def partners_of(code: str) -> PartnerView:
    """What the page of this request says of partners, to the one who holds it."""
    return partner_passings.partner_view(ports(), signed_in().volunteer_id, code)


@passing_pages.post("/requests/<code>/partner")
def ask(code: str) -> Response | tuple[str, int]:
    form, me = request.form, signed_in().volunteer_id
    ways = [way for way in AskedBy if way == form.get("how")]
    words = {field.value: form.get(field.value, "") for field in Field}
    try:
        partner_consents.ask(
            ports(),
            me,
            code,
            form.get("partner", ""),
            ways[0] if ways else AskedBy.CALL,
            form.getlist("fields"),
            words,
        )
    except PartnerRefused as refused:
        return _again(code, partner_words.refusal(refused.kind))
    except TextRefused as refused:
        return _again(code, conversation_words.refusal(refused.kind))
    except NotYours:
        return _not_yours(code)
    return _back(code, _("Noted. Nothing goes out before their yes."), "good")


@passing_pages.post("/requests/<code>/partner/<consent_id>/answer")
def answer(code: str, consent_id: str) -> Response:
    yes, me = request.form.get("said") == "yes", signed_in().volunteer_id
    return _do(
        code, lambda: partner_consents.note_answer(ports(), me, code, consent_id, yes), _("Noted.")
    )


@passing_pages.post("/requests/<code>/partner/<consent_id>/take-back")
def take_back(code: str, consent_id: str) -> Response:
    me = signed_in().volunteer_id
    return _do(
        code,
        lambda: partner_consents.note_taken_back(ports(), me, code, consent_id),
        _("Taken back. Nothing more goes out."),
    )


@passing_pages.post("/requests/<code>/partner/<consent_id>/pass-on")
def pass_on(code: str, consent_id: str) -> Response:
    me, fields = signed_in().volunteer_id, request.form.getlist("fields")
    return _do(
        code,
        lambda: partner_passings.pass_on(ports(), me, code, consent_id, fields),
        _("It is passed on."),
    )


@passing_pages.post("/requests/<code>/partner-said/<passing_id>")
def partner_said(code: str, passing_id: str) -> Response:
    me = signed_in().volunteer_id
    said = [each for each in Passing if each == request.form.get("said")]
    told = False

    def note() -> None:
        nonlocal told
        if not said:
            raise PartnerRefused("answered")
        told = partner_passings.note_partners_answer(ports(), me, code, passing_id, said[0])

    problem = _problem(note)
    if problem:
        return _back(code, problem)
    words = (
        _("Noted. They are told by text.")
        if told
        else _("Noted. They hear it when they call with their number.")
    )
    return _back(code, words, "good")


def _do(code: str, act: Callable[[], object], done: str) -> Response:
    problem = _problem(act)
    return _back(code, problem) if problem else _back(code, done, "good")


def _problem(act: Callable[[], object]) -> str:
    try:
        act()
    except NotYours:
        return _("Only the person who has taken this request can do that.")
    except PartnerRefused as refused:
        return partner_words.refusal(refused.kind)
    return ""


def _again(code: str, problem: str) -> tuple[str, int]:
    """The page comes back with what was typed: nobody types it twice (O3)."""
    row = queue.open_request(ports(), signed_in().volunteer_id, code)
    page = render_template("request.html", row=row, asking=request.form, partner_problem=problem)
    return page, 422


def _not_yours(code: str) -> Response:
    return _back(code, _("Only the person who has taken this request can do that."))


def _back(code: str, said: str, category: str = "problem") -> Response:
    flash(said, category)
    return redirect(url_for("queue.one", code=code), 303)
