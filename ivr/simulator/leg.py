"""One telephone connection: what was heard on it, what it waits for, and how others reach it."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

# An action is answered with what came of it; the application has 15 s for each of its answers.
SETTLE_SECONDS = 40.0


class CallerGone(Exception):
    """The person at the other end has hung up."""


class Interrupted(Exception):
    """The application has changed the call by the API: `target` says to what."""

    def __init__(self, target: Any) -> None:
        super().__init__("The call was changed by the API.")
        self.target = target


class LineBusy(Exception):
    """The line waits for something else; the text says for what."""


@dataclass(frozen=True)
class Action:
    """What a person did, or what another leg reports: `kind` and what belongs to it."""

    kind: str
    digits: str = ""
    sound: bytes | None = None
    ended_by: str = ""
    as_is: bool = False
    status: str = ""


@dataclass(frozen=True)
class StatusCallback:
    """Where the application wants to hear how a call goes on, and about which events."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass
class Leg:
    """The state of a call. The engine's thread drives it; phones and the API talk into it.

    `caller` and `called` are the From and To that the application sees; `phone` is the simulated
    telephone at the human end.
    """

    sid: str
    caller: str
    called: str
    phone: str
    direction: str
    parent_sid: str | None = None
    number: dict[str, Any] | None = None
    status: str = "queued"
    status_callback: StatusCallback | None = None
    # "SequenceNumber: the order in which the events happened", from 0.
    sequence: int = 0
    answered_by: str | None = None
    created: float = field(default_factory=time.time)
    answered: float | None = None
    ended: float | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, Any] | None = None
    # Audio that the person has not been given the time to hear yet.
    playing: bool = False

    def __post_init__(self) -> None:
        self.condition = threading.Condition()
        self._action: Action | None = None
        self._signals: deque[Action] = deque()
        self._hung_up = False
        self._interruption: Any = None
        # Moments (monotonic) at which the carrier itself changes the call, and to what.
        self._limits: dict[str, tuple[float, Any]] = {}
        # Counts every change, so that a phone can ask for "anything newer than this".
        self.version = 0

    # What the engine's thread does.

    def emit(self, kind: str, **details: Any) -> None:
        """Adds a line to what is heard and seen of this call."""
        with self.condition:
            if kind in ("say", "play", "tone"):
                self.playing = True
            self.announce(kind, **details)

    def announce(self, kind: str, **details: Any) -> None:
        """The same beside whatever goes on: nothing waits for the end of it."""
        with self.condition:
            self.events.append({"n": len(self.events) + 1, "kind": kind, **details})
            self._changed()

    def _changed(self) -> None:
        self.version += 1
        self.condition.notify_all()

    def check(self) -> None:
        """Raises CallerGone or Interrupted when that has happened meanwhile."""
        with self.condition:
            self._check()

    def wait(self, kind: str, patience: float, /, **details: Any) -> Action:
        """Waits for a person or another leg. Raises CallerGone after `patience` s, or Interrupted."""
        deadline = time.monotonic() + patience
        with self.condition:
            self._action = None
            if kind != "dial":
                # What a leg of an earlier Dial still had to say.
                self._signals.clear()
            self.waiting = {"kind": kind, **details}
            self.playing = False
            self._changed()
            try:
                while True:
                    self._check()
                    if self._signals and kind == "dial":
                        return self._signals.popleft()
                    if self._action is not None:
                        return self._action
                    left = deadline - time.monotonic()
                    if left <= 0:
                        self._hung_up = True
                        continue
                    self.condition.wait(min([left, *self._left_of_limits()]))
            finally:
                self.waiting = None

    def _check(self) -> None:
        if self._hung_up:
            raise CallerGone
        if self._interruption is not None:
            target, self._interruption = self._interruption, None
            raise Interrupted(target)
        for name, (moment, target) in list(self._limits.items()):
            if time.monotonic() >= moment:
                del self._limits[name]
                raise Interrupted(target)

    def _left_of_limits(self) -> list[float]:
        now = time.monotonic()
        return [max(moment - now, 0.0) for moment, _ in self._limits.values()]

    def limit(self, name: str, seconds: float, target: Any) -> None:
        """Interrupts the call with `target` when that time is over, unless it is lifted."""
        with self.condition:
            self._limits[name] = (time.monotonic() + seconds, target)
            self.condition.notify_all()

    def hasten(self, seconds: float) -> None:
        """Lets every limit of this call come so much sooner."""
        with self.condition:
            for name, (moment, target) in self._limits.items():
                self._limits[name] = (moment - seconds, target)
            self.condition.notify_all()

    def lift_limit(self, name: str) -> None:
        """That limit ends nothing any more; without one it does nothing."""
        with self.condition:
            self._limits.pop(name, None)

    def finish(self, status: str) -> None:
        with self.condition:
            self.status = status
            self.ended = time.time()
            self.waiting = None
            self.emit("ended", status=status)

    # What phones do.

    def act(self, action: Action, kinds: frozenset[str]) -> None:
        """Does what a person does and returns when the line has come to rest again.

        `kinds` are the kinds of waiting in which this makes sense. Raises LineBusy.
        """
        with self.condition:
            self._settle()
            if self.ended is not None:
                raise LineBusy("The call has ended.")
            waiting = self.waiting["kind"] if self.waiting else "nothing"
            if waiting not in kinds:
                wanted = " or ".join(sorted(kinds))
                raise LineBusy(f"The line waits for {waiting}; this needs {wanted}.")
            self._action = action
            self.waiting = None
            self.condition.notify_all()
            self._settle()

    def hang_up(self) -> None:
        """Puts the receiver down. Doing it twice is once."""
        with self.condition:
            self._hung_up = True
            self.condition.notify_all()
            self.condition.wait_for(lambda: self.ended is not None, SETTLE_SECONDS)

    def _settle(self) -> None:
        at_rest = self.condition.wait_for(
            lambda: self.waiting is not None or self.ended is not None, SETTLE_SECONDS
        )
        if not at_rest:
            raise LineBusy("The line is busy with the application.")

    def settle(self) -> None:
        """Waits until the line waits for a person or has ended."""
        with self.condition:
            self._settle()

    # What the API and other legs do.

    def wait_for_end(self, seconds: float) -> None:
        """Waits until the call is over, or the time is."""
        with self.condition:
            self.condition.wait_for(lambda: self.ended is not None, seconds)

    def interrupt(self, target: Any) -> None:
        with self.condition:
            self._interruption = target
            self.condition.notify_all()

    def signal(self, action: Action) -> None:
        with self.condition:
            self._signals.append(action)
            self.condition.notify_all()

    def snapshot(self, after: int = 0) -> dict[str, Any]:
        """What a phone is told: the events after `after`, and what the line waits for now."""
        with self.condition:
            return {
                "call_sid": self.sid,
                "from": self.caller,
                "to": self.called,
                "phone": self.phone,
                "direction": self.direction,
                "status": self.status,
                "events": self.events[after:],
                "next": len(self.events),
                "waiting": dict(self.waiting) if self.waiting else None,
                "ended": self.ended is not None,
                "version": self.version,
            }

    def newer_than(self, version: int, seconds: float) -> None:
        """Waits until something has changed since `version`, or the time is over."""
        with self.condition:
            self.condition.wait_for(lambda: self.version > version, seconds)
