"""Rooms in which callers wait or meet: Conference, Enqueue and Leave, as far as a caller notices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ivr.simulator.conferences import Begun, Participant, Removed, Room, RoomFull
from ivr.simulator.documents import Document, Target
from ivr.simulator.identifiers import new_sid
from ivr.simulator.leg import CallerGone, Interrupted, StatusCallback
from ivr.simulator.twiml import Verb

if TYPE_CHECKING:
    from ivr.simulator.engine import Engine


class Left(Exception):
    """The verb Leave: the caller goes out of the queue."""


def join_conference(engine: Engine, noun: Verb, document: Document) -> None:
    """The caller is in the room of that name until it, or their stay in it, is over.

    Before it begins they hear what waitUrl says, else nothing. Raises CallerGone, Interrupted
    when the API moves the call, and TwimlError for attributes that make no sense.
    """
    leg, rooms = engine.leg, engine.exchange.conferences
    who = Participant(
        leg,
        starts=noun.flag("startConferenceOnEnter", True),
        ends=noun.flag("endConferenceOnExit", False),
        muted=noun.flag("muted", False),
        label=noun.attributes.get("participantLabel"),
    )
    try:
        room = rooms.enter(
            noun.text, who, _callback(noun, document), noun.integer("maxParticipants", 250)
        )
    except RoomFull:
        engine.note(13227, f"The room {noun.text} is full.")
        return
    leg.emit("conference", name=noun.text, waits=rooms.is_waiting(room, leg.sid))
    engine.exchange.save(leg)
    try:
        _stay(engine, noun, document, room)
    finally:
        rooms.leave(room, leg.sid)


def _stay(engine: Engine, noun: Verb, document: Document, room: Room) -> None:
    rooms, leg = engine.exchange.conferences, engine.leg
    address = noun.attributes.get("waitUrl")
    spoken = False
    while True:
        try:
            if rooms.is_waiting(room, leg.sid) and address and not spoken:
                wait = document.target(address, noun.attributes.get("waitMethod"))
                engine.in_queue = engine.in_room = spoken = True
                engine.run(wait)
            waits = rooms.is_waiting(room, leg.sid)
            action = engine.wait("conference", name=noun.text, waits=waits)
            if action.kind == "keys":
                leg.emit("keys", digits=action.digits)
        except Interrupted as change:
            if isinstance(change.target, Removed):
                return
            if not isinstance(change.target, Begun):
                raise
        finally:
            engine.in_queue = engine.in_room = False


def _callback(noun: Verb, document: Document) -> StatusCallback | None:
    address = noun.attributes.get("statusCallback")
    if not address:
        return None
    target = document.target(address, noun.attributes.get("statusCallbackMethod"))
    events = noun.attributes.get("statusCallbackEvent", "start end").split()
    return StatusCallback(target.url, target.method, frozenset(events))


def enqueue(engine: Engine, verb: Verb, document: Document) -> Target | None:
    """The caller waits in a queue: the waitUrl's words again and again, until Leave or hang-up."""
    engine.play_out()
    queue_sid, entered = new_sid("QU"), time.time()
    engine.leg.emit("queue", name=verb.text)

    def lead_on(result: str) -> Target | None:
        if "action" not in verb.attributes:
            return None
        return document.target(
            verb.attributes["action"], verb.attributes.get("method"), QueueResult=result,
            QueueSid=queue_sid, QueueTime=str(round(time.time() - entered)),
        )  # fmt: skip

    address = verb.attributes.get("waitUrl")
    try:
        while True:
            if not address:
                engine.wait("queue", name=verb.text)
                continue
            wait = document.target(
                address, verb.attributes.get("waitUrlMethod"), QueueSid=queue_sid,
                QueuePosition="1", QueueTime=str(round(time.time() - entered)),
                AvgQueueTime="0", CurrentQueueSize="1", MaxQueueSize="1000",
            )  # fmt: skip
            engine.in_queue = True
            engine.run(wait)
    except Left:
        return lead_on("leave")
    except CallerGone:
        engine.leg.status = "completed"
        target = lead_on("hangup")
        if target is not None:
            engine.tell(target)
        raise
    finally:
        engine.in_queue = False


def leave(engine: Engine, verb: Verb, document: Document) -> None:
    """Out of the queue; for a caller who is in none it does nothing."""
    engine.play_out()
    if engine.in_queue:
        raise Left
