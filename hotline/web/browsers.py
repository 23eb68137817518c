"""Notices in a volunteer's own browsers: agreed to, listed and ended on their page.

The browser asks and agrees by a script (static/notices.js), which fills in an ordinary form.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from hotline.domain.browsers import Subscription
from hotline.domain.wall_clock import on_the_wall
from hotline.errors import NotFound, TellingRefused
from hotline.services import browsers
from hotline.web.context import ports
from hotline.web.policy import signed_in
from hotline.web.shift_words import day

browser_pages = Blueprint("browsers", __name__)

#: Browsers keep no cookie longer than 400 days.
_COOKIE_LIVES = timedelta(days=400)


@dataclass(frozen=True)
class BrowserLine:
    """One browser as the page lists it; days, not minutes."""

    id: str
    since: str
    gone: str
    is_this: bool


@dataclass(frozen=True)
class BrowserPart:
    """`key`: what the browser is told when it agrees."""

    key: str
    listed: tuple[BrowserLine, ...]


def browsers_for_page() -> BrowserPart | None:
    """The part of a volunteer's page; None where the network wants no notices in browsers."""
    push = ports().push
    if push is None:
        return None
    here = request.cookies.get(_cookie())
    return BrowserPart(
        push.key,
        tuple(
            BrowserLine(
                each.id,
                day(on_the_wall(each.since, ports().zone).date()),
                day(on_the_wall(each.gone_at, ports().zone).date()) if each.gone_at else "",
                each.id == here,
            )
            for each in browsers.own_browsers(ports(), signed_in().volunteer_id)
        ),
    )


@browser_pages.post("/me/browsers")
def add() -> Response:
    form, back = request.form, redirect(url_for("me.show"), 303)
    push = ports().push
    subscription = Subscription(
        form.get("endpoint", ""),
        form.get("public", ""),
        form.get("auth", ""),
        push.key if push else "",
    )
    try:
        browser_id = browsers.add_browser(ports(), signed_in().volunteer_id, subscription)
    except TellingRefused as refused:
        flash(_why_not(refused), "problem")
        return back
    # Signing out in this browser ends its notices, also when the session has run out before.
    back.set_cookie(
        _cookie(),
        browser_id,
        max_age=_COOKIE_LIVES,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    flash(_("Notices come to this browser now. Send yourself a test to see one."), "good")
    return back


@browser_pages.post("/me/browsers/<browser_id>/remove")
def remove(browser_id: str) -> Response:
    try:
        browsers.remove_browser(ports(), signed_in().volunteer_id, browser_id)
    except NotFound:
        abort(404)
    flash(_("That browser gets no more notices."), "good")
    back = redirect(url_for("me.show"), 303)
    if request.cookies.get(_cookie()) == browser_id:
        back.delete_cookie(_cookie(), secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return back


def end_here(leaving: Response) -> Response:
    """End the notices in the browser that signs out."""
    browser_id = request.cookies.get(_cookie(), "")
    if browser_id:
        browsers.end_in_this_browser(ports(), browser_id)
        leaving.delete_cookie(_cookie(), secure=bool(current_app.config["SESSION_COOKIE_SECURE"]))
    return leaving


def _cookie() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-browser"


def _why_not(refused: TellingRefused) -> str:
    if refused.kind == "browsers":
        return _("Five browsers are the most: stop the notices in one first.")
    return _(
        "We do not know the service of this browser. Ask your coordinator, or choose another way."
    )
