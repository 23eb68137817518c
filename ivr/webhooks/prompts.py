"""Recorded prompts, which the carrier plays: public sounds of speakers, no caller's."""

from __future__ import annotations

from flask import Blueprint, Response, abort, send_file

from ivr.prompts import PromptBook


def prompts_blueprint(book: PromptBook) -> Blueprint:
    """GET .../prompts/<tag>/<name>: only names that the book knows; no path is joined."""
    prompts = Blueprint("prompts", __name__)
    sounds = {
        (language.tag, path.name): path
        for language, recordings in book.recordings.items()
        for path in recordings.values()
    }

    @prompts.get("/prompts/<tag>/<name>")
    def sound(tag: str, name: str) -> Response:
        path = sounds.get((tag, name))
        if path is None:
            abort(404)
        return send_file(path, mimetype="audio/wav", max_age=3600, conditional=True)

    return prompts
