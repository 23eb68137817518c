"""The front door: the way to the queue, and where to report a security problem."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, abort, current_app, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from hotline.web.context import ports

home = Blueprint("home", __name__)


@home.get("/")
def front_door() -> AnyResponse:
    return redirect(url_for("queue.show"), 303)


@home.get("/.well-known/security.txt")
def security_txt() -> Response:
    """RFC 9116. Without a contact there is none: an address nobody reads is worse."""
    contact = current_app.config.get("SECURITY_CONTACT")
    if not contact:
        abort(404)
    expires = (ports().clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\n"
    return Response(text, mimetype="text/plain")
