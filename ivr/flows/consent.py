"""Consent: nobody's voice is recorded before they were told of it and went on (V14).

Yes is key 1, or staying on the line after having been told twice: somebody who cannot press
a key must get through as well (V10). No is key 2, '#', or keys that mean nothing: then
nothing is recorded, and the request is queued with the topic that was chosen by key.
"""

from __future__ import annotations

from ivr.flows.arrive import Move, hear_again, leave
from ivr.flows.model import DONE, Flow, MenuStep
from ivr.flows.patience import ROUNDS
from ivr.flows.session import Session, changed
from ivr.flows.step_words import voice_of


def consent_key(flow: Flow, session: Session, digits: str) -> Move:
    """What a key answers to the question."""
    if digits == "1":
        return _go_on(flow, session, agreed=True)
    if digits in {"2", DONE} or session.misses + 1 >= ROUNDS:
        return _go_on(flow, session, agreed=False)
    words = (voice_of(flow, session).own("not_a_choice"),)
    return hear_again(flow, changed(session, misses=session.misses + 1), words)


def silent_at_consent(flow: Flow, session: Session) -> Move:
    """Told once more; who then stays on the line has agreed."""
    if session.misses == 0:
        words = (voice_of(flow, session).own("consent_again"),)
        return hear_again(flow, changed(session, misses=1), words, alone=True)
    return _go_on(flow, session, agreed=True)


def _go_on(flow: Flow, session: Session, *, agreed: bool) -> Move:
    session = changed(session, agreed=agreed)
    target = session.pending or flow.recorder
    if agreed:
        return leave(flow, session, target)
    words = (voice_of(flow, session).own("without_recording"),)
    menu = flow.steps.get(flow.first_menu)
    asks_topic = isinstance(menu, MenuStep) and any(option.topic for option in menu.options)
    if asks_topic and session.topic is None and not session.opened:
        target = flow.first_menu
    return leave(flow, session, target, words)
