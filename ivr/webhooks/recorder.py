"""Recording the lines by phone: the carrier's requests, and the take that a call may hear."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, send_file

from hotline.errors import NotFound
from hotline.types import is_sid
from ivr import twiml
from ivr.recorder_calls import RecorderCalls
from ivr.webhooks.tried import tried

XML = "text/xml; charset=utf-8"


def recorder_blueprint(calls: RecorderCalls) -> Blueprint:
    """Routes of such a call; each answers with TwiML and status 200."""
    recorder = Blueprint("recorder_calls", __name__)

    @recorder.post("/recorder/step/<int:turn>")
    def step(turn: int) -> Response:
        known = is_sid(request.form.get("CallSid", ""), "CA")
        answer = tried(lambda: calls.step(request.form, turn)) if known else twiml.empty()
        return Response(answer, content_type=XML)

    @recorder.post("/recorder/recording")
    def recording() -> Response:
        # What came of a recording is asked for by the call itself.
        return Response(twiml.empty(), content_type=XML)

    return recorder


def takes_blueprint(calls: RecorderCalls) -> Blueprint:
    """GET .../recorder/take/<token>/<name>: for the one call that has the token."""
    takes = Blueprint("recorder_takes", __name__)

    @takes.get("/recorder/take/<token>/<name>")
    def take(token: str, name: str) -> Response:
        try:
            path = calls.take_sound(token, name)
        except NotFound:
            abort(404)
        return send_file(path, mimetype="audio/wav", conditional=True)

    return takes
