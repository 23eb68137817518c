"""What the walk tries: every beginning, everything that can happen, and when two states are one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.arrive import Move
from ivr.flows.engine import start
from ivr.flows.model import (
    PHONE_KEYS,
    ConsentStep,
    Flow,
    MenuStep,
    QueueStep,
    ReceiptStep,
    RecordStep,
    SafeContactStep,
)
from ivr.flows.session import (
    Effects,
    Event,
    HungUp,
    KeyPressed,
    Listen,
    NumberRefused,
    NumberTaken,
    ReceiptOpened,
    ReceiptRefused,
    Record,
    Recorded,
    Session,
    Silence,
    Wrote,
    changed,
)


@dataclass(frozen=True)
class Beginning:
    """One way in which a call or a talk can begin."""

    channel: str
    language: Language | None = None
    reachable: bool = True
    relay: bool = False
    remembered: bool = False

    def move(self, flow: Flow) -> Move:
        """The first move."""
        return start(
            flow,
            self.channel,
            self.language,
            reachable=self.reachable,
            relay=self.relay,
            remembered=self.remembered,
        )


def beginnings(flow: Flow) -> Iterator[Beginning]:
    """By phone and text in each language; a remembered one; a withheld number; a relay call."""
    for channel in ("voice", "text"):
        for language in (None, *flow.languages):
            yield Beginning(channel, language)
    for language in flow.languages:
        yield Beginning("voice", language, remembered=True)
    yield Beginning("voice", flow.master, reachable=False)
    yield Beginning("voice", reachable=False)
    yield Beginning("voice", relay=True)
    yield Beginning("voice", reachable=False, relay=True)


class _NoAnswers(dict[str, str]):
    """What was answered changes nothing about the way; a dict would have no hash."""

    def __hash__(self) -> int:  # type: ignore[override]
        return 0


_NO_ANSWERS = _NoAnswers()


def state_of(flow: Flow, session: Session, *, each_language: bool) -> Session:
    """The session without what changes nothing about the way.

    The engine never asks which language it is, only whether there is one and whether it has
    changed; so that languages are one state, unless `each_language` keeps them apart. Topic,
    speed and turn change nothing either; of the history only the last step does, as '*'
    leads there; and what waits behind a question of ours only while that question is asked.
    """
    step, pending = flow.step(session.step), session.pending
    if not isinstance(step, ConsentStep) and not isinstance(flow.step(pending), QueueStep):
        pending = ""
    language = session.language
    if language not in (None, NOT_KNOWN_YET) and not each_language:
        language = flow.master
    return changed(
        session,
        turn=0,
        language=language,
        pending=pending,
        # It matters only for whom the question of the language of a phone is.
        language_confirmed=session.language_confirmed
        and session.reachable
        and not session.remember_asked,
        # Whether there is one matters, which one does not.
        topic=session.topic and "some",
        area="",
        slower=False,
        louder=False,
        patient=False,
        urgent=False,
        opened_state="",
        hurried=0,
        pressed_at=0.0,
        partner=session.partner if isinstance(step, ReceiptStep) else "",
        # Which number is called back changes what is kept, never the way.
        other_number="",
        answers=_NO_ANSWERS,
        history=session.history[-1:],
    )


def events_at(flow: Flow, session: Session) -> tuple[Event, ...]:
    """Everything that can happen in this state; a hang-up is the last of them."""
    return (*_events(flow, session), HungUp())


def _events(flow: Flow, session: Session) -> Iterator[Event]:
    step = flow.step(session.step)
    if session.channel == "text":
        yield from (Wrote(key) for key in sorted(PHONE_KEYS))
        yield Wrote("I need help")
        if isinstance(step, MenuStep):
            yield from (Wrote(word) for option in step.options for word in option.words)
        return
    yield from (KeyPressed(key) for key in sorted(PHONE_KEYS))
    yield Silence()
    if isinstance(step, ReceiptStep):
        yield from (KeyPressed("12345678"), ReceiptRefused(), ReceiptRefused(locked=True))
        yield ReceiptOpened("request", "queued", flow.master)
        yield ReceiptOpened("request", "claimed", flow.languages[-1], reachable=False)
        yield ReceiptOpened("request", "claimed", flow.master, partner="asked")
    if isinstance(step, SafeContactStep):
        yield from (KeyPressed("2125550100"), NumberRefused(), NumberRefused(dear=True))
        yield NumberTaken("2125550100")
    if isinstance(step, RecordStep | SafeContactStep):
        yield from (Recorded("", 0), Recorded("", 12, "#"), Recorded("", 12, "hangup"))


def is_hang_up(event: Event) -> bool:
    """The caller is gone: whatever is kept is kept, and nobody is there to be lost."""
    return isinstance(event, HungUp) or (isinstance(event, Recorded) and event.ended_by == "hangup")


def lost(session: Session, effects: Effects) -> str:
    """Why a caller who is still there is lost now; '' when they are not."""
    if session.ended:
        return "" if session.queued else "hung up on with nothing kept"
    waits = bool(effects) and isinstance(effects[-1], Listen | Record)
    return "" if waits or session.channel == "text" else "nobody listens"


def name_of(event: Event) -> str:
    """An event in the words of a report."""
    match event:
        case KeyPressed(digits):
            return f"key {digits}"
        case Wrote(text):
            return f"text {text!r}"
        case Recorded(_, seconds, _):
            return f"{seconds} s recorded"
    return type(event).__name__.lower()
