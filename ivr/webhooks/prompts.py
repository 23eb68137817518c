"""Recorded prompts and announcements, which the carrier plays: public, and no caller's."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, abort, send_file

from ivr.prompts import PromptBook


def prompts_blueprint(
    book: PromptBook, board_sound: Callable[[str], bytes | None]
) -> Blueprint:
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

    return prompts
