"""The coordinators' page: what the line can do now, its board, and its flow as a picture."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from hotline.adapters.audio import UnreadableSound
from hotline.adapters.phone_sound import LARGEST_BYTES, to_phone_wav
from hotline.domain.line import LimitState, LineState, read_until
from hotline.errors import LineRefused, NotFound
from hotline.services import board, line
from hotline.types import Language
from hotline.web import line_words
from hotline.web.context import context, ports
from hotline.web.flow_picture import as_graphviz, draw, key_words
from hotline.web.policy import signed_in
from ivr.flows.checks import check_flow, engine_lines
from ivr.flows.diagram import mermaid
from ivr.flows.line_words import told, topics_of
from ivr.flows.model import Flow
from ivr.flows.words import lines_of

line_pages = Blueprint("line", __name__)

#: A recording and the fields beside it; everything else stays at the app's small limit.
_UPLOAD_BYTES = LARGEST_BYTES + 64 * 1024


@line_pages.url_value_preprocessor
def _allow_a_recording(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Before the door reads the form, which it does for coordinators only.
    if endpoint == "line.add_to_board":
        request.max_content_length = _UPLOAD_BYTES


@line_pages.get("/line")
def show() -> str:
    flow, book = _flow(), context().book
    seen = line.look_at_line(ports())
    sounds = book.fitting([*lines_of(flow), *engine_lines(flow)], flow.name)
    report = check_flow(flow, book.prompts, book.languages, "", sounds)
    heard = {
        language: book.as_text(told(flow, seen.now, language)).splitlines()
        for language in flow.languages
    }
    return render_template(
        "line.html",
        seen=seen,
        line=seen.now,
        topics=list(topics_of(flow)),
        languages=flow.languages,
        heard=heard,
        table=report.table,
        line_words=line_words,
        today=ports().clock.now().astimezone(ports().zone).date(),
    )


@line_pages.post("/line/state")
def set_state() -> AnyResponse:
    def change() -> None:
        state = _one_of(LineState, "state")
        line.set_state(ports(), signed_in().volunteer_id, state, _until())

    return _changed(change, _("The next caller hears it."))


@line_pages.post("/line/limit")
def set_limit() -> AnyResponse:
    def change() -> None:
        line.set_limit(
            ports(),
            signed_in().volunteer_id,
            topic=_typed("topic"),
            state=_one_of(LimitState, "state"),
            topics=list(topics_of(_flow())),
            area=_typed("area"),
            reason=_typed("reason"),
            reason_language=_language(),
            until=_until(),
        )

    return _changed(change, _("The next caller hears it."))


@line_pages.post("/line/board")
def add_to_board() -> AnyResponse:
    def change() -> None:
        board.add_announcement(
            ports(),
            signed_in().volunteer_id,
            language=_language(),
            languages=_flow().languages,
            until=_until(),
            words=_typed("words"),
            recording=_recording(),
        )

    return _changed(change, _("It is on the board now."))


@line_pages.post("/line/board/remove")
def remove_from_board() -> AnyResponse:
    def change() -> None:
        # Somebody else may have been quicker: off the board is off the board.
        try:
            board.remove_announcement(ports(), signed_in().volunteer_id, _typed("id"))
        except NotFound:
            return

    return _changed(change, _("It is off the board and erased."))


@line_pages.get("/line/board/<announcement_id>.wav")
def sound(announcement_id: str) -> Response:
    wav = board.announcement_sound(ports(), announcement_id)
    if wav is None:
        abort(404)
    response = Response(wav, mimetype="audio/wav")
    response.make_conditional(request, accept_ranges=True, complete_length=len(wav))
    return response


@line_pages.get("/line/flow")
def flow() -> str:
    return render_template(
        "flow_picture.html", flow=_flow(), picture=draw(_flow()), key_words=key_words
    )


@line_pages.get("/line/flow/mermaid.txt")
def flow_as_mermaid() -> Response:
    return _download(mermaid(_flow()), "flow-mermaid.txt")


@line_pages.get("/line/flow/graphviz.txt")
def flow_as_graphviz() -> Response:
    return _download(as_graphviz(_flow()), "flow-graphviz.txt")


def _flow() -> Flow:
    return context().flows.current()


def _download(text: str, name: str) -> Response:
    response = Response(text, mimetype="text/plain")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _changed(change: Callable[[], None], said: str) -> AnyResponse:
    try:
        change()
    except LineRefused as refused:
        flash(line_words.refusal(refused.kind), "problem")
    else:
        flash(said, "good")
    return redirect(url_for("line.show"), 303)


def _typed(field: str) -> str:
    return request.form.get(field, "").strip()


def _one_of(kind: type[Any], field: str) -> Any:
    try:
        return kind(_typed(field))
    except ValueError:
        raise LineRefused("state") from None


def _language() -> Language:
    try:
        return Language(_typed("language"))
    except ValueError:
        raise LineRefused("language") from None


def _until() -> datetime | None:
    return read_until(_typed("until"), ports().clock.now(), ports().zone)


def _recording() -> board.RecordedAnnouncement | None:
    """The uploaded WAV as the phone plays it; None when no file was chosen."""
    upload = request.files.get("recording")
    if upload is None or not upload.filename:
        return None
    try:
        return board.RecordedAnnouncement(*to_phone_wav(upload.stream.read(LARGEST_BYTES + 1)))
    except UnreadableSound:
        raise LineRefused("sound") from None
