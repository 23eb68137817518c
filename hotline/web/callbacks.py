"""Calling back from the page of a request: the buttons, and how the call stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.callbacks import Outcome
from hotline.errors import CallNotAllowed, NotYours
from hotline.services import callbacks, interpreters, listened
from hotline.services.call_page import CallPage, open_call_page
from hotline.types import Language
from hotline.web import call_words
from hotline.web.context import ports
from hotline.web.policy import passive, signed_in

callback_pages = Blueprint("callbacks", __name__)


@callback_pages.app_context_processor
def words_for_templates() -> dict[str, Any]:
    return {"call_page_of": _page_of, "call_words": call_words}


@callback_pages.get("/requests/<code>/call")
@passive
def show(code: str) -> str:
    """The part that changes while a call goes on, for the page that keeps itself up to date."""
    page = _page_of(code)
    if page is None:
        abort(404)
    return render_template("call_now.html", call=page)


@callback_pages.post("/requests/<code>/call")
def begin(code: str) -> Response:
    return _done(
        code,
        lambda me: callbacks.begin_call(ports(), me, code),
        _("Your phone rings in a moment."),
    )


@callback_pages.post("/requests/<code>/call/outcome")
def say_outcome(code: str) -> Response:
    said = request.form.get("outcome", "")
    if said not in set(Outcome):
        abort(400)
    return _done(
        code,
        lambda me: callbacks.say_outcome(ports(), me, code, Outcome(said)),
        _("Noted. Thank you."),
    )


@callback_pages.post("/requests/<code>/call/again")
def ring_again(code: str) -> Response:
    return _done(
        code,
        lambda me: callbacks.ring_again(ports(), me, code),
        _("Your phone rings in a moment."),
    )


@callback_pages.post("/requests/<code>/call/end")
def end(code: str) -> Response:
    return _done(code, lambda me: callbacks.hang_up(ports(), me, code), _("The call is over."))


@callback_pages.post("/requests/<code>/call/interpreter")
def ring_interpreter(code: str) -> Response:
    try:
        language = Language(request.form.get("language", ""))
    except ValueError:
        abort(400)
    return _done(
        code,
        lambda me: interpreters.ring_interpreter(ports(), me, code, language),
        _("The phone of an interpreter rings in a moment."),
    )


@callback_pages.post("/requests/<code>/call/listened")
def set_listened(code: str) -> Response:
    on = request.form.get("listened") == "1"
    return _done(code, lambda me: listened.set_listened(ports(), me, code, on), _("Noted."))


def _done(code: str, act: Callable[[str], object], said: str) -> Response:
    try:
        act(signed_in().volunteer_id)
    except CallNotAllowed as refused:
        flash(call_words.why_not(refused.kind, refused.at), "problem")
    except NotYours:
        flash(_("Only the person who has taken this request can do that."), "problem")
    else:
        flash(said, "good")
    return redirect(url_for("queue.one", code=code), 303)


def _page_of(code: str) -> CallPage | None:
    return open_call_page(ports(), signed_in().volunteer_id, code)
