"""Signing in with phone number, PIN and a texted code; and signing out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.errors import SignInRefused
from hotline.services import accounts
from hotline.web.browsers import end_here
from hotline.web.context import ports
from hotline.web.local_paths import local_path

sign_in_pages = Blueprint("sign_in", __name__)

#: Longer than any number, PIN or code that a person writes.
_LONGEST = 64


@sign_in_pages.get("/sign-in")
def ask() -> str:
    return render_template("sign_in.html", next_path=_next(request.args.get("next")))


@sign_in_pages.post("/sign-in")
def begin() -> Response | tuple[str, int]:
    next_path = _next(request.form.get("next"))
    try:
        ticket = accounts.begin_sign_in(ports(), _typed("phone"), _typed("pin"))
    except SignInRefused:
        # Raised for one reason here, and for unknown numbers just as for known ones.
        problem = _("That was tried too often. Wait a while, or ask your coordinator for help.")
        page = render_template("sign_in.html", next_path=next_path, problem=problem)
        return page, 429
    session["ticket"], session["next"] = ticket, next_path
    return redirect(url_for("sign_in.ask_code"), 303)


@sign_in_pages.get("/sign-in/code")
def ask_code() -> str | Response:
    if "ticket" not in session:
        return redirect(url_for("sign_in.ask"), 303)
    return render_template("sign_in_code.html")


@sign_in_pages.post("/sign-in/code")
def finish() -> Response | tuple[str, int]:
    try:
        token = accounts.finish_sign_in(ports(), session.get("ticket", ""), _typed("code"))
    except SignInRefused:
        problem = _(
            "That did not fit. Check the phone number, the PIN and the code, and try again."
        )
        return render_template("sign_in_code.html", problem=problem), 403
    next_path = _next(session.get("next"))
    _start_afresh()
    session["token"] = token
    return redirect(next_path, 303)


@sign_in_pages.post("/sign-out")
def sign_out() -> Response:
    if "token" in session:
        accounts.sign_out(ports(), session["token"])
    _start_afresh()
    flash(_("You are signed out."), "good")
    return end_here(redirect(url_for("sign_in.ask"), 303))


def _start_afresh() -> None:
    """Forget all but the chosen language, so that no token lives on in another session."""
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


def _typed(field: str) -> str:
    return request.form.get(field, "").strip()[:_LONGEST]


def _next(wanted: str | None) -> str:
    return local_path(wanted, url_for("queue.show"))
