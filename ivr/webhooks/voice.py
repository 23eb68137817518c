"""Calls: a caller hears words whatever breaks, and can leave a message."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial

from flask import Blueprint, Response, request

from hotline.types import is_sid
from ivr import twiml
from ivr.conversation import Conversation
from ivr.webhooks.noted import XML, answer_notice
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.voice")


def voice_blueprint(
    conversation: Conversation,
    take_over: Callable[[Mapping[str, str]], str | None] = lambda _form: None,
) -> Blueprint:
    """Routes of a call; each answers with TwiML and status 200.

    `take_over` is asked at each step, and answers for who keyed in a code for recording.
    """
    voice = Blueprint("voice", __name__)

    def spoken(act: Callable[[], str]) -> Response:
        """The answer of `act`, or the spoken apology when anything at all goes wrong."""
        call_sid = request.form.get("CallSid", "")
        if not is_sid(call_sid, "CA"):
            return Response(twiml.empty(), content_type=XML)
        try:
            answer = tried(act)
        except Exception:
            _log.exception("voice-fault")
            answer = conversation.apologise(call_sid)
        return Response(answer, content_type=XML)

    noted = partial(answer_notice, _log, "notice-fault")

    @voice.post("/voice")
    def begin() -> Response:
        return spoken(lambda: conversation.begin_call(request.form))

    @voice.post("/voice/step/<int:turn>")
    def step(turn: int) -> Response:
        return spoken(lambda: take_over(request.form) or conversation.take_step(request.form, turn))

    @voice.post("/voice/waiting")
    def waiting() -> Response:
        return spoken(lambda: conversation.take_waiting(request.form))

    @voice.post("/voice/sorry")
    def sorry() -> Response:
        return spoken(lambda: conversation.take_apology_recording(request.form))

    @voice.post("/recording")
    def recording() -> Response:
        return noted(lambda: conversation.take_recording_notice(request.form))

    @voice.post("/status")
    def status() -> Response:
        return noted(lambda: conversation.take_call_status(request.form))

    return voice
