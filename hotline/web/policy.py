"""The door: who may pass to which blueprint. What is not in the table is closed."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar, cast

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from hotline.services import accounts
from hotline.web import forms
from hotline.web.context import ports
from hotline.web.local_paths import local_path

View = TypeVar("View", bound=Callable[..., object])


class Policy(StrEnum):
    """public: anybody. signed-in: a volunteer with a living session. coordinator: one who
    may also set what the line can do; for other volunteers it is not there. own-checks: the
    blueprint checks the carrier's signature itself and has no cookies and no forms."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    COORDINATOR = "coordinator"
    OWN_CHECKS = "own-checks"


#: Every blueprint of the app by name, each with exactly one policy (promise A6).
POLICIES = {
    "home": Policy.PUBLIC,
    "sign_in": Policy.PUBLIC,
    "health": Policy.PUBLIC,
    "queue": Policy.SIGNED_IN,
    "live": Policy.SIGNED_IN,
    "conversation": Policy.SIGNED_IN,
    "callbacks": Policy.SIGNED_IN,
    "bookings": Policy.SIGNED_IN,
    "offers": Policy.SIGNED_IN,
    "me": Policy.SIGNED_IN,
    "browsers": Policy.SIGNED_IN,
    "passing": Policy.SIGNED_IN,
    "partners": Policy.COORDINATOR,
    "figures": Policy.COORDINATOR,
    # Not there unless a network switches it on.
    "public_figures": Policy.PUBLIC,
    "follow_ups": Policy.COORDINATOR,
    "line": Policy.COORDINATOR,
    "rota": Policy.COORDINATOR,
    "my_shifts": Policy.SIGNED_IN,
    "shift_notes": Policy.SIGNED_IN,
    # By its secret address, which opens nothing else.
    "calendar": Policy.PUBLIC,
    "recorder": Policy.SIGNED_IN,
    "words": Policy.PUBLIC,
    "recorder_calls": Policy.OWN_CHECKS,
    "recorder_takes": Policy.PUBLIC,
    "voice": Policy.OWN_CHECKS,
    "messages": Policy.OWN_CHECKS,
    "volunteer": Policy.OWN_CHECKS,
    "heard": Policy.OWN_CHECKS,
    "bridge": Policy.OWN_CHECKS,
    "notice_call": Policy.OWN_CHECKS,
    "bridge_sounds": Policy.PUBLIC,
    "prompts": Policy.PUBLIC,
}

_PASSIVE = "is_passive"


def passive(view: View) -> View:
    """Mark a view that a page calls by itself: it never keeps a session alive (H1).

    Signed out, it answers 401 in place of a way to the sign-in page.
    """
    setattr(view, _PASSIVE, True)
    return view


def viewer() -> accounts.Session | None:
    """The volunteer who asks, or None. Looked up once a request, without renewing."""
    if "viewer" not in g:
        g.viewer = _find_session(active=False)
    return cast("accounts.Session | None", g.viewer)


def signed_in() -> accounts.Session:
    """The volunteer who asks, in views behind SIGNED_IN and COORDINATOR."""
    found = viewer()
    if found is None:
        abort(401)
    return found


def policy_of(endpoint: str | None) -> Policy | None:
    """The policy of a route by its endpoint; None is closed."""
    if endpoint == "static":
        return Policy.PUBLIC
    blueprint, dot, _ = (endpoint or "").partition(".")
    return POLICIES.get(blueprint) if dot else None


def install(app: Flask) -> None:
    """Stand before every route of the app."""
    app.before_request(_door)


def _door() -> Response | None:
    if request.endpoint is None:
        return None  # no such route: 404 or 405 follows, and neither opens anything
    policy = policy_of(request.endpoint)
    if policy is None:
        abort(404)
    if policy is Policy.OWN_CHECKS:
        return None
    if policy in {Policy.SIGNED_IN, Policy.COORDINATOR}:
        is_passive = hasattr(current_app.view_functions[request.endpoint], _PASSIVE)
        g.viewer = _find_session(active=not is_passive)
        if g.viewer is None:
            return _to_sign_in(is_passive=is_passive)
        if policy is Policy.COORDINATOR and not g.viewer.is_coordinator:
            abort(404)
    forms.refuse_forged()
    return None


def _to_sign_in(*, is_passive: bool) -> Response:
    if is_passive:
        abort(401)
    # After a POST the page itself is the place to come back to, not the button.
    wanted = request.full_path.rstrip("?") if request.method == "GET" else url_for("queue.show")
    return redirect(url_for("sign_in.ask", next=local_path(wanted, url_for("queue.show"))), 303)


def _find_session(*, active: bool) -> accounts.Session | None:
    token = session.get("token")
    return accounts.find_session(ports(), token, active=active) if token else None
