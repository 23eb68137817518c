"""Legs of bridges: volunteers' phones, interpreters', and people who are called back."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, abort, request

from hotline.types import is_sid
from ivr import bridge_twiml, twiml
from ivr.bridge_conversation import BridgeConversation
from ivr.webhooks.noted import XML, answer_notice
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.bridge")
_ID = re.compile(r"[0-9a-f]{32}")


def bridge_blueprint(conversation: BridgeConversation) -> Blueprint:
    """Routes of a leg. Each answers with TwiML; one that nobody knows is hung up."""
    bridge = Blueprint("bridge", __name__)

    def spoken(leg_id: str, act: Callable[[], str], *, keeps: bool = False) -> Response:
        """`keeps`: whoever is on this line may be the person, who is never cut off by a fault."""
        if not (_ID.fullmatch(leg_id) and is_sid(request.form.get("CallSid", ""), "CA")):
            return Response(bridge_twiml.end(), content_type=XML)
        try:
            answer = tried(act)
        except Exception:
            _log.exception("bridge-fault")
            answer = conversation.try_again(leg_id) if keeps else bridge_twiml.end()
        return Response(answer, content_type=XML)

    noted = partial(answer_notice, _log, "bridge-notice-fault")

    @bridge.post("/bridge/<leg_id>/answer")
    def answer(leg_id: str) -> Response:
        return spoken(leg_id, lambda: conversation.answer(request.form, leg_id))

    @bridge.post("/bridge/<leg_id>/key/<int:asked>")
    def key(leg_id: str, asked: int) -> Response:
        return spoken(leg_id, lambda: conversation.key(request.form, leg_id, asked))

    @bridge.post("/bridge/<leg_id>/next")
    def next_(leg_id: str) -> Response:
        return spoken(leg_id, lambda: conversation.next(request.form, leg_id), keeps=True)

    @bridge.post("/bridge/<leg_id>/left")
    def left(leg_id: str) -> Response:
        return spoken(leg_id, lambda: conversation.left(request.form, leg_id))

    @bridge.post("/bridge/<leg_id>/wait")
    def wait(leg_id: str) -> Response:
        # A failing wait address would keep the room from being opened at all.
        try:
            return Response(tried(lambda: conversation.wait(leg_id)), content_type=XML)
        except Exception:
            _log.exception("bridge-wait-fault")
            return Response(twiml.empty(), content_type=XML)

    @bridge.post("/bridge/<leg_id>/time-left")
    def time_left(leg_id: str) -> Response:
        # Into a talk that goes on: whatever is wrong, nothing is heard and nobody is put out.
        try:
            known = _ID.fullmatch(leg_id)
            answer = tried(lambda: conversation.time_left(leg_id)) if known else twiml.empty()
        except Exception:
            _log.exception("bridge-time-left-fault")
            answer = twiml.empty()
        return Response(answer, content_type=XML)

    @bridge.post("/bridge/<leg_id>/status")
    def status(leg_id: str) -> Response:
        return noted(lambda: conversation.status(request.form, leg_id))

    @bridge.post("/bridge/room/<bridge_id>")
    def room(bridge_id: str) -> Response:
        return noted(lambda: conversation.room_event(request.form, bridge_id))

    return bridge


def bridge_sounds_blueprint(conversation: BridgeConversation) -> Blueprint:
    """GET of a safe word by the carrier, while the one who is to hear it is on the line."""
    sounds = Blueprint("bridge_sounds", __name__)

    @sounds.get("/bridge-sound/<leg_id>.wav")
    def safe_word(leg_id: str) -> Response:
        sound = conversation.safe_word(leg_id) if _ID.fullmatch(leg_id) else None
        if sound is None:
            abort(404)
        return Response(sound, mimetype="audio/wav", headers={"Cache-Control": "no-store"})

    return sounds
