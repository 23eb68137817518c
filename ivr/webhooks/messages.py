"""Texts: taken in at once and answered by a worker, so that no text is answered twice."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, request

from hotline.types import is_sid
from ivr import twiml
from ivr.text_conversation import TextConversation
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.messages")
XML = "text/xml; charset=utf-8"


def messages_blueprint(conversation: TextConversation) -> Blueprint:
    """Routes of texts."""
    messages = Blueprint("messages", __name__)

    def taken(act: Callable[[], str]) -> Response:
        """An empty answer; a fault is a 500, so that the carrier tries its fallback."""
        sid = request.form.get("MessageSid", "")
        if not (is_sid(sid, "SM") or is_sid(sid, "MM")):
            return Response(twiml.empty(), content_type=XML)
        try:
            return Response(tried(act), content_type=XML)
        except Exception:
            _log.exception("message-fault")
            return Response(twiml.empty(), status=500, content_type=XML)

    @messages.post("/messages")
    def message() -> Response:
        return taken(lambda: conversation.take_message(request.form))

    @messages.post("/messages/status")
    def status() -> Response:
        return taken(lambda: conversation.take_message_status(request.form))

    return messages
