"""Recorded prompts and announcements, which the carrier plays: public, and no caller's."""

from __future__ import annotations

import wave
from collections.abc import Callable

from flask import Blueprint, Response, abort, send_file

from hotline.adapters.louder_sound import louder
from ivr import tick
from ivr.prompts import PromptBook


def prompts_blueprint(book: PromptBook, board_sound: Callable[[str], bytes | None]) -> Blueprint:
    """GET .../prompts/<tag>/<name>: only names of the book and the board; no path is joined."""
    prompts = Blueprint("prompts", __name__)

    @prompts.get("/prompts/<tag>/<name>")
    def sound(tag: str, name: str) -> Response:
        path = book.shelf.find(tag, name)
        if path is None:
            announcement = board_sound(name)
            if announcement is None:
                abort(404)
            return Response(announcement, mimetype="audio/wav")
        return send_file(path, mimetype="audio/wav", max_age=3600, conditional=True)

    @prompts.get(f"/prompts/{tick.NAME}")
    def ticks() -> Response:
        return Response(tick.tick_sound(), mimetype="audio/wav")

    @prompts.get("/prompts/<tag>/louder/<name>")
    def louder_sound(tag: str, name: str) -> Response:
        """For callers who pressed 7 twice. What cannot be made louder is played as it is."""
        path = book.shelf.find(tag, name)
        if path is None:
            return sound(tag, name)
        try:
            louder_one = louder(path)
        except (OSError, EOFError, wave.Error):
            return sound(tag, name)
        answer = Response(louder_one, mimetype="audio/wav")
        answer.cache_control.max_age = 3600
        return answer

    return prompts
