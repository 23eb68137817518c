"""The page of languages: a key, the next page, silence, and the name of one that is on none.

Nothing is said here but the languages themselves: any other words could only be in one that
the caller may not understand.
"""

from __future__ import annotations

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.arrive import Move, greeting, hear_again, languages_on, leave, pages
from ivr.flows.model import DONE, RECEIPT_KEY, SAY_LANGUAGE, Flow
from ivr.flows.patience import ROUNDS
from ivr.flows.session import Session, changed


def language_key(flow: Flow, session: Session, digits: str) -> Move:
    page = languages_on(flow, session.menu_page)
    if digits == DONE:
        return with_language(flow, session, session.language or flow.master, confirmed=False)
    if digits.isdecimal() and digits in "1234" and int(digits) <= len(page):
        return with_language(flow, session, page[int(digits) - 1], confirmed=True)
    if digits == RECEIPT_KEY and RECEIPT_KEY in flow.doors:
        return leave(flow, session, flow.doors[RECEIPT_KEY])
    missed = changed(session, misses=session.misses + 1)
    if missed.misses >= ROUNDS:
        return with_language(flow, session, session.language or flow.master, confirmed=False)
    # No words here: they could only be in a language the caller may not understand.
    return hear_again(flow, missed)


def next_languages(flow: Flow, session: Session) -> Move:
    if session.menu_page + 1 == pages(flow) > 1:
        return _say_your_language(flow, session)
    return hear_again(flow, changed(session, menu_page=(session.menu_page + 1) % pages(flow)))


def silent_on_languages(flow: Flow, session: Session) -> Move:
    """The next page; all pages a second time with longer waits; then on without a choice."""
    if session.menu_page + 1 < pages(flow):
        return next_languages(flow, session)
    if session.misses == 0:
        return hear_again(flow, changed(session, menu_page=0, misses=1))
    if pages(flow) > 1:
        return _say_your_language(flow, session)
    return with_language(flow, session, session.language or flow.master, confirmed=False)


def _say_your_language(flow: Flow, session: Session) -> Move:
    """After the last page: the name of their language into a recording that people match (V2)."""
    session = changed(session, language=NOT_KNOWN_YET, language_confirmed=False)
    return leave(flow, session, SAY_LANGUAGE.name)


def with_language(flow: Flow, session: Session, language: Language, *, confirmed: bool) -> Move:
    first_time = session.language in (None, NOT_KNOWN_YET) and language != flow.master
    step = flow.step(session.step)
    session = changed(session, language=language, language_confirmed=confirmed, remembered=False)
    return leave(flow, session, step.then, greeting(flow, session) if first_time else ())
