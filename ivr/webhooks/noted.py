"""Notices of a call that nobody hears: noted, or a fault that the carrier's log shows."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Response, request

from hotline.types import is_sid
from ivr import twiml
from ivr.webhooks.tried import tried

XML = "text/xml; charset=utf-8"


def answer_notice(log: logging.Logger, fault: str, act: Callable[[], str]) -> Response:
    """The answer of `act`; a fault is a 500 and the event `fault` in the log, never words."""
    if not is_sid(request.form.get("CallSid", ""), "CA"):
        return Response(twiml.empty(), content_type=XML)
    try:
        return Response(tried(act), content_type=XML)
    except Exception:
        log.exception(fault)
        return Response(twiml.empty(), status=500, content_type=XML)
