"""Calls that tell a volunteer that a request waits."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from flask import Blueprint, Response, request

from hotline.types import is_sid
from ivr import bridge_twiml, twiml
from ivr.notice_calls import NoticeCalls
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.notice-call")
_ID = re.compile(r"[0-9a-f]{32}")
XML = "text/xml; charset=utf-8"


def notice_call_blueprint(calls: NoticeCalls) -> Blueprint:
    """Routes of such a call. Each answers with TwiML; one that nobody knows is hung up."""
    notice_call = Blueprint("notice_call", __name__)

    def spoken(leg_id: str, act: Callable[[], str]) -> Response:
        if not (_ID.fullmatch(leg_id) and is_sid(request.form.get("CallSid", ""), "CA")):
            return Response(bridge_twiml.end(), content_type=XML)
        try:
            answer = tried(act)
        except Exception:
            # The request stands in the queue, and the steps that follow ask again.
            _log.exception("notice-call-fault")
            answer = bridge_twiml.end()
        return Response(answer, content_type=XML)

    @notice_call.post("/notice-call/<leg_id>/answer")
    def answer(leg_id: str) -> Response:
        return spoken(leg_id, lambda: calls.answer(request.form, leg_id))

    @notice_call.post("/notice-call/<leg_id>/key/<int:asked>")
    def key(leg_id: str, asked: int) -> Response:
        return spoken(leg_id, lambda: calls.key(request.form, leg_id, asked))

    @notice_call.post("/notice-call/<leg_id>/status")
    def status(leg_id: str) -> Response:
        if not (_ID.fullmatch(leg_id) and is_sid(request.form.get("CallSid", ""), "CA")):
            return Response(twiml.empty(), content_type=XML)
        try:
            answer = tried(lambda: calls.status(request.form, leg_id))
            return Response(answer, content_type=XML)
        except Exception:
            # Nobody hears it: a 500 shows in the carrier's log.
            _log.exception("notice-call-status-fault")
            return Response(twiml.empty(), status=500, content_type=XML)

    return notice_call
