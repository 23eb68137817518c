"""The queue: who waits, in which language, and the buttons to take, give back and close."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hotline.domain.media import SHOWN, UNKNOWN, sniff
from hotline.errors import AlreadyClaimed, NotYours, WrongState
from hotline.ports import Ports
from hotline.services import claims, leases, media, queue, threads
from hotline.web import queue_now
from hotline.web.context import ports
from hotline.web.policy import passive, signed_in

queue_pages = Blueprint("queue", __name__)

#: At each change every open page asks for its rows. They queue up here, and not at the
#: database and the interpreter, where a caller's webhook would have to queue with them.
_one_after_the_other = threading.Lock()


@queue_pages.get("/queue")
def show() -> str:
    """The list, or with `show` a part of it: each number above it is a way there."""
    listed = queue.list_queue(ports(), signed_in().volunteer_id)
    show = queue_now.chosen_show(request.args.get("show"))
    rows_url = url_for("queue.rows", show=None if show == "all" else show)
    return render_template("queue.html", rows_url=rows_url, **_what_is_shown(show, listed))


@queue_pages.get("/queue/rows")
@passive
def rows() -> str:
    """The list alone, for the page that keeps itself up to date."""
    me = signed_in()
    with _one_after_the_other:
        listed = queue.list_queue(ports(), me.volunteer_id)
        shown = _what_is_shown(queue_now.chosen_show(request.args.get("show")), listed)
        pages = ("rows.html", "alarms.html", "queue_now.html")
        return "".join(render_template(page, **shown) for page in pages)


@queue_pages.get("/requests/<code>")
def one(code: str) -> str:
    row = _open(code)
    if row.talk and row.talk.unread:
        threads.mark_read(ports(), signed_in().volunteer_id, code)
    return render_template("request.html", row=row)


@queue_pages.get("/requests/<code>/row")
@passive
def one_row(code: str) -> str:
    """One request alone, for its page."""
    row = queue.open_request(ports(), signed_in().volunteer_id, code, active=False)
    return render_template("rows.html", rows=[row], alone=True)


@queue_pages.post("/requests/<code>/claim")
def claim(code: str) -> AnyResponse:
    try:
        claimed = claims.claim(ports(), signed_in().volunteer_id, code)
    except AlreadyClaimed as taken:
        return _back(_("Already taken by %(name)s.", name=taken.holder))
    except WrongState:
        return _back(_("This request has already been answered."))
    flash(_("%(code)s is yours now.", code=claimed.code), "good")
    return redirect(url_for("queue.one", code=claimed.code), 303)


@queue_pages.post("/requests/<code>/release")
def release(code: str) -> AnyResponse:
    said = _("%(code)s is back in the queue. Thank you for looking at it.", code=code)
    return _as_holder(leases.give_back, code, said)


@queue_pages.post("/requests/<code>/resolve")
def resolve(code: str) -> AnyResponse:
    return _as_holder(claims.resolve, code, _("%(code)s is answered. Thank you!", code=code))


@queue_pages.get("/recordings/<recording_id>.wav")
def sound(recording_id: str) -> Response:
    """The sound of a voicemail, whole or by ranges, so that a player can jump in it."""
    wav = queue.open_sound(ports(), signed_in().volunteer_id, recording_id)
    kind = sniff(wav)
    kind = kind if kind.startswith("audio/") else "audio/wav"
    response = Response(wav, mimetype=kind)
    response.headers["Content-Disposition"] = "inline"
    response.make_conditional(request, accept_ranges=True, complete_length=len(wav))
    return response


@queue_pages.get("/files/<media_id>")
def file(media_id: str) -> Response:
    """A picture to be seen; anything else is a download that no browser opens by itself.

    The kind is that of the first bytes, never what the sender's phone called it.
    """
    kind, content = media.open_file(ports(), signed_in().volunteer_id, media_id)
    if kind in SHOWN:
        return Response(content, mimetype=kind, headers={"Content-Disposition": "inline"})
    headers = {"Content-Disposition": "attachment; filename=file.bin"}
    return Response(content, mimetype=UNKNOWN, headers=headers)


def _what_is_shown(show: str, listed: list[queue.QueueRow]) -> dict[str, Any]:
    me = signed_in()
    rows = queue_now.rows_of(show, listed, me)
    return {
        "show": show,
        "rows": rows,
        "folded": len(rows) >= queue_now.FOLD_FROM,
        "choices": queue_now.choices(show, listed, me),
        "here": queue_now.here(me),
    }


def _as_holder(change: Callable[[Ports, str, str], None], code: str, said: str) -> AnyResponse:
    try:
        change(ports(), signed_in().volunteer_id, code)
    except NotYours:
        return _back(_("Only the person who has taken this request can do that."))
    flash(said, "good")
    return redirect(url_for("queue.show"), 303)


def _back(problem: str) -> AnyResponse:
    flash(problem, "problem")
    return redirect(url_for("queue.show"), 303)


def _open(code: str) -> queue.QueueRow:
    return queue.open_request(ports(), signed_in().volunteer_id, code)
