"""A caller's wish about who answers that nobody free can meet: they are asked, never overruled.

Key 1 lets somebody else come now, and 2, pound or silence keeps the wish and leads on to the
message. Pure, as the wait is; the session stands at the recorder meanwhile.
"""

from __future__ import annotations

from dataclasses import replace

from ivr.flows import engine
from ivr.flows.arrive import Move, Prompts, hear_again
from ivr.flows.keys import as_keys
from ivr.flows.model import BACK, DONE, SLOWER, TEXT_KEY, Flow
from ivr.flows.patience import ROUNDS
from ivr.flows.session import Event, KeyPressed, Listen, Session, Silence
from ivr.flows.step_words import own_words, voice_of
from ivr.flows.words import BEFORE_KEY

#: Seconds: somebody weighs something here.
_TO_THINK = 10
_ANOTHER, _MESSAGE = "1", "2"


def ask_about_wish(flow: Flow, session: Session, wish: str, before: Prompts = ()) -> Move:
    """The question, in their language; `wish` is a name of hotline.domain.routing.Wish."""
    session = replace(session, unmet=wish, waiting="", wait_round=0)
    return session, (_question(flow, session, before),)


def takes_anybody(event: Event) -> bool:
    """Only this key is a yes."""
    return isinstance(event, KeyPressed) and as_keys(event.digits) == _ANOTHER


def with_anybody(session: Session) -> Session:
    """They said that somebody else is fine."""
    return replace(session, turn=session.turn + 1, unmet="", anybody=True)


def answer_about_wish(flow: Flow, session: Session, event: Event) -> Move:
    """Every other answer: the wish stays, whatever the key."""
    keys = as_keys(event.digits) if isinstance(event, KeyPressed) else ""
    asked_enough = session.wait_round + 1 >= ROUNDS
    if keys in {_MESSAGE, DONE} or isinstance(event, Silence) or asked_enough:
        session = replace(session, turn=session.turn + 1, unmet="")
        return hear_again(flow, session, own_words(flow, session, "unmet_kept"))
    if keys in {BACK, TEXT_KEY}:
        return engine.advance(flow, replace(session, unmet=""), KeyPressed(keys))
    if keys == SLOWER:
        session = replace(session, slower=True, louder=session.slower)
    again = replace(session, turn=session.turn + 1)
    if keys:
        again = replace(again, wait_round=session.wait_round + 1)
    return again, (_question(flow, again, ()),)


def _question(flow: Flow, session: Session, before: Prompts) -> Listen:
    voice = voice_of(flow, session)
    words = before + own_words(flow, session, f"unmet_{session.unmet.replace(' ', '_')}")
    words += (voice.own("unmet_another", pause=BEFORE_KEY), voice.own("press_1"))
    words += (voice.own("unmet_message", pause=BEFORE_KEY), voice.own("press_2"))
    return Listen(1, _TO_THINK, "", words)
