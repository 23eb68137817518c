"""Waiting for a person: what is said, what a key means. Pure, as the engine is.

The session stands where the engine put it: at the recorder, which is where it goes on when
nobody comes. So a wait can end at any moment, and nothing has to be remembered for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from itertools import takewhile

from hotline.types import NOT_KNOWN_YET
from ivr.flows import engine
from ivr.flows.arrive import Move, Prompts, hear_again, leave
from ivr.flows.keys import as_keys
from ivr.flows.model import BACK, DONE, SLOWER, TEXT_KEY, Flow
from ivr.flows.session import (
    ConnectPerson,
    Effects,
    Event,
    KeyPressed,
    Listen,
    Record,
    Say,
    Session,
)
from ivr.flows.step_words import languages_on, own_words, voice_of, words_at
from ivr.flows.texting import can_be_texted, offers_texting, texting_offer
from ivr.flows.words import BEFORE_KEY

#: Seconds without a voice after the words: with them no round is longer than twenty.
QUIET = 9
#: The exits are told in every second round: at least once in forty seconds (V18).
EXITS_EVERY = 2
_MESSAGE, _CALLBACK, _WOMAN = "2", "3", "4"
#: Words that lead to a recorder: they are said when the wait has ended in vain.
_TO_RECORDER = frozenset(
    f"engine.{name}" for name in ("nobody_free", "nobody_free_waits", "consent", "message")
)


class Wish(StrEnum):
    """What a waiting caller wants."""

    STAY = "stay"
    MESSAGE = "message"
    CALLBACK = "callback"
    BACK = "back"
    TEXT = "text"
    WOMAN = "woman"


@dataclass(frozen=True)
class WaitNow:
    """What is so now: how many wait before, how long it can take, whether a language is missing."""

    before: int
    left: timedelta
    no_speaker: bool = False


def wants_person(before: Session | None, session: Session, effects: Effects) -> bool:
    """True when this move asks for a person: key 0, a `connect` step, or the danger door."""
    if session.channel == "text" or session.ended:
        return False
    was_urgent = before is not None and before.urgent
    asked = any(isinstance(effect, ConnectPerson) for effect in effects)
    return asked or (session.urgent and not was_urgent)


def wish_of(event: Event) -> Wish:
    """Any key that means nothing here, and silence, go on waiting: nobody is sent away."""
    keys = as_keys(event.digits) if isinstance(event, KeyPressed) else ""
    if keys in {_MESSAGE, DONE}:
        return Wish.MESSAGE
    if keys == _CALLBACK:
        return Wish.CALLBACK
    if keys == TEXT_KEY:
        return Wish.TEXT
    if keys == _WOMAN:
        return Wish.WOMAN
    return Wish.BACK if keys == BACK else Wish.STAY


def begin_wait(flow: Flow, move: Move, bridge_id: str, now: WaitNow) -> Move:
    """The first words of a wait, after what was said on the way (the danger door's words)."""
    session, effects = move
    said = said_on_the_way(flow, session, effects)
    session = replace(session, waiting=bridge_id, wait_round=0)
    return session, (_listen(flow, session, now, said),)


def go_on_waiting(flow: Flow, session: Session, event: Event, now: WaitNow) -> Move:
    """The next round. Any key tells everything again, so that nobody wonders whether it was
    heard; 7 tells it slower, as everywhere."""
    pressed = isinstance(event, KeyPressed)
    if isinstance(event, KeyPressed) and as_keys(event.digits) == SLOWER:
        session = replace(session, slower=True, louder=session.slower)
    told = 0 if pressed else session.wait_round + 1
    session = replace(session, turn=session.turn + 1, wait_round=told)
    return session, (_listen(flow, session, now, ()),)


def wants_woman(session: Session) -> Session:
    """They asked for a woman: the wait goes on as a new one, whose phones are women's."""
    return replace(
        session,
        turn=session.turn + 1,
        wants_woman=True,
        waiting="",
        waited=(*session.waited, session.waiting),
    )


def can_ask_for_woman(session: Session) -> bool:
    """Once is enough, and where nobody knows the language the wait has fewer words."""
    return not session.wants_woman and session.language != NOT_KNOWN_YET


def can_write(flow: Flow, session: Session) -> bool:
    """Whether key 6 ends the wait: where it leads nowhere the caller goes on waiting."""
    return offers_texting(flow, session) and can_be_texted(session)


def stop_waiting(flow: Flow, session: Session, wish: Wish, *, words: str = "") -> Move:
    """On to the message, to the questions of a callback, or back to where they came from."""
    session = replace(
        session, turn=session.turn + 1, waiting="", waited=(*session.waited, session.waiting)
    )
    if wish is Wish.CALLBACK and session.language != NOT_KNOWN_YET:
        return leave(flow, session, flow.contact)
    if wish in {Wish.BACK, Wish.TEXT}:
        key = BACK if wish is Wish.BACK else TEXT_KEY
        session = replace(session, turn=session.turn - 1)
        return engine.advance(flow, session, KeyPressed(key))
    return hear_again(flow, session, own_words(flow, session, words) if words else ())


def _listen(flow: Flow, session: Session, now: WaitNow, before: Prompts) -> Listen:
    with_exits = session.wait_round % EXITS_EVERY == 0
    if session.language == NOT_KNOWN_YET:
        return _listen_in_each(flow, session, now, before, with_exits=with_exits)
    names = ["wait_ringing" if session.wait_round == 0 else "wait_still"]
    if with_exits:
        if now.no_speaker:
            names.append("wait_other_language")
        names += [*_before(now.before), _left(now.left)]
    words = before + own_words(flow, session, *names)
    if with_exits:
        voice = voice_of(flow, session)
        words += own_words(flow, session, "wait_stay")
        words += (voice.own("wait_message", pause=BEFORE_KEY), voice.own("press_2"))
        words += (voice.own("wait_callback", pause=BEFORE_KEY), voice.own("press_3"))
        words += texting_offer(flow, session)
    elif can_ask_for_woman(session):
        # In the short rounds, so that no round grows longer.
        voice = voice_of(flow, session)
        words += (voice.own("wait_woman", pause=BEFORE_KEY), voice.own("press_4"))
    return Listen(1, _quiet(now), "", words, ticks=True)


def _listen_in_each(
    flow: Flow, session: Session, now: WaitNow, before: Prompts, *, with_exits: bool
) -> Listen:
    """In each language of the first page, so the shortest: that it rings, and the message."""
    words = before + own_words(
        flow, session, "wait_ringing" if session.wait_round == 0 else "wait_still"
    )
    voice = voice_of(flow, session)
    for each in languages_on(flow, 0) if with_exits else ():
        words += (voice.own("wait_message", each, BEFORE_KEY), voice.own("press_2", each))
    return Listen(1, _quiet(now), "", words, ticks=True)


def _quiet(now: WaitNow) -> int:
    return max(1, min(QUIET, int(now.left.total_seconds())))


def _before(before: int) -> list[str]:
    """A band, not a number: it is true for longer, and nobody counts on it."""
    if before == 0:
        return []
    if before == 1:
        return ["wait_one_before"]
    return ["wait_some_before" if before <= 5 else "wait_many_before"]


def _left(left: timedelta) -> str:
    if left > timedelta(minutes=2):
        return "wait_minutes"
    return "wait_two_minutes" if left > timedelta(minutes=1) else "wait_minute"


def said_on_the_way(flow: Flow, session: Session, effects: Effects) -> Prompts:
    """What the engine would have said before the recorder, without what leads to one."""
    here = {prompt.key for prompt in words_at(flow, session, flow.step(session.step))}
    said = (
        prompt
        for effect in effects
        if isinstance(effect, Say | Listen | Record)
        for prompt in effect.prompts
    )
    return tuple(
        prompt
        for prompt in takewhile(lambda each: each.key not in _TO_RECORDER, said)
        if prompt.key not in here
    )
