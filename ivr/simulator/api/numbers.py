"""The account and its telephone numbers in the REST API."""

from __future__ import annotations

import time

from flask import Blueprint, Response, jsonify, request

from ivr.simulator.api.replies import Refused, not_found, page_of
from ivr.simulator.api.shapes import Shapes
from ivr.simulator.exchange import Exchange
from ivr.simulator.store import Row

# Parameters of an update, and the columns they change.
_URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "SmsUrl": "sms_url",
    "SmsFallbackUrl": "sms_fallback_url",
    "StatusCallback": "status_callback",
}
_METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "SmsMethod": "sms_method",
    "SmsFallbackMethod": "sms_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}


def add_numbers(blueprint: Blueprint, exchange: Exchange, shapes: Shapes) -> None:
    store = exchange.store

    def find(sid: str) -> Row:
        row = store.get("numbers", sid)
        if row is None:
            raise not_found()
        return row

    @blueprint.get("/IncomingPhoneNumbers.json")
    def list_numbers(account: str) -> Response:
        wanted = request.args.get("PhoneNumber", "")
        rows = [
            row
            for row in store.all("SELECT * FROM numbers ORDER BY created, rowid")
            if wanted in row["phone_number"]
        ]
        return jsonify(page_of("incoming_phone_numbers", rows, shapes.number))

    @blueprint.get("/IncomingPhoneNumbers/<sid>.json")
    def show_number(account: str, sid: str) -> Response:
        return jsonify(shapes.number(find(sid)))

    @blueprint.post("/IncomingPhoneNumbers/<sid>.json")
    def change_number(account: str, sid: str) -> Response:
        find(sid)
        changes: dict[str, object] = {"updated": time.time()}
        for name, column in _URLS.items():
            if name in request.form:
                url = request.form[name]
                if url and not url.startswith(("http://", "https://")):
                    raise Refused(400, 21502, f"{name} is not a valid URL.")
                changes[column] = url or None
        for name, column in _METHODS.items():
            if name in request.form:
                method = request.form[name].upper()
                if method not in ("GET", "POST"):
                    raise Refused(400, 21403, f"{name} is GET or POST.")
                changes[column] = method
        if "FriendlyName" in request.form:
            changes["friendly_name"] = request.form["FriendlyName"]
        store.update("numbers", sid, **changes)
        return jsonify(shapes.number(find(sid)))
