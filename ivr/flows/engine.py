"""The engine: (flow, session, event) -> (session, effects). Pure and total.

No clock, no store, no network, and no exception for any event in any session: what does
not fit leads to the recorder and the queue. A caller is never hung up on before their
request waits; keys that lead nowhere and silence cost them nothing.
"""

from __future__ import annotations

from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.arrive import (
    Move,
    after_recording,
    arrive,
    enqueue,
    hear_again,
    leave,
    to_recorder,
)
from ivr.flows.consent import consent_key, silent_at_consent
from ivr.flows.keys import as_keys, key_by_words
from ivr.flows.language_choice import (
    language_key,
    next_languages,
    silent_on_languages,
    with_language,
)
from ivr.flows.menus import is_wrong, menu_key, missed_a_choice
from ivr.flows.model import (
    AGAIN,
    BACK,
    DONE,
    KEPT,
    PERSON,
    SAY_LANGUAGE,
    SLOWER,
    TEXT_KEY,
    AskStep,
    ConsentStep,
    Flow,
    LanguageStep,
    MenuStep,
    ReceiptStep,
    RecordStep,
    RememberStep,
    SafeContactStep,
    TextingStep,
)
from ivr.flows.receipts import looked_up, receipt_key, silent_at_receipt
from ivr.flows.recorders import recorded
from ivr.flows.remember import remember_key, silent_at_remember
from ivr.flows.safe_contact import (
    back_in_contact,
    contact_key,
    number_tried,
    silent_at_contact,
)
from ivr.flows.session import (
    ConnectPerson,
    Event,
    HangUp,
    HungUp,
    KeyPressed,
    NumberRefused,
    NumberTaken,
    ReceiptOpened,
    ReceiptRefused,
    Recorded,
    Session,
    Silence,
    Started,
    Wrote,
    changed,
)
from ivr.flows.step_words import own_words
from ivr.flows.texting import (
    is_wrong_at_texting,
    offers_texting,
    silent_at_texting,
    texting_key,
    texting_offer,
    to_texting,
)

#: Wrong keys, each right after the one before.
PANIC = 3


def start(
    flow: Flow,
    channel: str,
    language: Language | None = None,
    *,
    reachable: bool = True,
    relay: bool = False,
    remembered: bool = False,
    textable: bool = True,
) -> Move:
    """A new session and the first words; channel is 'voice' or 'text'.

    `language` is for numbers that are a language themselves (V2): its page is left out.
    With `remembered` it is the one that this phone said yes to: '*' leads to the others (V3).
    `reachable` is False for a withheld number, `textable` for one that we do not text; `relay` is for the number of relay and TTY
    callers (V12): no menus, and a minute of patience.
    """
    known = language if language in flow.languages else None
    remembered = remembered and known is not None
    session = Session(
        flow.version,
        flow.start,
        channel,
        known,
        reachable=reachable,
        textable=textable,
        remembered=remembered,
    )
    if relay:
        session = changed(session, patient=True)
        return arrive(flow, session, flow.recorder, own_words(flow, session, "relay"))
    return arrive(flow, session, flow.start)


def advance(flow: Flow, session: Session, event: Event) -> Move:
    """What happens next. Each call is one turn; the URL of the next answer carries its number."""
    session = changed(session, turn=session.turn + 1)
    match event:
        case _ if session.ended:
            return _after_the_end(flow, session, event)
        case Started():
            # Again what waits, and nothing else: also for a request that came a second time.
            return hear_again(flow, session)
        case KeyPressed():
            return _pressed(flow, session, event)
        case Silence():
            return _silence(flow, session)
        case Recorded():
            return recorded(flow, session, event)
        case Wrote():
            return _wrote(flow, session, event.text)
        case ReceiptOpened() | ReceiptRefused():
            return looked_up(flow, session, event)
        case NumberTaken() | NumberRefused():
            return number_tried(flow, session, event)
        case HungUp():
            return changed(session, ended=True), ()
    return to_recorder(flow, session)


def _after_the_end(flow: Flow, session: Session, event: Event) -> Move:
    """A late recording is a request all the same; anything else is answered with the end."""
    if isinstance(event, Recorded) and event.seconds > 0:
        return changed(session, queued=True), (enqueue(flow, session), HangUp())
    return session, (HangUp(),)


def _pressed(flow: Flow, session: Session, event: KeyPressed) -> Move:
    """A key; the third wrong one in a hurry is somebody who cannot choose now (story 8)."""
    digits = as_keys(event.digits) or ""
    step = flow.step(session.step)
    at_menu = isinstance(step, MenuStep) and is_wrong(flow, session, step, digits)
    if not at_menu and not (isinstance(step, TextingStep) and is_wrong_at_texting(digits)):
        return _keys(flow, changed(session, hurried=0), digits)
    session = changed(session, hurried=session.hurried + 1 if event.quick else 1)
    if session.hurried < PANIC:
        return _keys(flow, session, digits)
    return _person(flow, changed(session, hurried=0, urgent=True))


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
            # Once: slower and simpler. Twice: louder as well.
            return hear_again(flow, changed(session, slower=True, louder=session.slower))
        case _ if digits == AGAIN and isinstance(step, LanguageStep):
            return next_languages(flow, session)
        case _ if digits == AGAIN:
            return hear_again(flow, session)
    if isinstance(step, TextingStep):
        return texting_key(flow, session, digits)
    if digits == TEXT_KEY and offers_texting(flow, session):
        return to_texting(flow, session)
    if isinstance(step, LanguageStep):
        return language_key(flow, session, digits)
    if isinstance(step, ConsentStep):
        return consent_key(flow, session, digits)
    if isinstance(step, SafeContactStep):
        return contact_key(flow, session, digits)
    if isinstance(step, ReceiptStep):
        return receipt_key(flow, session, digits)
    if isinstance(step, RememberStep):
        return remember_key(flow, session, digits)
    if isinstance(step, MenuStep):
        return menu_key(flow, session, step, digits)
    if isinstance(step, AskStep):
        given = {} if digits == DONE else {step.name: digits.strip(DONE + BACK)}
        return leave(
            flow, changed(session, answers={**session.answers, **given}), step.then or KEPT.name
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
    if session.language == NOT_KNOWN_YET:
        # No recorder that asks in one language: the tone that was told in several waits on.
        said = own_words(flow, session, "nobody_free")
        if session.step == SAY_LANGUAGE.name:
            session, effects = hear_again(flow, session, said)
        else:
            session, effects = leave(flow, session, SAY_LANGUAGE.name, said)
        return session, (wish, *effects)
    words = ["nobody_free" if session.agreed is not False else "nobody_free_waits"]
    if isinstance(flow.step(session.step), LanguageStep):
        session = changed(session, patient=True)
        words.append("relay")
    session, effects = to_recorder(flow, session, *words)
    return session, (wish, *effects)


def _back(flow: Flow, session: Session) -> Move:
    """To the step before; at the first one it is said again."""
    step = flow.step(session.step)
    within = back_in_contact(flow, session) if isinstance(step, SafeContactStep) else None
    if within is not None:
        return within
    if session.opened and isinstance(step, ReceiptStep):
        # Back to the menu like any other caller: their request stays as it is.
        session = changed(session, opened="", opened_state="", queued=False, history=())
        return leave(flow, session, flow.first_menu or flow.start)
    session = changed(session, misses=0, menu_page=0)
    if session.opened:
        return arrive(flow, session, after_recording(flow, session, KEPT))
    if session.history:
        session = changed(session, step=session.history[-1], history=session.history[:-1])
    return hear_again(flow, session)


def _silence(flow: Flow, session: Session) -> Move:
    step = flow.step(session.step)
    session = changed(session, hurried=0)
    if session.channel == "text":
        return session, ()
    if isinstance(step, RecordStep):
        # The carrier makes no recording of perfect silence: it just goes on (reference 3).
        return recorded(flow, session, Recorded("", 0))
    if isinstance(step, LanguageStep):
        return silent_on_languages(flow, session)
    if isinstance(step, ConsentStep):
        return silent_at_consent(flow, session)
    if isinstance(step, SafeContactStep):
        return silent_at_contact(flow, session)
    if isinstance(step, ReceiptStep):
        return silent_at_receipt(flow, session)
    if isinstance(step, RememberStep):
        return silent_at_remember(flow, session)
    if isinstance(step, TextingStep):
        return silent_at_texting(flow, session)
    if session.misses == 0:
        # Patience first, without everything being said again over somebody's thinking.
        before = own_words(flow, session, "take_your_time", "steering")
        before += texting_offer(flow, session)
        return hear_again(flow, changed(session, misses=1), before, alone=True)
    return missed_a_choice(flow, session, "take_your_time")


def _wrote(flow: Flow, session: Session, text: str) -> Move:
    """Free words are never an error: they are the request (the caller of this keeps them)."""
    step = flow.step(session.step)
    keys = as_keys(text)
    if keys:
        return _keys(flow, session, keys)
    if isinstance(step, LanguageStep):
        return with_language(flow, session, session.language or flow.master, confirmed=False)
    if isinstance(step, MenuStep):
        key = key_by_words(step, text)
        if key:
            return menu_key(flow, session, step, key)
        if not step.other_text:
            return missed_a_choice(flow, session, "text_not_a_choice")
        target = flow.step(step.other_text)
        said = isinstance(target, RecordStep)
        return leave(flow, session, target.then or KEPT.name if said else target.name)
    return leave(flow, session, step.then or KEPT.name)
