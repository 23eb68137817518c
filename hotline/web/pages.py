"""Puts the pages together: one call mounts them all on a Flask app."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from hotline.ports import Ports
from hotline.web import errors, forms, headers, i18n, policy, shown, waiting
from hotline.web.alarms import alarms
from hotline.web.bookings import booking_pages
from hotline.web.browsers import browser_pages
from hotline.web.calendar import calendar_pages
from hotline.web.callbacks import callback_pages
from hotline.web.context import EXTENSION, PageContext
from hotline.web.conversation import conversation_pages
from hotline.web.figures import figure_pages, public_figure_pages
from hotline.web.follow_ups import follow_up_pages
from hotline.web.home import home
from hotline.web.line import line_pages
from hotline.web.live import LivePages, live_pages
from hotline.web.me import me_pages
from hotline.web.my_shifts import my_shifts_pages
from hotline.web.offers import offer_pages
from hotline.web.partners import partner_pages
from hotline.web.passing import passing_pages
from hotline.web.queue import queue_pages
from hotline.web.recorder import recorder_pages
from hotline.web.rota import rota_pages
from hotline.web.shift_notes import shift_note_pages
from hotline.web.sign_in import sign_in_pages
from hotline.web.words import words_pages
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.prompts import PromptBook
from ivr.recorder import PromptRecorder


def register_pages(
    app: Flask,
    ports: Ports,
    live: LivePages,
    flows: FlowLibrary | None = None,
    book: PromptBook | None = None,
    recorder: PromptRecorder | None = None,
) -> None:
    """Mount the volunteers' pages, their headers, their door and their error pages.

    Reads from app.config: SECRET_KEY; PUBLIC_URL (cookies are Secure and HSTS is sent
    when it begins with https); SECURITY_CONTACT (optional, for security.txt);
    PUBLIC_FIGURES (anybody may read /our-figures).
    The door (policy.py) stands before every route of the app: a blueprint that is not
    in its table is closed.
    """
    https = str(app.config.get("PUBLIC_URL") or "").startswith("https://")
    app.extensions[EXTENSION] = PageContext(
        ports,
        live,
        flows or FlowLibrary(default_flow_path()),
        book or PromptBook.load(),
        recorder,
    )
    _configure_cookies(app, https=https)
    i18n.install(app)
    headers.install(app, https=https)
    policy.install(app)
    errors.install(app)
    app.register_blueprint(conversation_pages)
    app.register_blueprint(callback_pages)
    app.register_blueprint(booking_pages)
    for blueprint in (
        offer_pages,
        me_pages,
        browser_pages,
        partner_pages,
        passing_pages,
        figure_pages,
        public_figure_pages,
        follow_up_pages,
    ):
        app.register_blueprint(blueprint)
    for blueprint in (
        home,
        sign_in_pages,
        queue_pages,
        live_pages,
        line_pages,
        recorder_pages,
        words_pages,
    ):
        app.register_blueprint(blueprint)

    for of_shifts in (my_shifts_pages, shift_note_pages, rota_pages, calendar_pages):
        app.register_blueprint(of_shifts)

    @app.context_processor
    def words_for_templates() -> dict[str, Any]:
        return {
            "alarms": alarms,
            "hotline_name": ports.hotline_name,
            "viewer": policy.viewer,
            "form_token": forms.form_token,
            "switcher": i18n.switcher,
            "page_locale": i18n.page_locale,
            "shown": shown,
            "waiting": waiting,
        }

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _configure_cookies(app: Flask, *, https: bool) -> None:
    # One signed cookie holds the session token, the half-finished sign-in, the chosen
    # language and the message for the next page. The token in it is opaque: what it
    # opens is decided by the server each time.
    app.config.update(
        SESSION_COOKIE_NAME="__Host-hotline" if https else "hotline",
        SESSION_COOKIE_SECURE=https,
        SESSION_COOKIE_HTTPONLY=True,
        # Not Strict: the link in a text message must open the page for somebody who is
        # signed in. Every change is a POST, which Lax holds back, and has a token besides.
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_COOKIE_DOMAIN=None,
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
    )
