"""The whole text of every prompt, for relay operators and whoever wants to read ahead (V12)."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from hotline.web.context import context
from ivr.written_words import written

words_pages = Blueprint("words", __name__)


@words_pages.get("/words")
def languages() -> str:
    return render_template("words.html", languages=context().flows.current().languages)


@words_pages.get("/words/<tag>.txt")
def text(tag: str) -> Response:
    flow = context().flows.current()
    language = next((each for each in flow.languages if each.tag == tag), None)
    if language is None:
        abort(404)
    response = Response(written(flow, context().book, language), mimetype="text/plain")
    response.headers["Content-Language"] = language.tag
    return response
