"""A telephone for programs: tests, rehearsals and the command line hold one of these."""

from __future__ import annotations

import base64
import mimetypes
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

# A call that only lets the person listen (hold music) is followed this far after each action.
LONGEST_LISTENING = 30

# The application has 15 s for an answer, and may be asked several times in a row.
SECONDS_TO_ANSWER = 60


class CarrierError(Exception):
    """The carrier cannot be reached, or says no; the text says why."""


class NotNow(CarrierError):
    """The line waits for something else: a menu for keys, the recorder for a voice."""


@dataclass(frozen=True)
class Heard:
    """One thing that came out of the receiver.

    kind: say, play, pause, tone, tones, keys, spoke, bridged, conference, error, ended, ...
    """

    kind: str
    text: str = ""
    language: str = ""
    voice: str = ""
    url: str = ""
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class State:
    """How a call stands. `waiting` says for what the line waits, e.g. {"kind": "gather", ...}."""

    status: str
    ended: bool
    waiting: dict[str, Any] | None

    @property
    def waits_for(self) -> str:
        """gather, record, listen, dial, bridged, conference, queue, ringing, or nothing."""
        return str(self.waiting["kind"]) if self.waiting else ""


@dataclass(frozen=True)
class Text:
    """A text on a phone; `n` is its place among all texts."""

    sid: str
    n: int
    sender: str
    recipient: str
    body: str
    media: int


class Line:
    """Speaks to the simulated carrier at `base_url`. Raises CarrierError and NotNow."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return self._send("GET", path, params=params)

    def post(self, path: str, **arguments: Any) -> dict[str, Any]:
        return self._send("POST", path, **arguments)

    def _send(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        try:
            response = self._session.request(
                method, self.base_url + path, timeout=SECONDS_TO_ANSWER, **arguments
            )
            answer: dict[str, Any] = response.json()
        except ValueError:
            raise CarrierError(
                f"{self.base_url} does not answer as a simulated carrier does."
            ) from None
        except requests.RequestException:
            raise CarrierError(
                f"The simulated carrier at {self.base_url} cannot be reached."
            ) from None
        if response.status_code == 409:
            raise NotNow(str(answer.get("error", "")))
        if response.status_code >= 400:
            raise CarrierError(str(answer.get("error", f"Status {response.status_code}")))
        return answer


class Call:
    """A call that a phone takes part in.

    After each action the person has listened to the end of what is played: `state` then says what
    the line waits for. Pass `listens=False` to stop at each pause and at the end of each sound.
    """

    def __init__(self, line: Line, snapshot: dict[str, Any], listens: bool = True) -> None:
        self._line = line
        self._listens = listens
        self.sid = str(snapshot["call_sid"])
        self.caller = str(snapshot["from"])
        self.called = str(snapshot["to"])
        self.direction = str(snapshot["direction"])
        self.heard: list[Heard] = []
        self._version = 0
        self.state = State("", False, None)
        self._take(snapshot)

    def press(self, digits: str) -> Call:
        """Presses keys. Raises NotNow when the line does not wait for any."""
        return self._act("keys", json={"digits": digits})

    def say(self, text: str) -> Call:
        """Says something to those in the same room. Raises NotNow when nobody could hear it."""
        return self._act("say", json={"text": text})

    def silence(self) -> Call:
        """Does nothing until the line's patience is over."""
        return self._act("silence")

    def speak(
        self, sound: Path | str | bytes, ended_by: str = "key", key: str = "", raw: bool = False
    ) -> Call:
        """Speaks into a recording: a WAV file, or its bytes.

        ended_by: key, silence, hangup or max-length. `raw` delivers the bytes as they are.
        """
        content = sound if isinstance(sound, bytes) else Path(sound).read_bytes()
        params = {"ended_by": ended_by, "key": key, "raw": "1" if raw else ""}
        headers = {"Content-Type": "audio/wav"}
        return self._act("recording", data=content, params=params, headers=headers)

    def hang_up(self) -> Call:
        """Puts the receiver down; twice is once."""
        return self._act("hangup")

    def answer(self, answered_by: str = "human") -> Call:
        """Picks up a phone that rings; `answered_by` as the carrier's AnsweredBy."""
        return self._act("answer", params={"answered_by": answered_by})

    def decline(self, status: str = "busy") -> Call:
        return self._act("decline", params={"status": status})

    def events(self, wait: float = 0) -> list[Heard]:
        """What is new since the last look, waiting up to `wait` seconds for it."""
        known = len(self.heard)
        self._take(
            self._line.get(
                f"/phones/calls/{self.sid}", after=known, version=self._version, wait=wait
            )
        )
        return self.heard[known:]

    def until(self, *waits_for: str, seconds: float = 10) -> Call:
        """Waits until others have brought the line to one of these states; to its end, if none are named.

        Raises CarrierError when that takes longer.
        """
        deadline = time.monotonic() + seconds
        while self.state.waits_for not in waits_for and not (self.state.ended and not waits_for):
            left = deadline - time.monotonic()
            if left <= 0 or self.state.ended:
                wanted = " or ".join(waits_for) or "the end of the call"
                raise CarrierError(f"The line did not come to {wanted}.")
            self.events(wait=left)
        return self

    def listen(self) -> Call:
        """Listens to the end of what is played, or until another has ended it meanwhile."""
        for _ in range(LONGEST_LISTENING):
            if self.state.ended or self.state.waits_for != "listen":
                break
            try:
                self._take(self._line.post(self._path("silence")))
            except NotNow:
                self.events()
        return self

    @property
    def in_room(self) -> list[str]:
        """What was said and done by others in the room, in order."""
        return [item.text for item in self.heard if item.kind == "room"]

    @property
    def words(self) -> list[str]:
        """What was said or played, without the rest."""
        return [item.text or item.url for item in self.heard if item.kind in ("say", "play")]

    def _act(self, action: str, params: dict[str, str] | None = None, **arguments: Any) -> Call:
        snapshot = self._line.post(self._path(action), params=params, **arguments)
        self._take(snapshot)
        return self.listen() if self._listens else self

    def _path(self, action: str) -> str:
        return f"/phones/calls/{self.sid}/{action}?after={len(self.heard)}"

    def _take(self, snapshot: dict[str, Any]) -> None:
        for event in snapshot["events"]:
            # Another look may have brought an event already.
            if event["n"] == len(self.heard) + 1:
                self.heard.append(_heard(event))
        self._version = snapshot["version"]
        self.state = State(snapshot["status"], snapshot["ended"], snapshot["waiting"])


class Phone:
    """A simulated telephone with a number of its own ("anonymous" withholds it)."""

    def __init__(self, base_url: str, number: str) -> None:
        self._line = Line(base_url)
        self.number = number

    def call(self, to: str, listens: bool = True) -> Call:
        """Dials a number of the application and listens to its first words."""
        snapshot = self._line.post("/phones/calls", json={"from": self.number, "to": to})
        call = Call(self._line, snapshot, listens)
        return call.listen() if listens else call

    def ringing(self, wait: float = 0, listens: bool = True) -> Call | None:
        """The call that rings this phone, waiting up to `wait` seconds for one."""
        answer = self._line.get("/phones/incoming", number=self.number, wait=wait)
        calls = answer["calls"]
        return Call(self._line, calls[0], listens) if calls else None

    def text(
        self, to: str, body: str, media: Sequence[Path | str | tuple[str, bytes]] = ()
    ) -> Text:
        """Sends a text; media are files, or pairs of content type and bytes.

        Returns when the application has answered the carrier.
        """
        wishes = {
            "from": self.number,
            "to": to,
            "body": body,
            "media": [_attachment(item) for item in media],
        }
        return _text(self._line.post("/phones/messages", json=wishes))

    def texts(self, after: int = 0, wait: float = 0) -> list[Text]:
        """All texts on this phone, sent and received, later than the one with `n` = after."""
        answer = self._line.get("/phones/messages", number=self.number, after=after, wait=wait)
        return [_text(item) for item in answer["messages"]]

    def received(self, after: int = 0, wait: float = 0) -> list[Text]:
        """The texts that came to this phone."""
        return [text for text in self.texts(after, wait) if text.recipient == self.number]


def _heard(event: dict[str, Any]) -> Heard:
    known = ("kind", "text", "language", "voice", "url")
    rest = {name: value for name, value in event.items() if name not in known}
    return Heard(**{name: event.get(name, "") for name in known}, details=rest)


def _text(item: dict[str, Any]) -> Text:
    return Text(item["sid"], item["n"], item["from"], item["to"], item["body"], item["media"])


def _attachment(item: Path | str | tuple[str, bytes]) -> dict[str, str]:
    if isinstance(item, tuple):
        content_type, content = item
    else:
        content_type = mimetypes.guess_type(str(item))[0] or "application/octet-stream"
        content = Path(item).read_bytes()
    return {"content_type": content_type, "data": base64.b64encode(content).decode("ascii")}
