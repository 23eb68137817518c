"""What stands before every webhook: POST, at most 64 KiB, a genuine signature (A1, A3)."""

from __future__ import annotations

import logging
from urllib.parse import quote

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from hotline.adapters.signature import WebhookSignature
from hotline.domain.limits import WEBHOOK_BODY_BYTES

_log = logging.getLogger("hotline.webhooks")


def guard_with(blueprint: Blueprint, signature: WebhookSignature) -> None:
    """Refuse with 403 (or 413) and an empty body before anything is read or changed."""

    @blueprint.before_request
    def check() -> Response | None:
        if (request.content_length or 0) > WEBHOOK_BODY_BYTES:
            return Response(status=413)
        try:
            form = request.form
        except RequestEntityTooLarge:
            return Response(status=413)
        given = request.headers.get("X-Twilio-Signature", "")
        if not signature.is_genuine(raw_path(), form, given):
            # Genuine requests refused mean a wrong HOTLINE_PUBLIC_URL or token.
            _log.warning("webhook-refused", extra={"code": 403})
            return Response(status=403)
        return None

    @blueprint.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        return Response(status=error.code or 500)


def raw_path() -> str:
    """Path and query exactly as they were sent: Flask's own url is decoded for people.

    gunicorn gives them as RAW_URI (reference 1.3, pitfall 4); other servers' decoded
    path is quoted again, which is the same for the plain paths that we hand out.
    """
    raw = request.environ.get("RAW_URI")
    if raw:
        if not raw.startswith("/"):
            abort(400)
        return raw
    query = request.environ.get("QUERY_STRING", "")
    return quote(request.path) + (f"?{query}" if query else "")
