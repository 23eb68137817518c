"""Going to a step: through words, queue and connections, up to where the caller is asked.

Words on the way are gathered into the effect that waits, so that a key interrupts all of
them: who calls for the tenth time presses at once.
"""

from __future__ import annotations

from dataclasses import replace

from hotline.types import NOT_KNOWN_YET
from ivr.flows.model import (
    BUILT_IN,
    CONSENT,
    KEPT,
    MESSAGE,
    REMEMBER,
    SAY_LANGUAGE,
    AskStep,
    ConnectStep,
    ConsentStep,
    DangerStep,
    Flow,
    HangupStep,
    LanguageStep,
    MenuStep,
    QueueStep,
    ReceiptStep,
    RecordStep,
    RememberStep,
    SafeContactStep,
    SayStep,
    Step,
    TextingStep,
)
from ivr.flows.session import (
    ConnectPerson,
    Effect,
    Effects,
    Enqueue,
    HangUp,
    Say,
    Session,
    TellReceipt,
    changed,
)
from ivr.flows.step_words import OPENED, own_words, steering, wait_at, words_at
from ivr.flows.step_words import Prompts as Prompts
from ivr.flows.step_words import languages_on as languages_on
from ivr.flows.step_words import pages as pages
from ivr.flows.step_words import voice_of as voice_of
from ivr.flows.words import Voice

#: Kinds of steps at which the caller is waited for.
_WAITS = (
    LanguageStep,
    MenuStep,
    AskStep,
    ConsentStep,
    SafeContactStep,
    ReceiptStep,
    RememberStep,
    TextingStep,
)
#: Enough to go back through any flow people can follow, and a bound on the session's size.
STEPS_REMEMBERED = 12

Move = tuple[Session, Effects]


def leave(flow: Flow, session: Session, name: str, before: Prompts = ()) -> Move:
    """Go on from the step that has been answered; '*' will lead back to it."""
    history = (*session.history, session.step)[-STEPS_REMEMBERED:]
    return arrive(flow, changed(session, history=history), name, before)


def arrive(flow: Flow, session: Session, name: str, before: Prompts = ()) -> Move:
    """Go to a step and on, until one waits for the caller or the call has ended."""
    done: list[Effect] = []
    session = changed(session, misses=0, menu_page=0)
    for _ in range(len(flow.steps) + len(BUILT_IN) + 1):
        step = flow.step(name)
        session = changed(session, step=step.name)
        language = session.language or flow.master
        if isinstance(step, LanguageStep) and (session.language or len(flow.languages) == 1):
            session, told = _begun_in(flow, changed(session, language=language), step)
            before, name = before + told, step.then
        elif isinstance(step, RecordStep) and _asks_first(session, step):
            # No recorder begins before somebody agreed to it: not here, not anywhere.
            session, name = changed(session, pending=step.name), CONSENT.name
        elif isinstance(step, RecordStep) and session.agreed is False:
            if not session.opened:
                done.append(enqueue(flow, session))
                session = changed(session, queued=True)
            name = after_recording(flow, session, step)
        elif isinstance(step, SafeContactStep) and not _can_be_asked(session):
            name = after_contact(flow, session)
        elif isinstance(step, SayStep):
            session = changed(session, urgent=session.urgent or isinstance(step, DangerStep))
            before, name = before + voice_of(flow, session).of_step(step), step.then
        elif isinstance(step, ConnectStep):
            voice = voice_of(flow, session)
            done.append(ConnectPerson(session.topic, language))
            before += (*voice.of_step(step), voice.own("nobody_free"))
            name = step.then or MESSAGE.name
        elif isinstance(step, QueueStep):
            if session.pending != step.name:
                done.append(enqueue(flow, session))
                session = changed(session, queued=True)
                if session.channel != "text" and not session.opened:
                    done += tell_receipt(flow, session, before)
                    before = ()
                if _asks_to_remember(flow, session):
                    session = changed(session, pending=step.name, remember_asked=True)
                    name = REMEMBER.name
                    continue
            before += _queue_words(voice_of(flow, session), step)
            if not step.then:
                return _end(session, done, before)
            name = step.then
        elif isinstance(step, HangupStep):
            voice = voice_of(flow, session)
            before += voice.of_step(step) or (voice.own("goodbye"),)
            return _end(session, done, before)
        else:
            session = changed(session, menu_page=_first_page(session, step))
            prompts = before + words_at(flow, session, step) + steering(flow, session, step)
            return session, (*done, wait_at(session, step, prompts))
    # The loader lets no such circle through; whoever gets here all the same can still talk.
    return hear_again(flow, changed(session, step=MESSAGE.name), before)


def hear_again(flow: Flow, session: Session, before: Prompts = (), *, alone: bool = False) -> Move:
    """Wait at the same step once more; `alone` leaves its own words out."""
    step = flow.step(session.step)
    session = changed(session, step=step.name)
    waits = isinstance(step, _WAITS)
    if isinstance(step, RecordStep):
        waits = session.channel == "text" or session.agreed is True or step == SAY_LANGUAGE
    if not waits:
        return arrive(flow, session, step.name, before)
    words = () if alone else words_at(flow, session, step)
    return session, (wait_at(session, step, before + words),)


def to_recorder(flow: Flow, session: Session, *words: str) -> Move:
    """The way for everybody who cannot, or need not, choose: just talk."""
    before = own_words(flow, session, *(words or ("just_talk",)))
    if session.step == flow.recorder or isinstance(flow.step(session.step), ConsentStep):
        return hear_again(flow, session, before)
    return leave(flow, session, flow.recorder, before)


def greeting(flow: Flow, session: Session) -> Prompts:
    """What was said before a language could be chosen, for those who did not understand it."""
    voice, name, words = voice_of(flow, session), flow.start, ()
    for _ in flow.steps:
        step = flow.step(name)
        if not isinstance(step, SayStep):
            break
        words, name = words + voice.of_step(step), step.then
    return words


def enqueue(flow: Flow, session: Session) -> Enqueue:
    """The wish that this caller's request waits now."""
    return Enqueue(session.topic, session.language or flow.master, session.urgent)


def after_recording(flow: Flow, session: Session, step: Step) -> str:
    """Where it goes on from a recorder: who opened their request comes back to it."""
    return _opened_at(flow, session) or step.then or KEPT.name


def after_contact(flow: Flow, session: Session) -> str:
    """Where it goes on from the questions on safe contact."""
    return _opened_at(flow, session) or flow.step(flow.contact).then or KEPT.name


def farewell(flow: Flow, session: Session, before: Prompts = ()) -> Move:
    """A last word for somebody whose request was kept long ago."""
    said = Say((*before, voice_of(flow, session).own("goodbye")))
    return changed(session, ended=True), (said, HangUp())


def _opened_at(flow: Flow, session: Session) -> str:
    found = (name for name, step in flow.steps.items() if isinstance(step, ReceiptStep))
    return next(found, "") if session.opened else ""


def _asks_first(session: Session, step: Step) -> bool:
    # Nobody can be asked in a language that nobody knows: the words before that tone say who
    # hears it, in four languages, and who speaks then has agreed.
    return step != SAY_LANGUAGE and session.agreed is None and session.channel != "text"


def _can_be_asked(session: Session) -> bool:
    # Who withholds their number may still name one at which they can be called.
    return session.channel != "text"


def _asks_to_remember(flow: Flow, session: Session) -> bool:
    """Whoever chose a language by key, with a phone that can be known again, is asked once."""
    chose = session.language_confirmed and len(flow.languages) > 1
    can_be = session.reachable and session.channel == "voice" and not session.opened
    return chose and can_be and not session.remember_asked


def _begun_in(flow: Flow, session: Session, step: Step) -> tuple[Session, Prompts]:
    """A call that began in a remembered language: '*' leads to the others, and that is said.

    Also in the line's first language: the phone may be in somebody else's hands.
    """
    if not session.remembered:
        return session, ()
    languages = dict.fromkeys((session.language or flow.master, flow.master))
    words = tuple(voice_of(flow, session).own("remembered", each) for each in languages)
    history = (*session.history, step.name)
    return changed(session, remembered=False, history=history), words


def _first_page(session: Session, step: Step) -> int:
    return OPENED if isinstance(step, ReceiptStep) and session.opened else 0


def _end(session: Session, done: list[Effect], before: Prompts) -> Move:
    said = (Say(before),) if before else ()
    return changed(session, ended=True), (*done, *said, HangUp())


def tell_receipt(flow: Flow, session: Session, before: Prompts) -> tuple[Effect, ...]:
    """What was said so far, and the number by which this caller finds their request again."""
    voice = voice_of(flow, session)
    if session.language == NOT_KNOWN_YET:
        return (_receipt_in_each(flow, session),)
    receipt = TellReceipt(
        before=(voice.own("receipt_is"),),
        again=(voice.own("receipt_again"),),
        after=(voice.own("receipt_use"),),
        digits=tuple(voice.own(f"digit_{digit}") for digit in range(10)),
    )
    return (Say(before), receipt) if before else (receipt,)


def _receipt_in_each(flow: Flow, session: Session) -> TellReceipt:
    """For a language that nobody knows yet: thanks and the number, in each of the first page.

    They were asked in these languages, so one of them is understood a little; the simple words,
    and the number once in each, because four times the usual ones are a minute.
    """
    first, *others = (
        TellReceipt(
            before=(voice.own("kept"), voice.own("receipt_is")),
            again=(),
            after=(),
            digits=tuple(voice.own(f"digit_{digit}") for digit in range(10)),
        )
        for each in languages_on(flow, 0)
        for voice in (voice_of(flow, changed(session, language=each, slower=True)),)
    )
    return replace(first, more=tuple(others))


def _queue_words(voice: Voice, step: QueueStep) -> Prompts:
    if step.say or step.text:
        return voice.of_step(step)
    if voice.language == NOT_KNOWN_YET and voice.channel != "text":
        return ()  # all was said with their number, in languages that they may know
    ending = (voice.own("goodbye"),) if step.name == KEPT.name else ()
    return (voice.own("kept"), *ending)
