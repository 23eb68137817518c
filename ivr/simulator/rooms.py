"""Rooms in which callers wait or meet: Conference, Enqueue and Leave, as far as a caller notices.

No sound is mixed: a phone is told that it is in the room, and who came and left.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ivr.simulator.documents import Document, Target
from ivr.simulator.identifiers import new_sid
from ivr.simulator.leg import CallerGone
from ivr.simulator.twiml import Verb

if TYPE_CHECKING:
    from ivr.simulator.engine import Engine


class Left(Exception):
    """The verb Leave: the caller goes out of the queue."""


def join_conference(engine: Engine, room: Verb, document: Document) -> None:
    """The caller stays in a room of that name until hanging up; keys do nothing there."""
    engine.leg.emit("conference", name=room.text)
    while True:
        action = engine.wait("conference", name=room.text)
        if action.kind == "silence":
            return
        engine.leg.emit("keys", digits=action.digits)


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
