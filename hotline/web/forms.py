"""No other site presses our buttons: every form carries a token, every POST is checked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from urllib.parse import urlsplit

from flask import abort, current_app, request, session

FIELD = "form_token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def form_token() -> str:
    """The token for this browser's forms: an HMAC that only this session's cookie fits.

    It changes with signing in and out, so a token seen before is worth nothing after.
    """
    if "token" not in session and "visitor" not in session:
        session["visitor"] = secrets.token_urlsafe(16)
    return _token_for(session.get("token") or session["visitor"])


def refuse_forged() -> None:
    """Abort with 403 when a change was asked for from elsewhere or without our token."""
    if request.method in _SAFE:
        return
    bound_to = session.get("token") or session.get("visitor")
    given = request.form.get(FIELD, "").encode("utf-8", "replace")
    fits = bound_to and hmac.compare_digest(given, _token_for(bound_to).encode())
    if not (fits and _comes_from_here()):
        abort(403)


def _token_for(bound_to: str) -> str:
    key = current_app.config["SECRET_KEY"]
    key = key.encode() if isinstance(key, str) else key
    digest = hmac.new(key, b"form\x00" + bound_to.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _comes_from_here() -> bool:
    """What the browser says about the sender; one that says nothing is left to the token."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    # Our own Referrer-Policy makes browsers write `Origin: null` on our own forms.
    if origin in {None, "null"}:
        return True
    public = urlsplit(str(current_app.config.get("PUBLIC_URL") or "")).netloc
    return urlsplit(origin or "").netloc in {request.host, public} - {""}
