"""Volunteers' calls, and the voices of people that are played to them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from flask import Blueprint, Response, abort, request

from hotline.adapters.signature import WebhookSignature
from hotline.types import is_sid
from ivr import twiml
from ivr.volunteer_calls import VolunteerCalls
from ivr.webhooks.guard import raw_path
from ivr.webhooks.tried import tried

_log = logging.getLogger("hotline.volunteer")
XML = "text/xml; charset=utf-8"


def volunteer_blueprint(calls: VolunteerCalls) -> Blueprint:
    """The turns of the menu; each answers with TwiML and status 200."""
    volunteer = Blueprint("volunteer", __name__)

    def spoken(act: Callable[[], str]) -> Response:
        if not is_sid(request.form.get("CallSid", ""), "CA"):
            return Response(twiml.empty(), content_type=XML)
        try:
            answer = tried(act)
        except Exception:
            _log.exception("volunteer-fault")
            answer = calls.say_sorry()
        return Response(answer, content_type=XML)

    @volunteer.post("/volunteer/step/<int:turn>")
    def step(turn: int) -> Response:
        return spoken(lambda: calls.take_step(request.form, turn))

    @volunteer.post("/volunteer/again")
    def again() -> Response:
        return spoken(lambda: calls.take_again(request.form))

    return volunteer


def heard_blueprint(
    sound_at: Callable[[str], bytes | None], signature: WebhookSignature
) -> Blueprint:
    """GET .../heard/<name>: a person's recording for the phone company, during one call.

    The name is signed by us, opens for five minutes and only while its volunteer may hear
    it. A signature of the carrier, where one comes along, has to be right as well; it is
    not asked for, as the carrier's documents do not say that it signs what Play fetches.
    """
    heard = Blueprint("heard", __name__)

    @heard.get("/heard/<name>")
    def sound(name: str) -> Response:
        given = request.headers.get("X-Twilio-Signature")
        if given is not None and not signature.is_genuine_fetch(raw_path(), given):
            abort(403)
        found = sound_at(name)
        if found is None:
            abort(404)
        return Response(found, mimetype="audio/wav", headers={"Cache-Control": "no-store"})

    return heard
