"""Calls in the REST API: start one, look, change one that is in progress."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ivr.simulator.api.replies import Refused, not_found, on_days, page_of
from ivr.simulator.api.shapes import Shapes
from ivr.simulator.documents import Document, Target, inline
from ivr.simulator.exchange import LONGEST_SECONDS, RING_SECONDS, Exchange
from ivr.simulator.identifiers import as_day, is_e164
from ivr.simulator.leg import StatusCallback
from ivr.simulator.store import Row
from ivr.simulator.twiml import TwimlError

# "Twiml: at most 4000 characters".
MAX_INLINE = 4000


def add_calls(blueprint: Blueprint, exchange: Exchange, shapes: Shapes) -> None:
    store = exchange.store

    def find(sid: str) -> Row:
        row = store.get("calls", sid)
        if row is None:
            raise not_found()
        return row

    @blueprint.post("/Calls.json")
    def start_call(account: str) -> tuple[Response, int]:
        form = request.form
        called, caller = form.get("To", ""), form.get("From", "")
        if not called:
            raise Refused(400, 21201, "No 'To' number is specified")
        if not caller:
            raise Refused(400, 21213, "No 'From' number is specified")
        if not is_e164(called):
            raise Refused(400, 21211, f"Invalid 'To' Phone Number: {called}")
        if exchange.number(caller) is None:
            raise Refused(400, 21210, f"The source phone number provided, {caller}, is not yours.")
        first = _first()
        if first is None:
            raise Refused(400, 21205, "Url parameter is required.")
        callback = form.get("StatusCallback")
        fallback = form.get("FallbackUrl")
        leg = exchange.call_out(
            caller=caller,
            called=called,
            first=first,
            status_callback=StatusCallback(
                callback,
                form.get("StatusCallbackMethod", "POST").upper(),
                frozenset(form.getlist("StatusCallbackEvent")) or frozenset({"completed"}),
            )
            if callback
            else None,
            ring_seconds=ring_seconds(form.get("Timeout", "")),
            longest_seconds=_longest_seconds(form.get("TimeLimit", "")),
            fallback=Target(fallback, form.get("FallbackMethod", "POST").upper())
            if fallback
            else None,
            detects_machines="MachineDetection" in form,
        )
        row = find(leg.sid)
        # The phone may ring before this answer is written; the answer still says "queued".
        return jsonify(shapes.call(row | {"status": "queued"})), 201

    @blueprint.get("/Calls.json")
    def list_calls(account: str) -> Response:
        values: list[str] = []
        for name in ("To", "From", "Status", "ParentCallSid"):
            values += [request.args.get(name, "")] * 2
        rows = store.all(
            "SELECT * FROM calls WHERE (? = '' OR called = ?) AND (? = '' OR caller = ?) "
            "AND (? = '' OR status = ?) AND (? = '' OR parent_sid = ?) "
            "ORDER BY created DESC, rowid DESC",
            *values,
        )
        rows = [
            row
            for row in rows
            if on_days("StartTime", row, "answered", as_day)
            and on_days("EndTime", row, "ended", as_day)
        ]
        return jsonify(page_of("calls", rows, shapes.call))

    @blueprint.get("/Calls/<sid>.json")
    def show_call(account: str, sid: str) -> Response:
        return jsonify(shapes.call(find(sid)))

    @blueprint.post("/Calls/<sid>.json")
    def change_call(account: str, sid: str) -> Response:
        row = find(sid)
        leg = exchange.leg(sid)
        status = request.form.get("Status")
        if status and status not in ("completed", "canceled"):
            raise Refused(400, 21218, "Status is completed or canceled.")
        if leg is None:
            raise Refused(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status:
            # "canceled: hangs up calls that are queued or ringing", not those in progress.
            ringing = leg.answered is None
            if status == "completed" or ringing:
                exchange.cancel(leg, "canceled" if ringing else "completed")
                leg.wait_for_end(5.0)
        else:
            target = _first()
            if target is None:
                raise Refused(400, 21205, "Url parameter is required.")
            if leg.answered is None:
                raise Refused(400, 21220, "Call is not in-progress. Cannot redirect.")
            leg.interrupt(target)
        return jsonify(shapes.call(store.get("calls", sid) or row))

    @blueprint.delete("/Calls/<sid>.json")
    def delete_call(account: str, sid: str) -> tuple[str, int]:
        find(sid)
        if exchange.leg(sid) is not None:
            raise Refused(409, 20009, "Cannot delete a call that is in progress.")
        store.execute("DELETE FROM calls WHERE sid = ?", sid)
        return "", 204


def _first() -> Target | Document | None:
    """What an API request tells a call to do: an address, or TwiML itself."""
    form = request.form
    if form.get("Url"):
        return Target(form["Url"], form.get("Method", "POST").upper())
    if not form.get("Twiml"):
        return None
    if len(form["Twiml"]) > MAX_INLINE:
        raise Refused(400, 21218, "Twiml is longer than 4000 characters.")
    try:
        return inline(form["Twiml"].encode())
    except TwimlError as problem:
        raise Refused(400, problem.code, str(problem)) from None


def _longest_seconds(wish: str) -> int:
    """A TimeLimit: whole seconds up to four hours, which is what holds without one."""
    return int(wish) if wish.isdigit() and 0 < int(wish) < LONGEST_SECONDS else LONGEST_SECONDS


def ring_seconds(wish: str) -> int:
    """A Timeout as the API takes it."""
    return min(int(wish), 600) if wish.isdigit() and int(wish) > 0 else RING_SECONDS
