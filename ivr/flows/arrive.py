"""Going to a step: through words, queue and connections, up to where the caller is asked.

Words on the way are gathered into the effect that waits, so that a key interrupts all of
them: who calls for the tenth time presses at once.
"""

from __future__ import annotations

from dataclasses import replace

from hotline.types import Language
from ivr.flows.model import (
    BUILT_IN,
    DONE,
    KEPT,
    LANGUAGES_ON_A_PAGE,
    MESSAGE,
    AskStep,
    ConnectStep,
    Flow,
    HangupStep,
    LanguageStep,
    MenuStep,
    QueueStep,
    RecordStep,
    SayStep,
    Step,
)
from ivr.flows.session import (
    ConnectPerson,
    Effect,
    Effects,
    Enqueue,
    HangUp,
    Listen,
    Prompt,
    Record,
    Say,
    Session,
)
from ivr.flows.words import Voice

#: Seconds: the first wait, and each wait once somebody has shown that they need longer (V8).
FIRST_WAIT = 10
LONGER_WAIT = 20
#: Enough to go back through any flow people can follow, and a bound on the session's size.
STEPS_REMEMBERED = 12

Prompts = tuple[Prompt, ...]
Move = tuple[Session, Effects]


def voice_of(flow: Flow, session: Session) -> Voice:
    """How the engine speaks to this caller now."""
    language = session.language or flow.master
    return Voice(flow, language, session.slower, session.channel)


def leave(flow: Flow, session: Session, name: str, before: Prompts = ()) -> Move:
    """Go on from the step that has been answered; '*' will lead back to it."""
    history = (*session.history, session.step)[-STEPS_REMEMBERED:]
    return arrive(flow, replace(session, history=history), name, before)


def arrive(flow: Flow, session: Session, name: str, before: Prompts = ()) -> Move:
    """Go to a step and on, until one waits for the caller or the call has ended."""
    done: list[Effect] = []
    session = replace(session, misses=0, menu_page=0)
    for _ in range(len(flow.steps) + len(BUILT_IN) + 1):
        step = flow.step(name)
        session = replace(session, step=step.name)
        language = session.language or flow.master
        if isinstance(step, LanguageStep) and (session.language or len(flow.languages) == 1):
            session, name = replace(session, language=language), step.then
        elif isinstance(step, SayStep):
            before, name = before + voice_of(flow, session).of_step(step), step.then
        elif isinstance(step, ConnectStep):
            voice = voice_of(flow, session)
            done.append(ConnectPerson(session.topic, language))
            before += (*voice.of_step(step), voice.own("nobody_free"))
            name = step.then or MESSAGE.name
        elif isinstance(step, QueueStep):
            done.append(Enqueue(session.topic, language))
            session = replace(session, queued=True)
            before += _queue_words(voice_of(flow, session), step)
            if not step.then:
                return _end(session, done, before)
            name = step.then
        elif isinstance(step, HangupStep):
            voice = voice_of(flow, session)
            before += voice.of_step(step) or (voice.own("goodbye"),)
            return _end(session, done, before)
        else:
            prompts = before + _words(flow, session, step) + _steering(flow, session, step)
            return session, (*done, _wait(session, step, prompts))
    # The loader lets no such circle through; whoever gets here all the same can still talk.
    return hear_again(flow, replace(session, step=MESSAGE.name), before)


def hear_again(flow: Flow, session: Session, before: Prompts = (), *, alone: bool = False) -> Move:
    """Wait at the same step once more; `alone` leaves its own words out."""
    step = flow.step(session.step)
    session = replace(session, step=step.name)
    if not isinstance(step, LanguageStep | MenuStep | AskStep | RecordStep):
        return arrive(flow, session, step.name, before)
    words = () if alone else _words(flow, session, step)
    return session, (_wait(session, step, before + words),)


def greeting(flow: Flow, session: Session) -> Prompts:
    """What was said before a language could be chosen, for those who did not understand it."""
    voice, name, words = voice_of(flow, session), flow.start, ()
    for _ in flow.steps:
        step = flow.step(name)
        if not isinstance(step, SayStep):
            break
        words, name = words + voice.of_step(step), step.then
    return words


def pages(flow: Flow) -> int:
    """How many pages of languages there are."""
    return -(-len(flow.languages) // LANGUAGES_ON_A_PAGE)


def languages_on(flow: Flow, page: int) -> tuple[Language, ...]:
    """The languages of one page, in the file's order: the keys 1 to 4."""
    first = page * LANGUAGES_ON_A_PAGE
    return flow.languages[first : first + LANGUAGES_ON_A_PAGE]


def _end(session: Session, done: list[Effect], before: Prompts) -> Move:
    said = (Say(before),) if before else ()
    return replace(session, ended=True), (*done, *said, HangUp())


def _queue_words(voice: Voice, step: QueueStep) -> Prompts:
    if step.say or step.text:
        return voice.of_step(step)
    ending = (voice.own("goodbye"),) if step.name == KEPT.name else ()
    return (voice.own("kept"), *ending)


def _words(flow: Flow, session: Session, step: Step) -> Prompts:
    voice = voice_of(flow, session)
    words = voice.of_step(step)
    if isinstance(step, LanguageStep):
        page = languages_on(flow, session.menu_page)
        for key, language in enumerate(page, start=1):
            words += voice.of_language(language, str(key))
        if pages(flow) > 1:
            words += (voice.own("more_languages", pause=0.7), voice.own("press_9"))
    elif isinstance(step, MenuStep):
        for option in step.options:
            words += voice.of_option(step, option)
    elif isinstance(step, RecordStep) and not words:
        words = (voice.own("message"),)
    return words


def _steering(flow: Flow, session: Session, step: Step) -> Prompts:
    """The keys that always work: told once, with the first menu, after its choices."""
    if not isinstance(step, MenuStep) or session.channel == "text":
        return ()
    if any(not isinstance(flow.step(name), LanguageStep) for name in session.history):
        return ()
    return (voice_of(flow, session).own("steering"),)


def _wait(session: Session, step: Step, prompts: Prompts) -> Effect:
    if isinstance(step, RecordStep):
        return Record(step.max_seconds, step.silence_seconds, step.stop_key, prompts)
    seconds = LONGER_WAIT if session.misses else FIRST_WAIT
    if isinstance(step, AskStep) and step.digits > 1:
        return Listen(step.digits, seconds, DONE, prompts)
    # No finishing key: '#' has to arrive as a key of its own.
    return Listen(1, seconds, "", prompts)
