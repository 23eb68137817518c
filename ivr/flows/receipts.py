"""The number from an earlier call: it opens that request, and nothing else does (V13, E2).

From any phone, also one that withholds its number. Whether a number is right is not known
here: OpenReceipt asks, and ReceiptOpened or ReceiptRefused comes back as an event.
"""

from __future__ import annotations

from ivr.flows.arrive import Move, Prompts, farewell, hear_again, leave
from ivr.flows.model import DONE, Flow, LanguageStep, ReceiptStep
from ivr.flows.patience import ROUNDS
from ivr.flows.session import (
    AnswerPartner,
    EraseRequest,
    OpenReceipt,
    ReceiptOpened,
    ReceiptRefused,
    Session,
    StopContact,
    changed,
)
from ivr.flows.step_words import ERASING, NUMBER, OPENED, PARTNER, RECEIPT_DIGITS, voice_of


def receipt_key(flow: Flow, session: Session, digits: str) -> Move:
    """A number, or a choice of what to do with the request that it opened."""
    if session.menu_page == ERASING:
        return _erase_key(flow, session, digits)
    if session.menu_page == PARTNER and session.opened:
        return _partner_key(flow, session, digits)
    if session.menu_page == OPENED and session.opened:
        return _opened_key(flow, session, digits)
    code = digits.strip(DONE)
    if digits == DONE:
        return _without(flow, session)
    if not code.isdigit() or len(code) != RECEIPT_DIGITS:
        return _missed(flow, session, "receipt_unknown")
    # What is answered when nobody looks the number up: asked again, and nothing opened.
    session, effects = _missed(flow, session, "receipt_unknown")
    return session, (OpenReceipt(code), *effects)


def silent_at_receipt(flow: Flow, session: Session) -> Move:
    """Patience; then back to where nothing is changed, or a good-bye."""
    if session.menu_page == ERASING:
        return _page(flow, session, OPENED, _own(flow, session, "receipt_not_erased"))
    if session.menu_page == PARTNER and session.misses:
        # No answer is no yes, and the question stays open.
        return _page(flow, session, OPENED)
    if session.menu_page in (OPENED, PARTNER) and session.opened:
        if session.misses:
            return farewell(flow, session)
        words = _own(flow, session, "take_your_time")
        return hear_again(flow, changed(session, misses=1), words)
    return _missed(flow, session, "take_your_time")


def looked_up(flow: Flow, session: Session, event: ReceiptOpened | ReceiptRefused) -> Move:
    """What the look-up found. Only at the step that asked: anywhere else it opens nothing."""
    if not isinstance(flow.step(session.step), ReceiptStep):
        return hear_again(flow, session)
    if isinstance(event, ReceiptRefused):
        if event.locked:
            return _without(flow, session, _own(flow, session, "receipt_locked"))
        words = _own(flow, session, "receipt_unknown")
        return hear_again(flow, changed(session, menu_page=NUMBER), words)
    language = event.language if event.language in flow.languages else session.language
    session = changed(
        session,
        language=language or flow.master,
        opened=event.request_id,
        opened_state=event.state,
        reachable=event.reachable,
        partner=event.partner,
        queued=True,
    )
    return _page(flow, session, PARTNER if event.partner == "asked" else OPENED)


def _partner_key(flow: Flow, session: Session, digits: str) -> Move:
    """Yes, no, or neither: then it stays open, and is asked again with the next call."""
    answers = {"1": ("yes", "receipt_partner_kept"), "2": ("no", "receipt_partner_nothing")}
    if digits in answers:
        said, words = answers[digits]
        session = changed(session, partner="yes" if said == "yes" else "")
        session, effects = _page(flow, session, OPENED, _own(flow, session, words))
        return session, (AnswerPartner(said), *effects)
    if digits == DONE or session.misses + 1 >= ROUNDS:
        return _page(flow, session, OPENED)
    words_again = _own(flow, session, "not_a_choice")
    return hear_again(flow, changed(session, misses=session.misses + 1), words_again)


def _opened_key(flow: Flow, session: Session, digits: str) -> Move:
    match digits:
        case "1":
            return leave(flow, session, flow.recorder)
        case "2":
            return leave(flow, session, flow.contact)
        case "3":
            return _page(flow, session, ERASING)
        case "4" if session.partner == "yes":
            session = changed(session, partner="")
            words = _own(flow, session, "receipt_partner_taken_back")
            session, effects = _page(flow, session, OPENED, words)
            return session, (AnswerPartner("back"), *effects)
        case "5":
            session = changed(session, textable=False)
            session, effects = _page(flow, session, OPENED, _own(flow, session, "stopped"))
            return session, (StopContact(), *effects)
    if digits == DONE or session.misses + 1 >= ROUNDS:
        return farewell(flow, session)
    words = _own(flow, session, "not_a_choice")
    return hear_again(flow, changed(session, misses=session.misses + 1), words)


def _erase_key(flow: Flow, session: Session, digits: str) -> Move:
    if digits != "1":
        return _page(flow, session, OPENED, _own(flow, session, "receipt_not_erased"))
    words = _own(flow, session, "receipt_erased")
    session, effects = farewell(flow, session, words)
    return session, (EraseRequest(), *effects)


def _missed(flow: Flow, session: Session, words: str) -> Move:
    missed = changed(session, misses=session.misses + 1, menu_page=NUMBER)
    if missed.misses >= ROUNDS:
        return _without(flow, missed)
    return hear_again(flow, missed, _own(flow, session, words))


def _without(flow: Flow, session: Session, before: Prompts = ()) -> Move:
    """On as any other caller: the request that they have now is as good as one before."""
    session = changed(session, opened="", opened_state="", partner="")
    if session.language is None:
        languages = (name for name, s in flow.steps.items() if isinstance(s, LanguageStep))
        return leave(flow, session, next(languages, flow.recorder), before)
    step = flow.step(session.step)
    return leave(flow, session, step.then or flow.first_menu or flow.recorder, before)


def _page(flow: Flow, session: Session, page: int, before: Prompts = ()) -> Move:
    return hear_again(flow, changed(session, menu_page=page, misses=0), before)


def _own(flow: Flow, session: Session, *names: str) -> Prompts:
    voice = voice_of(flow, session)
    return tuple(voice.own(name) for name in names)
