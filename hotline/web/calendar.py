"""The calendar feed of a volunteer: whoever has its secret address sees when they are on call."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from hotline.adapters.calendar_feed import as_feed
from hotline.services import rota
from hotline.web.context import ports

calendar_pages = Blueprint("calendar", __name__)


@calendar_pages.get("/calendar/<secret>.ics")
def feed(secret: str) -> Response:
    """404 for every address but a living one, so that none can be told from none."""
    found = rota.calendar(ports(), secret)
    if found is None:
        abort(404)
    summary = ports().texts.text("calendar.on_call", found.language, name=ports().texting_name)
    return Response(as_feed(found.windows, summary, ports().clock.now()), mimetype="text/calendar")
