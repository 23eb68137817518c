"""Shall we remember your language for this phone? Only a yes-key remembers it (V3).

Asked after the request waits and its receipt has been told: whoever hangs up instead loses
nothing. Silence, '#' and keys that mean nothing leave everything as it was; key 2 also
forgets what was remembered before.
"""

from __future__ import annotations

from ivr.flows.arrive import Move, arrive, hear_again
from ivr.flows.model import KEPT, Flow
from ivr.flows.patience import ROUNDS
from ivr.flows.session import RememberLanguage, Session, changed
from ivr.flows.step_words import own_words


def remember_key(flow: Flow, session: Session, digits: str) -> Move:
    """What a key answers to the question."""
    if digits == "1":
        return _go_on(flow, session, "remember_kept", RememberLanguage(session.language))
    if digits == "2":
        return _go_on(flow, session, "remember_nothing", RememberLanguage(None))
    if digits.isdecimal() and session.misses + 1 < ROUNDS:
        words = own_words(flow, session, "not_a_choice")
        return hear_again(flow, changed(session, misses=session.misses + 1), words)
    return silent_at_remember(flow, session)


def silent_at_remember(flow: Flow, session: Session) -> Move:
    """No answer is no yes; nobody is asked twice for something they do not need."""
    return arrive(flow, session, session.pending or KEPT.name)


def _go_on(flow: Flow, session: Session, words: str, wish: RememberLanguage) -> Move:
    said = own_words(flow, session, words)
    session, effects = arrive(flow, session, session.pending or KEPT.name, said)
    return session, (wish, *effects)
