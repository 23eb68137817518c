"""Conference rooms: who is in one, when it begins and ends, and what the application is told.

A room holds words only: what one says is written on the phones of the others.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ivr.simulator.identifiers import as_rfc2822, new_sid
from ivr.simulator.leg import Leg, StatusCallback

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

# Rooms that are over are remembered up to this many.
KEPT = 200

# "statusCallbackEvent: start end join leave mute hold".
_FAMILY = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
}


class RoomFull(Exception):
    """No more participants may come in."""


class Removed:
    """A participant's stay is over, and the verb that follows the Dial comes next."""


class Begun:
    """The room has begun: no more waiting words."""


@dataclass
class Participant:
    """One call in a room."""

    leg: Leg
    starts: bool = True
    ends: bool = False
    muted: bool = False
    hold: bool = False
    label: str | None = None
    is_waiting: bool = True
    joined: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)


@dataclass
class Room:
    """One conference; its callback and events are those that its first participant named."""

    sid: str
    name: str
    callback: StatusCallback | None = None
    status: str = "init"
    participants: dict[str, Participant] = field(default_factory=dict)
    created: float = field(default_factory=time.time)
    updated: float = field(default_factory=time.time)
    sequence: int = 1
    ended_by: str | None = None
    reason: str | None = None


class Conferences:
    """All rooms of the account."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._lock = threading.RLock()
        self._rooms: OrderedDict[str, Room] = OrderedDict()

    def all(self) -> list[Room]:
        """The newest first."""
        with self._lock:
            return list(self._rooms.values())[::-1]

    def find(self, sid_or_name: str) -> Room | None:
        """By its sid; by its name only as long as it is not over."""
        with self._lock:
            room = self._rooms.get(sid_or_name)
            return room or self._open(sid_or_name)

    def enter(
        self, name: str, who: Participant, callback: StatusCallback | None, most: int
    ) -> Room:
        """Comes in, and begins the room when that was missing. Raises RoomFull.

        "The conference begins when a participant with startConferenceOnEnter is there", and
        when there is somebody to talk to.
        """
        with self._lock:
            room = self._open(name)
            if room is None:
                room = Room(new_sid("CF"), name, callback)
                self._rooms[room.sid] = room
                while len(self._rooms) > KEPT:
                    self._rooms.popitem(last=False)
            if len(room.participants) >= most:
                raise RoomFull(name)
            room.participants[who.leg.sid] = who
            self._tell(room, "participant-join", who)
            begins = len(room.participants) > 1 and any(
                each.starts for each in room.participants.values()
            )
            if room.status == "init" and begins:
                room.status = "in-progress"
                self._tell(room, "conference-start")
            if room.status == "in-progress":
                self._let_in(room)
            self._announce(room, who, "came in")
            return room

    def leave(self, room: Room, call_sid: str, *, kicked: bool = False) -> None:
        """Goes out. The last one, and one with endConferenceOnExit, ends the room for all."""
        with self._lock:
            who = room.participants.pop(call_sid, None)
            if who is None:
                return
            self._tell(room, "participant-leave", who)
            self._announce(room, who, "left")
            how = "kicked" if kicked else "left"
            if who.ends:
                self._end(room, f"participant-with-end-conference-on-exit-{how}", call_sid)
            elif not room.participants:
                self._end(room, f"last-participant-{how}", call_sid)

    def end(self, room: Room) -> None:
        """The API ends a room."""
        with self._lock:
            self._end(room, "conference-ended-via-api", None)

    def remove(self, room: Room, call_sid: str) -> None:
        """The API puts one participant out; their call goes on behind the Dial."""
        with self._lock:
            who = room.participants.get(call_sid)
            self.leave(room, call_sid, kicked=True)
            if who is not None:
                who.leg.interrupt(Removed())

    def change(
        self, room: Room, who: Participant, *, muted: bool | None, hold: bool | None,
        ends: bool | None,
    ) -> None:  # fmt: skip
        with self._lock:
            who.updated = time.time()
            who.ends = who.ends if ends is None else ends
            if muted is not None and muted != who.muted:
                who.muted = muted
                self._tell(room, "participant-mute" if muted else "participant-unmute", who)
                who.leg.emit("room", text="you are muted" if muted else "you are heard again")
            if hold is not None and hold != who.hold:
                who.hold = hold
                self._tell(room, "participant-hold" if hold else "participant-unhold", who)
                who.leg.emit("room", text="you are on hold" if hold else "you are back")

    def say(self, leg: Leg, text: str) -> None:
        """What one says is heard by all who are neither on hold nor waiting."""
        with self._lock:
            for room in self._rooms.values():
                speaker = room.participants.get(leg.sid)
                if speaker is None or room.status != "in-progress":
                    continue
                if speaker.muted or speaker.hold:
                    return
                for other in room.participants.values():
                    if other is not speaker and not other.hold:
                        other.leg.emit("room", text=text, who=leg.phone)
                return

    def is_waiting(self, room: Room, call_sid: str) -> bool:
        with self._lock:
            who = room.participants.get(call_sid)
            return who is not None and who.is_waiting

    def _open(self, name: str) -> Room | None:
        return next(
            (
                each
                for each in self._rooms.values()
                if each.name == name and each.status != "completed"
            ),
            None,
        )

    def _let_in(self, room: Room) -> None:
        for each in room.participants.values():
            if each.is_waiting:
                each.is_waiting = False
                each.leg.emit("room", text="the room is open")
                each.leg.interrupt(Begun())

    def _end(self, room: Room, reason: str, call_sid: str | None) -> None:
        if room.status == "completed":
            return
        room.status, room.reason, room.ended_by = "completed", reason, call_sid
        room.updated = time.time()
        for each in list(room.participants.values()):
            del room.participants[each.leg.sid]
            self._tell(room, "participant-leave", each)
            each.leg.interrupt(Removed())
        self._tell(room, "conference-end")

    def _announce(self, room: Room, who: Participant, what: str) -> None:
        for other in room.participants.values():
            if other is not who:
                other.leg.emit("room", text=what, who=who.leg.phone)

    def _tell(self, room: Room, event: str, who: Participant | None = None) -> None:
        """Posts an event if the first participant asked for it; each is a request of its own."""
        room.updated = time.time()
        sequence, room.sequence = room.sequence, room.sequence + 1
        callback = room.callback
        if callback is None or _FAMILY[event] not in callback.events:
            return
        settings = self._exchange.settings
        params = {
            "AccountSid": settings.account_sid,
            "ConferenceSid": room.sid,
            "FriendlyName": room.name,
            "SequenceNumber": str(sequence),
            "StatusCallbackEvent": event,
            "Timestamp": as_rfc2822(time.time()) or "",
        }
        if who is not None:
            params |= {
                "CallSid": who.leg.sid,
                "Coaching": "false",
                "EndConferenceOnExit": _word(who.ends),
                "Hold": _word(who.hold),
                "Muted": _word(who.muted),
                "StartConferenceOnEnter": _word(who.starts),
            }
            if who.label:
                params["ParticipantLabel"] = who.label
        if event == "conference-end":
            params["ReasonConferenceEnded"] = room.reason or ""
            params["Reason"] = room.reason or ""
            if room.ended_by:
                params["CallSidEndingConference"] = room.ended_by
        self._exchange.callbacks.add(
            "conference",
            room.sid,
            callback.url,
            params,
            delay=settings.callback_seconds,
            method=callback.method,
        )


def _word(value: bool) -> str:
    return "true" if value else "false"
