"""A bridge joins people's calls in one room; each call in it is a leg, whose state only moves up.

The room at the carrier is named by the bridge's random id. Whoever is in it heard before it
what they were called for and pressed a key: an answering machine never comes in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.types import Language, Sealed


class BridgeKind(StrEnum):
    """live: a caller waits on the line. callback: a volunteer calls somebody back.

    notice: a volunteer is told by phone that requests wait; it has one leg and no room.
    test: the same for a coordinator who has the line ring their own phone.
    """

    LIVE = "live"
    CALLBACK = "callback"
    NOTICE = "notice"
    TEST = "test"


#: One leg and no room: they have a webhook of their own, and their price is taken beforehand.
ONE_LEG = frozenset({BridgeKind.NOTICE, BridgeKind.TEST})


class BridgeState(StrEnum):
    """open: nobody has accepted yet. joined: a leg has. ended: nobody is rung any more."""

    OPEN = "open"
    JOINED = "joined"
    ENDED = "ended"


class LegRole(StrEnum):
    """person: who asked for help. The others are ours."""

    VOLUNTEER = "volunteer"
    PERSON = "person"
    INTERPRETER = "interpreter"


class LegState(StrEnum):
    """How far a leg has come."""

    WANTED = "wanted"
    DIALLING = "dialling"
    RINGING = "ringing"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    JOINED = "joined"
    ENDED = "ended"


LEG_RANK = {state: rank for rank, state in enumerate(LegState)}


class LegEnd(StrEnum):
    """Why a leg ended. machine: it was answered and no key that means something came."""

    NO_ANSWER = "no_answer"
    BUSY = "busy"
    FAILED = "failed"
    PASSED = "passed"
    OFF = "off"
    MACHINE = "machine"
    CANCELLED = "cancelled"
    HUNG_UP = "hung_up"
    #: Not rung: a limit, or the person's own rules, forbade it at the last moment.
    FORBIDDEN = "forbidden"


#: What a call's last status says of a leg that nobody accepted.
ENDED_BY_STATUS = {
    "busy": LegEnd.BUSY,
    "no-answer": LegEnd.NO_ANSWER,
    "failed": LegEnd.FAILED,
    "canceled": LegEnd.CANCELLED,
    "completed": LegEnd.HUNG_UP,
}

#: What a call's status on its way says.
STATE_BY_STATUS = {
    "initiated": LegState.DIALLING,
    "ringing": LegState.RINGING,
    "in-progress": LegState.ANSWERED,
}

#: Keys of a whisper.
TAKE, PASS, OFF = "1", "2", "3"
#: How often a whisper is said, at most: any other key or silence repeats it.
WHISPERS = 3


@dataclass(frozen=True)
class Bridge:
    """One meeting. The sids of its legs are sealed with `key_id`; the rest is plain.

    `opened_by` is the volunteer who pressed "Call"; `access` what a whisper tells of the
    person's needs (urgent, relay, slow ...), never who they are. `ends_at` is when the talk in
    the room ends at the latest; it stands from the moment at which the person goes in.
    """

    id: str
    kind: BridgeKind
    state: BridgeState
    key_id: str
    language: Language
    topic: str
    created_at: datetime
    deadline: datetime
    request_id: str | None = None
    call_id: str | None = None
    opened_by: str | None = None
    access: tuple[str, ...] = ()
    accepted_leg: str | None = None
    ends_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Leg:
    """One call of a bridge. `asked` counts how often its whisper has been said.

    `language` is the one that an interpreter is for; others have none.
    """

    id: str
    bridge_id: str
    role: LegRole
    state: LegState
    created_at: datetime
    end: LegEnd | None = None
    volunteer_id: str | None = None
    sid: Sealed | None = None
    asked: int = 0
    language: Language | None = None
    dialled_at: datetime | None = None
    answered_at: datetime | None = None
    joined_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_over(self) -> bool:
        return self.state is LegState.ENDED

    @property
    def is_in_room(self) -> bool:
        return self.state is LegState.JOINED


def path_of(leg_id: str, part: str) -> str:
    """Where the carrier asks about a leg, below the hotline's public address."""
    return f"/twilio/bridge/{leg_id}/{part}"


def notice_path_of(leg_id: str, part: str) -> str:
    """The same for the leg of a notice, which has a conversation of its own."""
    return f"/twilio/notice-call/{leg_id}/{part}"
