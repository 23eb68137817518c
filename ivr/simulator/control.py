"""The door for phones: dialing, keys, speaking, texts; the application never comes through it."""

from __future__ import annotations

import base64
import binascii
import time
from typing import Any

from flask import Blueprint, Response, jsonify, request

from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import is_address, is_e164
from ivr.simulator.leg import Action, Leg, LineBusy
from ivr.simulator.refusals import TextRefused
from ivr.simulator.store import Row
from ivr.simulator.texts import Attachment
from ivr.simulator.transport import WebhookFailed

# The longest that a question for news stays open.
LONGEST_WAIT = 25.0

KEYS = frozenset("0123456789*#")

_KEYS_HEARD = frozenset({"gather", "record", "dial", "bridged", "conference"})
_SILENCE_COUNTS = frozenset({"gather", "record", "listen", "dial", "conference", "queue"})
_ENDINGS = frozenset({"key", "silence", "hangup", "max-length"})


class BadRequest(Exception):
    """A phone asked for something that makes no sense; the text says what would."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def build_phones(exchange: Exchange) -> Blueprint:
    blueprint = Blueprint("phones", __name__, url_prefix="/phones")

    @blueprint.errorhandler(BadRequest)
    def refuse(problem: BadRequest) -> tuple[Response, int]:
        return jsonify(error=str(problem)), problem.status

    @blueprint.errorhandler(LineBusy)
    def busy(problem: LineBusy) -> tuple[Response, int]:
        return jsonify(error=str(problem)), 409

    @blueprint.get("")
    def phones() -> Response:
        return jsonify(hotlines=_hotlines(exchange), phones=_phones(exchange))

    @blueprint.post("/calls")
    def call() -> tuple[Response, int]:
        wishes = _wishes()
        phone, called = _text(wishes, "from"), _text(wishes, "to")
        if phone != "anonymous" and not is_e164(phone):
            raise BadRequest(400, "A caller's number looks like +15550100001, or is anonymous.")
        try:
            leg = exchange.call_in(phone, called)
        except KeyError:
            raise BadRequest(404, f"The number {called} is not in service.") from None
        leg.settle()
        return jsonify(leg.snapshot()), 201

    @blueprint.get("/calls/<sid>")
    def look(sid: str) -> Response:
        leg = _leg(exchange, sid)
        if "version" in request.args and leg.ended is None:
            leg.newer_than(_whole("version"), _wait())
        return jsonify(leg.snapshot(_whole("after")))

    def acted(sid: str, action: Action, kinds: frozenset[str]) -> Response:
        leg = _leg(exchange, sid)
        after = _whole("after") if "after" in request.args else len(leg.events)
        leg.act(action, kinds)
        return jsonify(leg.snapshot(after))

    @blueprint.post("/calls/<sid>/keys")
    def keys(sid: str) -> Response:
        digits = _text(_wishes(), "digits")
        if not digits or not set(digits) <= KEYS:
            raise BadRequest(400, "A phone has the keys 0 to 9, * and #.")
        return acted(sid, Action("keys", digits=digits), _KEYS_HEARD)

    @blueprint.post("/calls/<sid>/say")
    def say(sid: str) -> Response:
        """Says something to those in the same room."""
        leg = _leg(exchange, sid)
        text = _text(_wishes(), "text")
        leg.settle()
        if leg.waiting is None or leg.waiting["kind"] not in ("conference", "bridged"):
            raise LineBusy("Nobody is there to hear it.")
        after = _whole("after") if "after" in request.args else len(leg.events)
        leg.emit("said", text=text)
        exchange.conferences.say(leg, text)
        return jsonify(leg.snapshot(after))

    @blueprint.post("/calls/<sid>/silence")
    def silence(sid: str) -> Response:
        return acted(sid, Action("silence"), _SILENCE_COUNTS)

    @blueprint.post("/calls/<sid>/recording")
    def speak(sid: str) -> Response:
        ended_by = request.args.get("ended_by", "key")
        if ended_by not in _ENDINGS:
            raise BadRequest(400, f"ended_by is one of {', '.join(sorted(_ENDINGS))}.")
        key = request.args.get("key", "")
        if key and key not in KEYS:
            raise BadRequest(400, "A phone has the keys 0 to 9, * and #.")
        action = Action(
            "recording",
            digits=key,
            sound=request.get_data(),
            ended_by=ended_by,
            as_is=request.args.get("raw") == "1",
        )
        return acted(sid, action, frozenset({"record"}))

    @blueprint.post("/calls/<sid>/hangup")
    def hang_up(sid: str) -> Response:
        leg = _leg(exchange, sid)
        after = _whole("after") if "after" in request.args else len(leg.events)
        if leg.ended is None:
            leg.hang_up()
        return jsonify(leg.snapshot(after))

    @blueprint.post("/calls/<sid>/answer")
    def answer(sid: str) -> Response:
        answered_by = request.args.get("answered_by", "human")
        return acted(sid, Action("answer", status=answered_by), frozenset({"ringing"}))

    @blueprint.post("/calls/<sid>/decline")
    def decline(sid: str) -> Response:
        status = request.args.get("status", "busy")
        if status not in ("busy", "no-answer", "failed"):
            raise BadRequest(400, "status is busy, no-answer or failed.")
        return acted(sid, Action("decline", status=status), frozenset({"ringing"}))

    @blueprint.get("/calls/<sid>/sound/<int:n>")
    def sound(sid: str, n: int) -> Response:
        """What event number `n` of a call played."""
        events = _leg(exchange, sid).events
        if not 0 < n <= len(events) or events[n - 1]["kind"] != "play":
            raise BadRequest(404, "Nothing was played there.")
        try:
            played = exchange.sounds.kept(events[n - 1]["url"])
        except WebhookFailed as problem:
            raise BadRequest(502, str(problem)) from None
        return Response(played.content, content_type=played.content_type)

    @blueprint.get("/incoming")
    def incoming() -> Response:
        number = request.args.get("number", "")

        def ringing() -> list[dict[str, Any]]:
            return [
                leg.snapshot()
                for leg in exchange.legs()
                if leg.called == number
                and leg.direction != "inbound"
                and leg.status == "ringing"
                and leg.ended is None
            ]

        with exchange.news:
            exchange.news.wait_for(ringing, _wait())
        return jsonify(calls=ringing())

    @blueprint.post("/messages")
    def text() -> tuple[Response, int]:
        wishes = _wishes()
        sender, recipient = _text(wishes, "from"), _text(wishes, "to")
        if not is_address(sender):
            raise BadRequest(
                400, "A texter's number looks like +15550100001 or whatsapp:+15550100001."
            )
        try:
            row = exchange.texts.receive(
                sender, recipient, _text(wishes, "body"), _attachments(wishes)
            )
        except KeyError:
            raise BadRequest(404, f"The number {recipient} is not in service.") from None
        except TextRefused as problem:
            raise BadRequest(400, str(problem)) from None
        return jsonify(_shown(row)), 201

    @blueprint.get("/messages")
    def texts() -> Response:
        number, after = request.args.get("number", ""), _whole("after")
        with exchange.news:
            exchange.news.wait_for(lambda: exchange.texts.on_phone(number, after), _wait())
        rows = exchange.texts.on_phone(number, after)
        return jsonify(
            messages=[_shown(row) for row in rows],
            next=rows[-1]["arrival"] if rows else after,
        )

    return blueprint


def build_control(exchange: Exchange) -> Blueprint:
    """Switches for tests and rehearsals."""
    blueprint = Blueprint("control", __name__, url_prefix="/control")

    @blueprint.errorhandler(BadRequest)
    def refuse(problem: BadRequest) -> tuple[Response, int]:
        return jsonify(error=str(problem)), problem.status

    @blueprint.get("/faults")
    def faults() -> Response:
        return jsonify(exchange.faults.change({}))

    @blueprint.post("/faults")
    def change_faults() -> tuple[Response, int]:
        try:
            return jsonify(exchange.faults.change(_wishes())), 200
        except ValueError as problem:
            return jsonify(error=str(problem)), 400

    @blueprint.delete("/faults")
    def clear_faults() -> Response:
        return jsonify(exchange.faults.clear())

    @blueprint.post("/time")
    def pass_time() -> tuple[Response, int]:
        """`{"seconds": 1500}`: TimeLimit and timeLimit of calls in progress come so much sooner."""
        seconds = _wishes().get("seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds < 0:
            raise BadRequest(400, "seconds is a number that is not below 0.")
        exchange.pass_time(seconds)
        return jsonify(seconds=seconds), 200

    @blueprint.get("/alerts")
    def alerts() -> Response:
        rows = exchange.store.all("SELECT * FROM alerts ORDER BY id DESC LIMIT 200")
        return jsonify(alerts=rows)

    @blueprint.get("/callbacks")
    def callbacks() -> Response:
        return jsonify(waiting=exchange.callbacks.waiting())

    return blueprint


def _leg(exchange: Exchange, sid: str) -> Leg:
    leg = exchange.leg(sid) or exchange.remembered(sid)
    if leg is None:
        raise BadRequest(404, "There is no such call.")
    return leg


def _wishes() -> dict[str, Any]:
    wishes = request.get_json(force=True, silent=True)
    if not isinstance(wishes, dict):
        raise BadRequest(400, "Send a JSON object.")
    return wishes


def _text(wishes: dict[str, Any], name: str) -> str:
    value = wishes.get(name, "")
    if not isinstance(value, str):
        raise BadRequest(400, f"{name} is text.")
    return value


def _whole(name: str) -> int:
    value = request.args.get(name, "0")
    if not value.isdigit():
        raise BadRequest(400, f"{name} is a whole number.")
    return int(value)


def _wait() -> float:
    try:
        return min(max(float(request.args.get("wait", "0")), 0.0), LONGEST_WAIT)
    except ValueError:
        raise BadRequest(400, "wait is a number of seconds.") from None


def _attachments(wishes: dict[str, Any]) -> tuple[Attachment, ...]:
    """`media: [{content_type, data}]`, the data in base64."""
    media = wishes.get("media") or []
    try:
        return tuple(
            Attachment(str(item["content_type"]), base64.b64decode(item["data"], validate=True))
            for item in media
        )
    except (KeyError, TypeError, binascii.Error):
        raise BadRequest(400, "media is a list of {content_type, data in base64}.") from None


def _shown(row: Row) -> dict[str, Any]:
    return {
        "sid": row["sid"],
        "n": row["arrival"],
        "from": row["sender"],
        "to": row["recipient"],
        "body": row["body"],
        "media": row["media_count"],
        "at": row["sent"] or row["created"],
    }


def _hotlines(exchange: Exchange) -> list[str]:
    rows = exchange.store.all("SELECT phone_number FROM numbers ORDER BY created, rowid")
    return [row["phone_number"] for row in rows]


def _phones(exchange: Exchange) -> list[dict[str, Any]]:
    """All numbers that ever took part, the latest first."""
    rows = exchange.store.all(
        "SELECT phone AS number, MAX(created) AS latest FROM ("
        " SELECT phone, created FROM calls UNION ALL"
        " SELECT sender, created FROM messages UNION ALL"
        " SELECT recipient, created FROM messages)"
        " WHERE phone NOT IN (SELECT phone_number FROM numbers)"
        " GROUP BY phone ORDER BY latest DESC"
    )
    now = time.time()
    return [{"number": row["number"], "quiet_for": round(now - row["latest"])} for row in rows]
