"""Calls that tell a volunteer that a request waits."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, request

from hotline.types import is_sid
from ivr import bridge_twiml, twiml
from ivr.notice_calls import NoticeCalls
from ivr.webhooks.noted import XML, answer_notice
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.notice-call")
_ID = re.compile(r"[0-9a-f]{32}")


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
        if not _ID.fullmatch(leg_id):
            return Response(twiml.empty(), content_type=XML)
        act = partial(calls.status, request.form, leg_id)
        return answer_notice(_log, "notice-call-status-fault", act)

    return notice_call
