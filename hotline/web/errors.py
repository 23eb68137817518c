"""When something cannot be shown: plain words in the reader's language, no traces."""

from __future__ import annotations

from flask import Flask, g, render_template, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from hotline.errors import KeyLost, NotFound, StoreBusy
from hotline.web.policy import Policy, policy_of


def install(app: Flask) -> None:
    """Answer every error of the pages; errors of the webhooks stay their own."""
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, _our_fault)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(KeyLost, lambda error: _page(410))
    app.register_error_handler(StoreBusy, _busy)


def _http_error(error: HTTPException) -> Response | HTTPException | tuple[str, int]:
    if error.code is None or policy_of(request.endpoint) is Policy.OWN_CHECKS:
        return error
    return _page(error.code)


def _our_fault(error: HTTPException) -> HTTPException | tuple[str, int]:
    if policy_of(request.endpoint) is Policy.OWN_CHECKS:
        return error
    # The database may be what failed: the error page asks it nothing.
    g.viewer = g.get("viewer")
    return _page(500)


def _busy(error: StoreBusy) -> tuple[str, int]:
    if policy_of(request.endpoint) is Policy.OWN_CHECKS:
        raise error
    g.viewer = g.get("viewer")
    return _page(503)


def _page(status: int) -> tuple[str, int]:
    title, sentence = _words(status)
    return render_template("error.html", title=title, sentence=sentence, status=status), status


def _words(status: int) -> tuple[str, str]:
    if status == 401:
        return _("You are signed out"), _("Sign in again to see the queue.")
    if status == 403:
        return _("That did not go through"), _(
            "Nothing was changed. The page may have been open for too long: go back to the "
            "queue and press the button again."
        )
    if status == 404:
        return _("Not here"), _("There is no such page, or it is not yours to open.")
    if status == 405:
        return _("Not here"), _("This address is only for the buttons on the queue page.")
    if status == 410:
        return _("Erased"), _("This was erased and cannot be opened again.")
    if status == 413:
        return _("Too much"), _("That was more than this page can take. Please write less.")
    if status == 503:
        return _("Busy right now"), _("Please try again in a minute. Nothing is lost.")
    if status >= 500:
        return _("That is our fault"), _(
            "Something went wrong here, not with you. No request is lost. Please try again in "
            "a minute."
        )
    return _("That did not go through"), _("Nothing was changed. Go back and try again.")
