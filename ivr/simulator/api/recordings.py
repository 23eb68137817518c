"""Recordings in the REST API: what is known of them, and their sound."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Blueprint, Response, jsonify, request

from ivr.simulator.api.replies import Refused, not_found, on_days, page_of
from ivr.simulator.api.shapes import Json, Shapes
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import as_day
from ivr.simulator.store import Row


def add_recordings(blueprint: Blueprint, exchange: Exchange, shapes: Shapes) -> None:
    store = exchange.store

    def find(sid: str, call: str | None = None) -> Row:
        row = store.get("recordings", sid)
        if row is None or row["deleted"] is not None:
            raise not_found()
        if call is not None and row["call_sid"] != call:
            raise not_found()
        return row

    def listed(call: str, shape: Callable[[Row], Json]) -> Response:
        with_deleted = request.args.get("IncludeSoftDeleted", "").lower() == "true"
        rows = store.all(
            "SELECT * FROM recordings WHERE (? = '' OR call_sid = ?) AND (? OR deleted IS NULL) "
            "ORDER BY created DESC, rowid DESC",
            call, call, with_deleted,
        )  # fmt: skip
        rows = [row for row in rows if on_days("DateCreated", row, "created", as_day)]
        return jsonify(page_of("recordings", rows, shape))

    def delete(sid: str, call: str | None = None) -> tuple[str, int]:
        """The sound is gone at once; "metadata is kept for 40 days"."""
        find(sid, call)
        store.update("recordings", sid, content=b"", deleted=time.time())
        return "", 204

    @blueprint.get("/Recordings.json")
    def list_recordings(account: str) -> Response:
        return listed(request.args.get("CallSid", ""), shapes.recording)

    @blueprint.get("/Calls/<call>/Recordings.json")
    def list_recordings_of_call(account: str, call: str) -> Response:
        return listed(call, shapes.call_recording)

    @blueprint.get("/Recordings/<sid>.json")
    def show_recording(account: str, sid: str) -> Response:
        return jsonify(shapes.recording(find(sid)))

    @blueprint.get("/Calls/<call>/Recordings/<sid>.json")
    def show_recording_of_call(account: str, call: str, sid: str) -> Response:
        return jsonify(shapes.call_recording(find(sid, call)))

    @blueprint.delete("/Recordings/<sid>.json")
    @blueprint.delete("/Recordings/<sid>")
    def delete_recording(account: str, sid: str) -> tuple[str, int]:
        return delete(sid)

    @blueprint.delete("/Calls/<call>/Recordings/<sid>.json")
    def delete_recording_of_call(account: str, call: str, sid: str) -> tuple[str, int]:
        return delete(sid, call)

    @blueprint.get("/Recordings/<sid>")
    @blueprint.get("/Recordings/<sid>.wav")
    def fetch_recording(account: str, sid: str) -> Response:
        row = find(sid)
        if row["status"] != "completed" or row["ready"] > time.time():
            raise not_found()
        return Response(row["content"], mimetype="audio/x-wav")

    @blueprint.get("/Recordings/<sid>.mp3")
    def fetch_compressed(account: str, sid: str) -> Response:
        find(sid)
        raise Refused(406, 20406, "The simulated carrier delivers WAV only.")
