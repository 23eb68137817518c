"""The four questions: may we contact you, when, what do others hear, and a safe word (V15).

Silence skips a question, once it has been asked twice. Nothing is allowed before the
question on others has been answered or skipped: whoever hangs up earlier said nothing.
"""

from __future__ import annotations

from ivr.flows.arrive import Move, after_contact, hear_again, leave
from ivr.flows.model import DONE, Flow
from ivr.flows.patience import ROUNDS
from ivr.flows.session import KeepContactRules, Session, changed
from ivr.flows.step_words import HOURS, MAY, OTHERS, SAFE_WORD, TEXT_HOURS, voice_of

#: What the keys answer, by page; the page's own name keeps the answer in the session.
_ANSWERS = {
    MAY: {"1": "call", "2": "text", "3": "no"},
    HOURS: {"1": "any", "2": "morning", "3": "evening"},
    OTHERS: {"1": "nothing", "2": "friend", "3": "name"},
    TEXT_HOURS: {"1": "any", "2": "morning", "3": "evening"},
}
_NAMES = {MAY: "~may", HOURS: "~hours", OTHERS: "~others", TEXT_HOURS: "~hours"}


def contact_key(flow: Flow, session: Session, digits: str) -> Move:
    """What a key answers to the question that waits; '#' is done with the questions."""
    if session.menu_page == SAFE_WORD:
        return hear_again(flow, session, alone=True)
    if digits == DONE:
        return _finish(flow, session) if session.menu_page != MAY else _none(flow, session)
    answer = _ANSWERS.get(session.menu_page, {}).get(digits)
    if answer is not None:
        return _answered(flow, session, answer)
    if session.misses + 1 >= ROUNDS:
        return _answered(flow, session, "")
    words = (voice_of(flow, session).own("not_a_choice"),)
    return hear_again(flow, changed(session, misses=session.misses + 1), words)


def silent_at_contact(flow: Flow, session: Session) -> Move:
    """Asked once more, with a longer wait; then skipped."""
    if session.menu_page == SAFE_WORD:
        return leave_contact(flow, session)
    if session.misses == 0:
        words = (voice_of(flow, session).own("take_your_time"),)
        return hear_again(flow, changed(session, misses=1), words)
    return _answered(flow, session, "")


def leave_contact(flow: Flow, session: Session) -> Move:
    """On from the questions: after the safe word, or without one."""
    words = (voice_of(flow, session).own("contact_kept_yes"),)
    return leave(flow, session, after_contact(flow, session), words)


def back_in_contact(flow: Flow, session: Session) -> Move | None:
    """'*' inside the questions leads to the one before; at the first, out of them."""
    page = {HOURS: MAY, TEXT_HOURS: MAY, OTHERS: HOURS, SAFE_WORD: OTHERS}.get(session.menu_page)
    return None if page is None else _ask(flow, session, page)


def _answered(flow: Flow, session: Session, answer: str) -> Move:
    page = session.menu_page
    answers = {**session.answers, _NAMES.get(page, "~may"): answer}
    session = changed(session, answers=answers)
    if page == HOURS:
        return _ask(flow, session, OTHERS)
    if page == MAY and answer in {"call", "text"}:
        # What was answered in an earlier round of these questions counts no more.
        session = changed(session, answers={**answers, "~hours": "", "~others": ""})
        return _ask(flow, session, HOURS if answer == "call" else TEXT_HOURS)
    return _none(flow, session) if page == MAY else _finish(flow, session)


def _ask(flow: Flow, session: Session, page: int) -> Move:
    return hear_again(flow, changed(session, menu_page=page, misses=0))


def _none(flow: Flow, session: Session) -> Move:
    words = (voice_of(flow, session).own("contact_kept_no"),)
    session, effects = leave(flow, session, after_contact(flow, session), words)
    return session, (KeepContactRules("no"), *effects)


def _finish(flow: Flow, session: Session) -> Move:
    answers = session.answers
    rules = KeepContactRules(
        answers.get("~may", ""), answers.get("~hours", ""), answers.get("~others", "")
    )
    wants_word = session.menu_page == OTHERS and session.agreed is True
    move = _ask(flow, session, SAFE_WORD) if wants_word else leave_contact(flow, session)
    return move[0], (rules, *move[1])
