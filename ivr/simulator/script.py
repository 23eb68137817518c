"""Plays a call or a text from a list of steps, and writes down line by line what happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ivr.simulator.client import Call, CarrierError, Heard, NotNow, Phone, Text
from ivr.simulator.sound import seconds_of

Write = Callable[[str], None]

# How often a step that does not fit waits in silence for the line to come around.
PATIENCE = 3


@dataclass(frozen=True)
class Step:
    """One thing the caller does: press (digits), speak (a WAV file), say (words in a room),
    silence or hang-up."""

    kind: str
    value: str = ""


@dataclass
class CallReport:
    """What became of a call; `problem` is a sentence when a step could not be done."""

    call_sid: str
    caller: str
    called: str
    status: str
    lines: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    problem: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass
class TextReport:
    """A text and the texts that came back."""

    sent: Text
    replies: list[Text]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def run_call_script(client: Phone, steps: Sequence[Step], write: Write, *, to: str) -> CallReport:
    """Calls `to` and does the steps in order; then is silent a while, and hangs up.

    Raises CarrierError when there is no carrier or no such number.
    """
    for step in steps:
        if step.kind == "speak" and not Path(step.value).is_file():
            raise CarrierError(f"There is no file {step.value}.")
    return _Caller(client.call(to), write).run(steps)


def answer_call(
    client: Phone, steps: Sequence[Step], write: Write, *,
    wait: float = 30.0, how: str = "human",
) -> CallReport:  # fmt: skip
    """Waits for the phone to ring, and does with the call what `how` says.

    "human" and "machine" answer: a machine does none of the steps and is silent. "busy",
    "no-answer" and "failed" do not answer. Raises CarrierError when it does not ring.
    """
    call = client.ringing(wait)
    if call is None:
        raise CarrierError(f"The phone {client.number} did not ring within {wait:g} seconds.")
    write(f"The phone {client.number} rings: a call from {call.caller}.")
    if how in ("busy", "no-answer", "failed"):
        call.decline(how)
        call.until()
        write(f"The call is over: {call.state.status}.")
        return CallReport(call.sid, call.caller, call.called, call.state.status)
    if how == "machine":
        call.answer("machine_start")
        return _Caller(call, write, leaves=False).run(())
    call.answer()
    return _Caller(call, write).run(steps)


def run_text(
    client: Phone, body: str, write: Write, *, to: str,
    media: Sequence[Path | str] = (), wait: float = 2.0,
) -> TextReport:  # fmt: skip
    """Sends a text and waits for answers until none came for `wait` seconds."""
    for words in (body, *(f"({Path(each).name})" for each in media)):
        if words:
            write(f"  texter   {words}")
    sent = client.text(to, body, media)
    replies: list[Text] = []
    position = sent.n
    while len(replies) < 20:
        news = client.texts(position, wait)
        if not news:
            break
        for text in news:
            position = text.n
            if text.recipient == client.number:
                replies.append(text)
                write(f"  hotline  {text.body}")
    if not replies:
        write("  (no answer)")
    return TextReport(sent, replies)


class _Caller:
    """Holds the receiver, and the pencil."""

    def __init__(self, call: Call, write: Write, *, leaves: bool = True) -> None:
        self._call = call
        # A machine holds the line for as long as it is let.
        self._patience = PATIENCE if leaves else 10 * PATIENCE
        self._write = write
        self._told = 0
        self._report = CallReport(call.sid, call.caller, call.called, call.state.status)

    def run(self, steps: Sequence[Step]) -> CallReport:
        self._tell_what_was_heard()
        for step in steps:
            if self._call.state.ended and step.kind == "hang-up":
                # To put the receiver down after the line did is what people do.
                continue
            if self._call.state.ended:
                self._fail(f"The call was over before the caller could {_as_wish(step)}.")
                break
            if not self._do(step):
                break
        for _ in range(self._patience):
            if self._call.state.ended:
                break
            self._wait_in_silence()
        if not self._call.state.ended:
            self._line("  caller   hangs up")
            self._call.hang_up()
            self._tell_what_was_heard()
        report = self._report
        report.status = self._call.state.status
        report.heard = list(self._call.heard)
        self._line(f"The call is over: {report.status}.")
        return report

    def _do(self, step: Step) -> bool:
        """Does a step, after up to three rounds of silence if the line is not ready for it."""
        for attempt in range(PATIENCE + 1):
            try:
                self._attempt(step)
            except NotNow:
                if self._call.state.ended or attempt == PATIENCE:
                    break
                self._wait_in_silence()
            else:
                return True
        waits_for = _AS_WAITING.get(self._call.state.waits_for, "nothing from the caller")
        if self._call.state.ended:
            self._fail(f"The call was over before the caller could {_as_wish(step)}.")
        else:
            self._fail(f"The caller could not {_as_wish(step)}: the line waits for {waits_for}.")
        return False

    def _attempt(self, step: Step) -> None:
        if step.kind == "press":
            self._call.press(step.value)
            self._line(f"  caller   presses {step.value}")
        elif step.kind == "speak":
            seconds = seconds_of(Path(step.value).read_bytes())
            self._call.speak(step.value)
            self._line(f"  caller   speaks {Path(step.value).name} ({seconds:.1f} s)")
        elif step.kind == "say":
            self._call.until("conference")
            self._call.say(step.value)
            self._line(f"  caller   says {step.value}")
        elif step.kind == "silence":
            self._call.silence()
            self._line("  caller   is silent")
        elif step.kind == "hang-up":
            self._line("  caller   hangs up")
            self._call.hang_up()
        else:
            raise ValueError(f"There is no step {step.kind!r}.")
        self._tell_what_was_heard()

    def _wait_in_silence(self) -> None:
        try:
            self._call.silence()
        except NotNow:
            self._call.events()
            return
        self._line("  caller   is silent")
        self._tell_what_was_heard()

    def _tell_what_was_heard(self) -> None:
        for item in self._call.heard[self._told :]:
            line = _as_line(item)
            if line:
                self._line(line)
        self._told = len(self._call.heard)

    def _fail(self, sentence: str) -> None:
        self._report.problem = sentence
        self._line(sentence)

    def _line(self, line: str) -> None:
        self._report.lines.append(line)
        self._write(line)


_AS_WAITING = {
    "gather": "keys",
    "record": "a voice",
    "listen": "the caller to listen",
    "dial": "somebody to answer",
    "queue": "somebody to come",
}


def _as_wish(step: Step) -> str:
    return {
        "press": f"press {step.value}",
        "speak": f"speak {Path(step.value).name}",
        "say": "say something",
        "silence": "be silent",
        "hang-up": "hang up",
    }.get(step.kind, step.kind)


def _as_line(item: Heard) -> str:
    """What the caller notices; their own doings are written when they are done."""
    details = item.details
    if item.kind == "say":
        return f"  hotline  [{item.language.split('-')[0]}]  {item.text}"
    if item.kind == "play":
        return f"  hotline  [sound]  {item.url}"
    if item.kind == "tone":
        return "  (tone)"
    if item.kind == "bridged":
        return f"  (joined with {details.get('number', 'somebody')})"
    if item.kind == "unbridged":
        return "  (the other side is gone)"
    if item.kind == "conference":
        return "  (waits for the others)" if details.get("waits") else "  (in a room)"
    if item.kind == "room":
        who = details.get("who")
        return f"  in the room: {who}: {item.text}" if who else f"  ({item.text})"
    if item.kind == "queue":
        return "  (waits in a queue)"
    if item.kind == "error":
        return f"  (carrier: error {details.get('code')}: {item.text})"
    return ""
