"""Key 6: to write instead of talking, from wherever a call is (T4).

Asked first whether a text to this phone is safe; only the key for yes sends one. What was
said so far is kept, and what they then write comes to the same request. A no, silence and
keys that mean nothing lead back to where they were.
"""

from __future__ import annotations

from hotline.types import NOT_KNOWN_YET
from ivr.flows.arrive import Move, Prompts, enqueue, hear_again, leave, tell_receipt
from ivr.flows.model import (
    DONE,
    RESERVED_KEYS,
    TEXT_KEY,
    TEXTING,
    ConsentStep,
    Flow,
    MenuStep,
    RecordStep,
    RememberStep,
    SafeContactStep,
)
from ivr.flows.patience import ROUNDS
from ivr.flows.session import HangUp, KeepContactRules, Say, Session, TextFirst, changed
from ivr.flows.step_words import NUMBER_KEYED, own_words, texting_door


def offers_texting(flow: Flow, session: Session) -> bool:
    """True where key 6 means this: not where it is a choice of the flow or a digit of a number.

    Whoever opened a request with its number may call from any phone: the text would go to
    another one.
    """
    if session.channel == "text" or session.opened or session.language in (None, NOT_KNOWN_YET):
        return False
    step = flow.step(session.step)
    if isinstance(step, MenuStep):
        return step.option(TEXT_KEY) is None
    if isinstance(step, SafeContactStep):
        return session.menu_page != NUMBER_KEYED
    return isinstance(step, ConsentStep | RememberStep | RecordStep)


def texting_offer(flow: Flow, session: Session) -> Prompts:
    """The words of key 6 where it is of use; none for a phone that we cannot text."""
    here = offers_texting(flow, session) and can_be_texted(session)
    return texting_door(flow, session) if here else ()


def can_be_texted(session: Session) -> bool:
    """False for a withheld number, for one that we never text, and after a STOP."""
    return session.reachable and session.textable


def to_texting(flow: Flow, session: Session) -> Move:
    """Key 6 was pressed: the question, or why it cannot be."""
    if not can_be_texted(session):
        return hear_again(flow, session, own_words(flow, session, "texting_cannot"))
    return leave(flow, session, TEXTING.name)


def texting_key(flow: Flow, session: Session, digits: str) -> Move:
    """What a key answers to the question."""
    if digits == "1":
        return _text(flow, session)
    if digits in {"2", DONE} or session.misses + 1 >= ROUNDS:
        return _no_text(flow, session)
    words = own_words(flow, session, "not_a_choice")
    return hear_again(flow, changed(session, misses=session.misses + 1), words)


def is_wrong_at_texting(digits: str) -> bool:
    """True for keys that mean nothing to the question."""
    return digits not in {"", "1", "2", *RESERVED_KEYS}


def silent_at_texting(flow: Flow, session: Session) -> Move:
    """Asked once more; no answer is no yes."""
    if session.misses == 0:
        words = own_words(flow, session, "take_your_time")
        return hear_again(flow, changed(session, misses=1), words)
    return _no_text(flow, session)


def _text(flow: Flow, session: Session) -> Move:
    words = own_words(flow, session, "texting_sent")
    goodbye = own_words(flow, session, "goodbye")
    orders = (enqueue(flow, session), KeepContactRules("text"), TextFirst())
    # Who was asked about their language has heard their number a moment ago.
    told = (Say(words),) if session.remember_asked else tell_receipt(flow, session, words)
    session = changed(session, queued=True, ended=True)
    return session, (*orders, *told, Say(goodbye), HangUp())


def _no_text(flow: Flow, session: Session) -> Move:
    """Back to where they were, and everything there as it was."""
    step = session.history[-1] if session.history else flow.recorder
    session = changed(session, step=step, history=session.history[:-1], misses=0, menu_page=0)
    return hear_again(flow, session, own_words(flow, session, "texting_none"))
