"""Conferences and their participants in the REST API."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ivr.simulator.api.calls import ring_seconds
from ivr.simulator.api.replies import Refused, not_found, page_of
from ivr.simulator.api.shapes import Shapes
from ivr.simulator.conferences import Participant, Room
from ivr.simulator.documents import Document, Target
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import is_e164
from ivr.simulator.leg import StatusCallback
from ivr.simulator.overhead import announce
from ivr.simulator.twiml import Verb

_SETTINGS = {
    "Label": "participantLabel",
    "Muted": "muted",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
}


def add_conferences(blueprint: Blueprint, exchange: Exchange, shapes: Shapes) -> None:
    rooms = exchange.conferences

    def find(sid_or_name: str) -> Room:
        room = rooms.find(sid_or_name)
        if room is None:
            raise not_found()
        return room

    def participant(room: Room, call_sid: str) -> Participant:
        """By the sid of the call, or by its label."""
        for who in room.participants.values():
            if call_sid in (who.leg.sid, who.label):
                return who
        raise not_found()

    @blueprint.get("/Conferences.json")
    def list_conferences(account: str) -> Response:
        name, status = request.args.get("FriendlyName"), request.args.get("Status")
        found = [
            room
            for room in rooms.all()
            if name in (None, room.name) and status in (None, room.status)
        ]
        return jsonify(page_of("conferences", found, shapes.conference))

    @blueprint.get("/Conferences/<sid>.json")
    def show_conference(account: str, sid: str) -> Response:
        return jsonify(shapes.conference(find(sid)))

    @blueprint.post("/Conferences/<sid>.json")
    def change_conference(account: str, sid: str) -> Response:
        room = find(sid)
        status = request.form.get("Status")
        if status not in (None, "completed"):
            raise Refused(400, 20001, "Status is completed.")
        if status:
            rooms.end(room)
        return jsonify(shapes.conference(room))

    @blueprint.get("/Conferences/<sid>/Participants.json")
    def list_participants(account: str, sid: str) -> Response:
        room = find(sid)
        wishes = {name: _flag(request.args.get(name)) for name in ("Muted", "Hold", "Coaching")}
        found = [
            who
            for who in room.participants.values()
            if wishes["Muted"] in (None, who.muted)
            and wishes["Hold"] in (None, who.hold)
            and wishes["Coaching"] in (None, False)
        ]
        return jsonify(page_of("participants", found, lambda who: shapes.participant(room, who)))

    @blueprint.post("/Conferences/<sid>/Participants.json")
    def add_participant(account: str, sid: str) -> tuple[Response, int]:
        """Rings a phone that comes into the room when it is answered.

        "The conference's sid or its name": a name that has no room opens one.
        """
        room = rooms.find(sid)
        if room is None and sid.startswith("CF") and len(sid) == 34:
            raise not_found()
        form = request.form
        called, caller = form.get("To", ""), form.get("From", "")
        if not is_e164(called):
            raise Refused(400, 21211, f"Invalid 'To' Phone Number: {called}")
        if exchange.number(caller) is None:
            raise Refused(400, 21210, f"The source phone number provided, {caller}, is not yours.")
        attributes = {
            attribute: form[name] for name, attribute in _SETTINGS.items() if form.get(name)
        }
        events = form.getlist("ConferenceStatusCallbackEvent")
        if events:
            attributes["statusCallbackEvent"] = " ".join(events)
        noun = Verb("Conference", attributes, room.name if room else sid)
        callback = form.get("StatusCallback")
        leg = exchange.call_out(
            caller=caller,
            called=called,
            first=Document((Verb("Dial", {}, "", (noun,)),)),
            status_callback=StatusCallback(
                callback,
                form.get("StatusCallbackMethod", "POST").upper(),
                frozenset(form.getlist("StatusCallbackEvent")) or frozenset({"completed"}),
            )
            if callback
            else None,
            ring_seconds=ring_seconds(form.get("Timeout", "")),
        )
        who = Participant(
            leg,
            starts=_flag(form.get("StartConferenceOnEnter")) is not False,
            ends=_flag(form.get("EndConferenceOnExit")) is True,
            muted=_flag(form.get("Muted")) is True,
            label=form.get("Label"),
        )
        return jsonify(shapes.participant(room, who, status="queued")), 201

    @blueprint.get("/Conferences/<sid>/Participants/<call_sid>.json")
    def show_participant(account: str, sid: str, call_sid: str) -> Response:
        room = find(sid)
        return jsonify(shapes.participant(room, participant(room, call_sid)))

    @blueprint.post("/Conferences/<sid>/Participants/<call_sid>.json")
    def change_participant(account: str, sid: str, call_sid: str) -> Response:
        room = find(sid)
        who = participant(room, call_sid)
        address = request.form.get("AnnounceUrl")
        if address and "://" not in address:
            raise Refused(400, 21205, f"AnnounceUrl is not a complete URL: {address}")
        rooms.change(
            room,
            who,
            muted=_flag(request.form.get("Muted")),
            hold=_flag(request.form.get("Hold")),
            ends=_flag(request.form.get("EndConferenceOnExit")),
        )
        if address:
            method = request.form.get("AnnounceMethod", "POST").upper()
            announce(exchange, room, who, Target(address, method))
        return jsonify(shapes.participant(room, who))

    @blueprint.delete("/Conferences/<sid>/Participants/<call_sid>.json")
    def remove_participant(account: str, sid: str, call_sid: str) -> tuple[str, int]:
        room = find(sid)
        rooms.remove(room, participant(room, call_sid).leg.sid)
        return "", 204


def _flag(value: str | None) -> bool | None:
    """Raises Refused for a word that is neither true nor false."""
    if value is None:
        return None
    if value.lower() not in ("true", "false"):
        raise Refused(400, 20001, f"{value} is neither true nor false.")
    return value.lower() == "true"
