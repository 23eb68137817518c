"""The engine: (flow, session, event) -> (session, effects). Pure and total.

No clock, no store, no network, and no exception for any event in any session: what does
not fit leads to the recorder and the queue. A caller is never hung up on before their
request waits; keys that lead nowhere and silence cost them nothing.
"""

from __future__ import annotations

from dataclasses import replace

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.arrive import (
    Move,
    Prompts,
    after_recording,
    arrive,
    enqueue,
    greeting,
    hear_again,
    languages_on,
    leave,
    pages,
    voice_of,
)
from ivr.flows.consent import consent_key, silent_at_consent
from ivr.flows.keys import as_keys, key_by_words
from ivr.flows.model import (
    AGAIN,
    BACK,
    DONE,
    KEPT,
    PERSON,
    RECEIPT_KEY,
    SAY_LANGUAGE,
    SLOWER,
    AskStep,
    ConsentStep,
    Flow,
    LanguageStep,
    MenuOption,
    MenuStep,
    ReceiptStep,
    RecordStep,
    SafeContactStep,
)
from ivr.flows.receipts import looked_up, receipt_key, silent_at_receipt
from ivr.flows.safe_contact import (
    back_in_contact,
    contact_key,
    leave_contact,
    silent_at_contact,
)
from ivr.flows.session import (
    ConnectPerson,
    Event,
    HangUp,
    HungUp,
    KeyPressed,
    ReceiptOpened,
    ReceiptRefused,
    Recorded,
    Session,
    Silence,
    Started,
    Wrote,
)

#: Waits of 10, 20 and 20 seconds, and as many keys that lead nowhere; then on without (V8).
ROUNDS = 3


def start(
    flow: Flow,
    channel: str,
    language: Language | None = None,
    *,
    reachable: bool = True,
    relay: bool = False,
) -> Move:
    """A new session and the first words; channel is 'voice' or 'text'.

    `language` is for numbers that are a language themselves (V2): its page is left out.
    `reachable` is False for a withheld number; `relay` is for the number of relay and TTY
    callers (V12): no menus, and a minute of patience.
    """
    known = language if language in flow.languages else None
    session = Session(flow.version, flow.start, channel, known, reachable=reachable)
    if relay:
        session = replace(session, patient=True)
        return arrive(flow, session, flow.recorder, _own(flow, session, "relay"))
    return arrive(flow, session, flow.start)


def advance(flow: Flow, session: Session, event: Event) -> Move:
    """What happens next. Each call is one turn; the URL of the next answer carries its number."""
    session = replace(session, turn=session.turn + 1)
    match event:
        case _ if session.ended:
            return _after_the_end(flow, session, event)
        case Started():
            # Again what waits, and nothing else: also for a request that came a second time.
            return hear_again(flow, session)
        case KeyPressed():
            return _keys(flow, session, as_keys(event.digits) or "")
        case Silence():
            return _silence(flow, session)
        case Recorded():
            return _recorded(flow, session, event)
        case Wrote():
            return _wrote(flow, session, event.text)
        case ReceiptOpened() | ReceiptRefused():
            return looked_up(flow, session, event)
        case HungUp():
            return replace(session, ended=True), ()
    return _to_recorder(flow, session)


def _after_the_end(flow: Flow, session: Session, event: Event) -> Move:
    """A late recording is a request all the same; anything else is answered with the end."""
    if isinstance(event, Recorded) and event.seconds > 0:
        return replace(session, queued=True), (enqueue(flow, session), HangUp())
    return session, (HangUp(),)


def _keys(flow: Flow, session: Session, digits: str) -> Move:
    """The five reserved keys first: they are the same in every step."""
    step = flow.step(session.step)
    match digits:
        case "":
            return _silence(flow, session)
        case _ if digits == PERSON:
            return _person(flow, session)
        case _ if digits == BACK:
            return _back(flow, session)
        case _ if digits == SLOWER:
            return hear_again(flow, replace(session, slower=True))
        case _ if digits == AGAIN and isinstance(step, LanguageStep):
            return _next_languages(flow, session)
        case _ if digits == AGAIN:
            return hear_again(flow, session)
    if isinstance(step, LanguageStep):
        return _language_key(flow, session, digits)
    if isinstance(step, ConsentStep):
        return consent_key(flow, session, digits)
    if isinstance(step, SafeContactStep):
        return contact_key(flow, session, digits)
    if isinstance(step, ReceiptStep):
        return receipt_key(flow, session, digits)
    if isinstance(step, MenuStep):
        return _menu_key(flow, session, step, digits)
    if isinstance(step, AskStep):
        given = {} if digits == DONE else {step.name: digits.strip(DONE + BACK)}
        return leave(
            flow, replace(session, answers={**session.answers, **given}), step.then or KEPT.name
        )
    if isinstance(step, RecordStep) and session.channel == "text":
        return leave(flow, session, step.then or KEPT.name)
    # Before the tone: who needs no explanation gets the tone at once.
    return hear_again(flow, session, alone=True)


def _person(flow: Flow, session: Session) -> Move:
    """A person; while none can come, the recorder.

    Pressed before anything was chosen it is the door of relay and TTY callers (V12): no
    menus, and a minute of patience from there on.
    """
    wish = ConnectPerson(session.topic, session.language or flow.master)
    words = ["nobody_free" if session.agreed is not False else "nobody_free_waits"]
    if isinstance(flow.step(session.step), LanguageStep):
        session = replace(session, patient=True)
        words.append("relay")
    session, effects = _to_recorder(flow, session, *words)
    return session, (wish, *effects)


def _to_recorder(flow: Flow, session: Session, *words: str) -> Move:
    before = _own(flow, session, *(words or ("just_talk",)))
    if session.step == flow.recorder or isinstance(flow.step(session.step), ConsentStep):
        return hear_again(flow, session, before)
    return leave(flow, session, flow.recorder, before)


def _back(flow: Flow, session: Session) -> Move:
    """To the step before; at the first one it is said again."""
    within = back_in_contact(flow, session) if _asks_contact(flow, session) else None
    if within is not None:
        return within
    if session.opened and isinstance(flow.step(session.step), ReceiptStep):
        # Back to the menu like any other caller: their request stays as it is.
        session = replace(session, opened="", opened_state="", queued=False, history=())
        return leave(flow, session, flow.first_menu or flow.start)
    session = replace(session, misses=0, menu_page=0)
    if session.opened:
        return arrive(flow, session, after_recording(flow, session, KEPT))
    if session.history:
        session = replace(session, step=session.history[-1], history=session.history[:-1])
    return hear_again(flow, session)


def _language_key(flow: Flow, session: Session, digits: str) -> Move:
    page = languages_on(flow, session.menu_page)
    if digits == DONE:
        return _with_language(flow, session, session.language or flow.master, confirmed=False)
    if digits.isdecimal() and digits in "1234" and int(digits) <= len(page):
        return _with_language(flow, session, page[int(digits) - 1], confirmed=True)
    if digits == RECEIPT_KEY and RECEIPT_KEY in flow.doors:
        return leave(flow, session, flow.doors[RECEIPT_KEY])
    missed = replace(session, misses=session.misses + 1)
    if missed.misses >= ROUNDS:
        return _with_language(flow, session, session.language or flow.master, confirmed=False)
    # No words here: they could only be in a language the caller may not understand.
    return hear_again(flow, missed)


def _next_languages(flow: Flow, session: Session) -> Move:
    if session.menu_page + 1 == pages(flow) > 1:
        return _say_your_language(flow, session)
    return hear_again(flow, replace(session, menu_page=(session.menu_page + 1) % pages(flow)))


def _silent_on_languages(flow: Flow, session: Session) -> Move:
    """The next page; all pages a second time with longer waits; then on without a choice."""
    if session.menu_page + 1 < pages(flow):
        return _next_languages(flow, session)
    if session.misses == 0:
        return hear_again(flow, replace(session, menu_page=0, misses=1))
    if pages(flow) > 1:
        return _say_your_language(flow, session)
    return _with_language(flow, session, session.language or flow.master, confirmed=False)


def _say_your_language(flow: Flow, session: Session) -> Move:
    """After the last page: the name of their language into a recording that people match (V2)."""
    session = replace(session, language=NOT_KNOWN_YET, language_confirmed=False)
    return leave(flow, session, SAY_LANGUAGE.name)


def _with_language(flow: Flow, session: Session, language: Language, *, confirmed: bool) -> Move:
    first_time = session.language in (None, NOT_KNOWN_YET) and language != flow.master
    step = flow.step(session.step)
    session = replace(session, language=language, language_confirmed=confirmed)
    return leave(flow, session, step.then, greeting(flow, session) if first_time else ())


def _menu_key(flow: Flow, session: Session, step: MenuStep, digits: str) -> Move:
    option = step.option(digits)
    if option is not None:
        session = replace(
            session,
            topic=option.topic or session.topic,
            answers={**session.answers, step.name: option.key},
        )
        return leave(flow, session, option.goto, _chosen(flow, session, step, option))
    if step.name == flow.first_menu and session.channel != "text" and digits in flow.doors:
        return leave(flow, session, flow.doors[digits])
    if digits == DONE:
        return _without_an_answer(flow, session)
    return _missed(flow, session, "not_a_choice")


def _chosen(flow: Flow, session: Session, step: MenuStep, option: MenuOption) -> Prompts:
    """What was understood, in words, and how to change it (V11)."""
    if not option.topic or session.channel == "text":
        return ()
    voice = voice_of(flow, session)
    return (voice.own("chosen"), voice.of_option(step, option)[0], voice.own("to_change"))


def _missed(flow: Flow, session: Session, words: str) -> Move:
    missed = replace(session, misses=session.misses + 1)
    if missed.misses >= ROUNDS:
        return _without_an_answer(flow, session)
    return hear_again(flow, missed, _own(flow, session, words))


def _without_an_answer(flow: Flow, session: Session) -> Move:
    step = flow.step(session.step)
    target = step.no_input if isinstance(step, MenuStep) else ""
    if not target or target == flow.recorder:
        return _to_recorder(flow, session)
    return leave(flow, session, target)


def _silence(flow: Flow, session: Session) -> Move:
    step = flow.step(session.step)
    if session.channel == "text":
        return session, ()
    if isinstance(step, RecordStep):
        # The carrier makes no recording of perfect silence: it just goes on (reference 3).
        return _recorded(flow, session, Recorded("", 0))
    if isinstance(step, LanguageStep):
        return _silent_on_languages(flow, session)
    if isinstance(step, ConsentStep):
        return silent_at_consent(flow, session)
    if isinstance(step, SafeContactStep):
        return silent_at_contact(flow, session)
    if isinstance(step, ReceiptStep):
        return silent_at_receipt(flow, session)
    if session.misses == 0:
        # Patience first, without everything being said again over somebody's thinking.
        before = _own(flow, session, "take_your_time", "steering")
        return hear_again(flow, replace(session, misses=1), before, alone=True)
    return _missed(flow, session, "take_your_time")


def _recorded(flow: Flow, session: Session, event: Recorded) -> Move:
    step = flow.step(session.step)
    heard = event.seconds > 0
    if event.ended_by == "hangup":
        kept = heard and not (isinstance(step, RecordStep) and not step.keep_if_hung_up)
        waiting = (enqueue(flow, session),) if kept and not session.opened else ()
        queued = session.queued or kept
        return replace(session, ended=True, queued=queued), (*waiting, HangUp())
    if _asks_contact(flow, session):
        return leave_contact(flow, session)
    if not isinstance(step, RecordStep):
        # An answer to another step: whatever it belongs to, it is somebody's voice.
        return leave(flow, session, KEPT.name) if heard else hear_again(flow, session)
    if not heard and session.misses == 0:
        before = _own(flow, session, "not_heard")
        return hear_again(flow, replace(session, misses=1), before, alone=True)
    words = _own(flow, session, "kept") if session.opened and heard else ()
    return leave(flow, session, after_recording(flow, session, step), words)


def _asks_contact(flow: Flow, session: Session) -> bool:
    return isinstance(flow.step(session.step), SafeContactStep)


def _wrote(flow: Flow, session: Session, text: str) -> Move:
    """Free words are never an error: they are the request (the caller of this keeps them)."""
    step = flow.step(session.step)
    keys = as_keys(text)
    if keys:
        return _keys(flow, session, keys)
    if isinstance(step, LanguageStep):
        return _with_language(flow, session, session.language or flow.master, confirmed=False)
    if isinstance(step, MenuStep):
        key = key_by_words(step, text)
        if key:
            return _menu_key(flow, session, step, key)
        if not step.other_text:
            return _missed(flow, session, "text_not_a_choice")
        target = flow.step(step.other_text)
        said = isinstance(target, RecordStep)
        return leave(flow, session, target.then or KEPT.name if said else target.name)
    return leave(flow, session, step.then or KEPT.name)


def _own(flow: Flow, session: Session, *names: str) -> Prompts:
    voice = voice_of(flow, session)
    return tuple(voice.own(name) for name in names)
