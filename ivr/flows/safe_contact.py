"""The four questions: may we contact you, when, what do others hear, and a safe word (V15).

Silence skips a question, once it has been asked twice. Nothing is allowed before the
question on others has been answered or skipped: whoever hangs up earlier said nothing.

A number that was keyed in is tried by the services (TryNumber), heard back digit by digit,
and counts only after a yes; one in a call.
"""

from __future__ import annotations

from ivr.flows.arrive import Move, after_contact, hear_again, leave
from ivr.flows.model import DONE, Flow, SafeContactStep
from ivr.flows.patience import ROUNDS
from ivr.flows.session import (
    KeepContactRules,
    NumberRefused,
    NumberTaken,
    Session,
    StopContact,
    TryNumber,
    changed,
)
from ivr.flows.step_words import (
    HOURS,
    LONGEST_NUMBER,
    MAY,
    NUMBER_KEYED,
    NUMBER_SURE,
    OTHERS,
    SAFE_WORD,
    SAY_WHEN,
    TEXT_HOURS,
    own_words,
    voice_of,
)

#: Of the hours: they say it themselves; and they wanted to, and were not heard.
AS_SAID, NOT_SAID = "as-said", "not-said"
#: What the keys answer, by page; the page's own name keeps the answer in the session.
_ANSWERS = {
    MAY: {"1": "call", "2": "text", "3": "no", "4": "other"},
    HOURS: {"1": "any", "2": "morning", "3": "evening", "4": AS_SAID},
    OTHERS: {"1": "nothing", "2": "friend", "3": "name"},
    TEXT_HOURS: {"1": "any", "2": "morning", "3": "evening"},
}
#: Pages before anything was allowed: whoever answers nothing there has said no.
_NO_YES = frozenset({MAY, NUMBER_KEYED, NUMBER_SURE})
#: Where '*' leads inside the questions.
_BEFORE = {
    HOURS: MAY,
    TEXT_HOURS: MAY,
    OTHERS: HOURS,
    SAFE_WORD: OTHERS,
    SAY_WHEN: HOURS,
    NUMBER_KEYED: MAY,
    NUMBER_SURE: NUMBER_KEYED,
}
_NAMES = {MAY: "~may", HOURS: "~hours", OTHERS: "~others", TEXT_HOURS: "~hours"}


def contact_key(flow: Flow, session: Session, digits: str) -> Move:
    """What a key answers to the question that waits; '#' is done with the questions."""
    if session.menu_page in {SAFE_WORD, SAY_WHEN}:
        return hear_again(flow, session, alone=True)
    if digits == DONE:
        return _none(flow, session) if session.menu_page in _NO_YES else _finish(flow, session)
    if session.menu_page == NUMBER_KEYED:
        return _number(flow, session, digits.strip(DONE))
    if session.menu_page == NUMBER_SURE and digits in {"1", "2"}:
        return _sure(flow, session) if digits == "1" else _ask(flow, session, NUMBER_KEYED)
    answer = _ANSWERS.get(session.menu_page, {}).get(digits)
    if answer in {"call", "text"} and not session.reachable:
        answer = None
    if answer == AS_SAID:
        agreed = session.agreed is True
        return _ask(flow, session, SAY_WHEN) if agreed else _missed(flow, session, "not_a_choice")
    if answer == "other":
        if session.number_named:
            return _missed(flow, session, "contact_one_number")
        return _ask(flow, session, NUMBER_KEYED)
    if answer is not None:
        return _answered(flow, session, answer)
    return _missed(flow, session, "not_a_choice")


def silent_at_contact(flow: Flow, session: Session) -> Move:
    """Asked once more, with a longer wait; then skipped."""
    if session.menu_page in {SAFE_WORD, SAY_WHEN}:
        return spoken_in_contact(flow, session, heard=False)
    if session.misses == 0:
        words = (voice_of(flow, session).own("take_your_time"),)
        return hear_again(flow, changed(session, misses=1), words)
    return _answered(flow, session, "")


def number_tried(flow: Flow, session: Session, event: NumberTaken | NumberRefused) -> Move:
    """What was found about the number. Only where one was keyed in: anywhere else, nothing."""
    asked = isinstance(flow.step(session.step), SafeContactStep)
    if not asked or session.menu_page != NUMBER_KEYED:
        return hear_again(flow, session)
    if isinstance(event, NumberTaken):
        return _ask(flow, changed(session, other_number=event.digits), NUMBER_SURE)
    if session.misses >= ROUNDS:
        return _none(flow, session)
    words = "contact_number_dear" if event.dear else "contact_number_wrong"
    return hear_again(flow, session, (voice_of(flow, session).own(words),))


def spoken_in_contact(flow: Flow, session: Session, *, heard: bool) -> Move:
    """A recorder of these questions has ended: of the safe word, or of when we may call.

    Whoever wanted to say when, and was not heard twice, is asked by key once more.
    """
    if session.menu_page == SAFE_WORD:
        return leave_contact(flow, session)
    if heard:
        answers = {**session.answers, "~hours": AS_SAID}
        return _ask(flow, changed(session, answers=answers), OTHERS)
    if session.misses == 0:
        words = (voice_of(flow, session).own("not_heard"),)
        return hear_again(flow, changed(session, misses=1), words, alone=True)
    return _ask(flow, changed(session, answers={**session.answers, "~hours": NOT_SAID}), HOURS)


def leave_contact(flow: Flow, session: Session) -> Move:
    """On from the questions: after the safe word, or without one."""
    words = (voice_of(flow, session).own("contact_kept_yes"),)
    session = changed(session, other_number="")
    return leave(flow, session, after_contact(flow, session), words)


def back_in_contact(flow: Flow, session: Session) -> Move | None:
    """'*' inside the questions leads to the one before; at the first, out of them."""
    page = _BEFORE.get(session.menu_page)
    return None if page is None else _ask(flow, session, page)


def _number(flow: Flow, session: Session, digits: str) -> Move:
    if not digits.isdecimal() or len(digits) > LONGEST_NUMBER:
        return _missed(flow, session, "contact_number_wrong")
    if session.misses >= ROUNDS:
        return _none(flow, session)
    # What is answered when nobody tries it: asked again, and nothing taken.
    session = changed(session, misses=session.misses + 1)
    words = (voice_of(flow, session).own("contact_number_wrong"),)
    session, effects = hear_again(flow, session, words)
    return session, (TryNumber(digits), *effects)


def _sure(flow: Flow, session: Session) -> Move:
    answers = {**session.answers, "~may": "other", "~hours": "", "~others": ""}
    return _ask(flow, changed(session, answers=answers), HOURS)


def _missed(flow: Flow, session: Session, words: str) -> Move:
    """A key that leads nowhere costs nothing; after three the question is skipped."""
    if session.misses + 1 >= ROUNDS:
        return _answered(flow, session, "")
    said = (voice_of(flow, session).own(words),)
    return hear_again(flow, changed(session, misses=session.misses + 1), said)


def _answered(flow: Flow, session: Session, answer: str) -> Move:
    page = session.menu_page
    if page == HOURS and not answer and session.answers.get("~hours") == NOT_SAID:
        # They have hours of their own, and we do not know them: that is not any hour.
        return _none(flow, session)
    answers = {**session.answers, _NAMES.get(page, "~may"): answer}
    session = changed(session, answers=answers)
    if page == HOURS:
        return _ask(flow, session, OTHERS)
    if page == MAY and answer in {"call", "text"}:
        # What was answered in an earlier round of these questions counts no more.
        session = changed(session, answers={**answers, "~hours": "", "~others": ""})
        return _ask(flow, session, HOURS if answer == "call" else TEXT_HOURS)
    if page == MAY and answer == "no":
        return _stop(flow, session)
    return _none(flow, session) if page in _NO_YES else _finish(flow, session)


def _stop(flow: Flow, session: Session) -> Move:
    """A no by key is a STOP, on every channel; silence allows nothing and stops nothing (T5)."""
    if not session.reachable:
        return _none(flow, session)
    session, effects = _none(flow, changed(session, textable=False), "stopped")
    return session, (StopContact(), *effects)


def _ask(flow: Flow, session: Session, page: int) -> Move:
    return hear_again(flow, changed(session, menu_page=page, misses=0))


def _none(flow: Flow, session: Session, *more: str) -> Move:
    words = own_words(flow, session, "contact_kept_no", *more)
    session = changed(session, other_number="")
    session, effects = leave(flow, session, after_contact(flow, session), words)
    return session, (KeepContactRules("no"), *effects)


def _finish(flow: Flow, session: Session) -> Move:
    answers = session.answers
    may = answers.get("~may", "")
    other = session.other_number if may == "other" else ""
    rules = KeepContactRules(may, answers.get("~hours", ""), answers.get("~others", ""), other)
    session = changed(session, number_named=session.number_named or bool(other))
    wants_word = session.menu_page == OTHERS and session.agreed is True
    move = _ask(flow, session, SAFE_WORD) if wants_word else leave_contact(flow, session)
    return move[0], (rules, *move[1])
