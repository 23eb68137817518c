"""Walks every way a caller can go, and proves that each ends with a person or a kept message."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from hotline.domain.line import LineNow, LineState
from hotline.types import Language
from ivr.flows.engine import advance, start
from ivr.flows.line_words import every_line, with_line
from ivr.flows.model import PHONE_KEYS, Flow, MenuStep, ReceiptStep, RecordStep, SafeContactStep
from ivr.flows.session import (
    Effects,
    Event,
    HungUp,
    KeyPressed,
    Listen,
    ReceiptOpened,
    ReceiptRefused,
    Record,
    Recorded,
    Session,
    Silence,
    Wrote,
)

#: Far above any flow that people can follow; a bound all the same.
MOST_STATES = 200_000
#: A caller who does nothing must have left a message after so many waits.
LONGEST_SILENCE = 200


@dataclass(frozen=True)
class DeadEnd:
    """A place where a caller would be lost, and how one gets there (in the log's words)."""

    step: str
    reason: str
    way: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.step}: {self.reason} (after: {', '.join(self.way) or 'nothing'})"


@dataclass
class WalkReport:
    """`paths` counts one path for each state and each thing that can happen in it."""

    paths: int = 0
    states: int = 0
    dead_ends: list[DeadEnd] = field(default_factory=list)
    complete: bool = True


def walk_in_every_line(flow: Flow) -> WalkReport:
    """The walk once for each state of the line: open, closed, surge and the others."""
    whole = WalkReport()
    for state, line in every_line(flow):
        # Every language where the line is open; two are enough to see what its state changes.
        few = replace(flow, languages=flow.languages[:2])
        report = walk(flow if state is LineState.OPEN else few, line)
        whole.paths += report.paths
        whole.states += report.states
        whole.complete = whole.complete and report.complete
        whole.dead_ends += [
            replace(end, way=(f"the line is {state}", *end.way)) for end in report.dead_ends
        ]
    return whole


def walk(flow: Flow, line: LineNow | None = None) -> WalkReport:
    """Every state from every beginning: by phone in each language, by text, all keys.

    Memoised: topic, speed and turn change nothing about the way; of the history only the
    last step does, as '*' leads there. Each dead end is told once, by its shortest way.
    """
    report = WalkReport()
    now = line or LineNow()

    def begin(channel: str, language: Language | None, reachable: bool) -> tuple[Session, Effects]:
        move = start(flow, channel, language, reachable=reachable)
        return with_line(flow, None, None, move, lambda: now)

    def go_on(session: Session, event: Event) -> tuple[Session, Effects]:
        return with_line(flow, session, event, advance(flow, session, event), lambda: now)

    ahead: deque[tuple[Session, tuple[str, ...]]] = deque()
    seen: set[Session] = set()
    told: set[tuple[str, str]] = set()

    def look(session: Session, effects: Effects, way: tuple[str, ...]) -> None:
        reason = _lost(session, effects)
        if reason and (session.step, reason) not in told:
            told.add((session.step, reason))
            report.dead_ends.append(DeadEnd(session.step, reason, way))
        state = _state(session)
        if not session.ended and state not in seen:
            seen.add(state)
            ahead.append((state, way))

    ends: dict[Session, bool] = {}
    for channel, language, reachable in _beginnings(flow):
        look(*begin(channel, language, reachable), ())
        report.paths += 1
    while ahead:
        if len(seen) > MOST_STATES:
            report.complete = False
            break
        session, way = ahead.popleft()
        for event in _events(flow, session):
            report.paths += 1
            after, effects = go_on(session, event)
            if not isinstance(event, HungUp) and not _hung_up(event):
                look(after, effects, (*way, _name(event)))
        if not _silence_ends(session, go_on, ends) and (session.step, "silence") not in told:
            told.add((session.step, "silence"))
            report.dead_ends.append(DeadEnd(session.step, "silence never ends here", way))
    report.states = len(seen)
    return report


def _beginnings(flow: Flow) -> Iterator[tuple[str, Language | None, bool]]:
    """By phone and by text, in each language; and once with a number that is withheld."""
    for channel in ("voice", "text"):
        for language in (None, *flow.languages):
            yield channel, language, True
    yield "voice", flow.master, False


class _NoAnswers(dict[str, str]):
    """What was answered changes nothing about the way; a dict would have no hash."""

    def __hash__(self) -> int:  # type: ignore[override]
        return 0


_NO_ANSWERS = _NoAnswers()


def _state(session: Session) -> Session:
    return replace(
        session,
        turn=0,
        # Whether there is one matters, which one does not.
        topic=session.topic and "some",
        slower=False,
        patient=False,
        urgent=False,
        opened_state="",
        answers=_NO_ANSWERS,
        history=session.history[-1:],
    )


def _events(flow: Flow, session: Session) -> Iterator[Event]:
    step = flow.step(session.step)
    if session.channel == "text":
        yield from (Wrote(key) for key in sorted(PHONE_KEYS))
        yield Wrote("I need help")
        if isinstance(step, MenuStep):
            yield from (Wrote(word) for option in step.options for word in option.words)
    else:
        yield from (KeyPressed(key) for key in sorted(PHONE_KEYS))
        yield Silence()
        if isinstance(step, ReceiptStep):
            yield from (KeyPressed("12345678"), ReceiptRefused(), ReceiptRefused(locked=True))
            yield ReceiptOpened("request", "queued", flow.master)
            yield ReceiptOpened("request", "claimed", flow.languages[-1], reachable=False)
        if isinstance(step, RecordStep | SafeContactStep):
            yield from (Recorded("", 0), Recorded("", 12, "#"), Recorded("", 12, "hangup"))
    yield HungUp()


def _hung_up(event: Event) -> bool:
    return isinstance(event, Recorded) and event.ended_by == "hangup"


def _lost(session: Session, effects: Effects) -> str:
    """Why a caller who is still there is lost now; '' when they are not."""
    if session.ended:
        return "" if session.queued else "hung up on with nothing kept"
    waits = bool(effects) and isinstance(effects[-1], Listen | Record)
    return "" if waits or session.channel == "text" else "nobody listens"


def _silence_ends(
    session: Session,
    go_on: Callable[[Session, Event], tuple[Session, Effects]],
    known: dict[Session, bool],
) -> bool:
    """Whether who does nothing from here on ends with a kept request; `known` is filled."""
    if session.channel == "text":
        return True  # a text can wait for days, and loses nothing
    way, ends = [], False
    for _ in range(LONGEST_SILENCE):
        state = _state(session)
        if state in known:
            ends = known[state]
            break
        way.append(state)
        session, _effects = go_on(session, Silence())
        if session.ended:
            ends = session.queued
            break
    known.update(dict.fromkeys(way, ends))
    return ends


def _name(event: Event) -> str:
    match event:
        case KeyPressed(digits):
            return f"key {digits}"
        case Wrote(text):
            return f"text {text!r}"
        case Recorded(_, seconds, _):
            return f"{seconds} s recorded"
    return type(event).__name__.lower()
