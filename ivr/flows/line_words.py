"""What is so now, told before anybody is asked: after the language, before the first choice.

Pure, and beside the engine: it takes the engine's move and gives one with the words of the
line in it. A line that is closed, paused, in surge or without anybody who speaks the
caller's language leads on to the recorder at once; every other way stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile

from hotline.domain.line import (
    MESSAGE_AT_ONCE,
    Announcement,
    Limit,
    LimitState,
    LineNow,
    LineState,
)
from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.arrive import Move, Prompts, arrive, greeting, leave, voice_of
from ivr.flows.line_sayings import DAYS
from ivr.flows.model import AGAIN, SLOWER, Flow, LanguageStep, MenuOption, MenuStep, RecordStep
from ivr.flows.session import (
    Effect,
    Effects,
    Event,
    KeyPressed,
    Listen,
    Prompt,
    Record,
    Say,
    Session,
)
from ivr.flows.words import AFTER_KEY, Voice

#: Asked only when it is needed: most steps of a call need nothing of it.
AskLine = Callable[[], LineNow]

BOARD, REMEMBERED = "engine.line_board", "engine.remembered"
#: Letters of the board in one text.
BOARD_BY_TEXT = 200
_STATES = {
    LineState.SHORT_STAFFED: ("line_short_staffed",),
    LineState.SURGE: ("line_surge",),
    LineState.CLOSED: ("line_closed", "", "line_leave"),
    LineState.PAUSED: ("line_paused", "", "line_leave"),
    LineState.UNSTAFFED: ("line_unstaffed", "line_leave"),
}
_LIMITS = {LimitState.LIMITED: "line_limited", LimitState.PAUSED: "line_limit_paused"}


def topics_of(flow: Flow) -> dict[str, tuple[MenuStep, MenuOption]]:
    """Each topic of the flow with the choice that says it: a limit is told in its words."""
    found: dict[str, tuple[MenuStep, MenuOption]] = {}
    for step in flow.steps.values():
        for option in step.options if isinstance(step, MenuStep) else ():
            if option.topic:
                found.setdefault(option.topic, (step, option))
    return found


def with_line(
    flow: Flow, before: Session | None, event: Event | None, move: Move, ask: AskLine
) -> Move:
    """The engine's move with what is so now in it. `before` is None when the call begins."""
    session, effects = move
    if session.channel == "voice" and not session.ended:
        if before is None:
            effects = _short_greeting(flow, session, effects, ask())
        if _is_time_to_tell(flow, before, event, session):
            session, effects = _tell(flow, session, effects, ask(), first=before is None)
    return session, _with_board(flow, session, effects, ask)


def every_line(flow: Flow) -> Iterator[tuple[LineState, LineNow]]:
    """A line in each state, with all that could be said: for the walk and the tests."""
    limits = tuple(Limit(topic, LimitState.PAUSED, area="here") for topic in topics_of(flow))
    for state in LineState:
        unstaffed = state is LineState.UNSTAFFED
        yield (
            state,
            LineNow(
                LineState.OPEN if unstaffed else state,
                limits=limits,
                on_call=frozenset() if unstaffed else None,
            ),
        )


def _is_time_to_tell(
    flow: Flow, before: Session | None, event: Event | None, session: Session
) -> bool:
    """When the language has been found, and when the first words after it are asked for again."""
    if before is None:
        has_choice = any(isinstance(step, LanguageStep) for step in flow.steps.values())
        return session.language is not None or not has_choice
    if session.language != before.language:
        return session.language is not None
    again = isinstance(event, KeyPressed) and event.digits in {AGAIN, SLOWER}
    if not again or session.step != before.step:
        return False
    way = (*session.history, session.step)
    later = [name for name in way if not isinstance(flow.step(name), LanguageStep)]
    return later == [session.step]


def _tell(flow: Flow, session: Session, effects: Effects, line: LineNow, *, first: bool) -> Move:
    if session.language == NOT_KNOWN_YET:
        # They are asked in four languages and heard by everybody on call: nothing of ours
        # could be told in a language that they know.
        return session, effects
    voice = voice_of(flow, session)
    state = line.state_for(voice.language, voice.chain)
    words = _state_words(voice, state, line) + _limit_words(voice, line)
    at_once = state in MESSAGE_AT_ONCE
    if line.crowded and not at_once:
        words, at_once = (voice.own("nobody_free"), *_limit_words(voice, line)), True
    if not words:
        return session, effects
    greeted = {prompt.key for prompt in greeting(flow, session)}
    greeted |= {"engine.line_short_greeting", REMEMBERED}
    told: list[Effect] = []
    for effect in effects:
        if not isinstance(effect, Listen | Record):
            told.append(effect)
            continue
        head = tuple(takewhile(lambda prompt: prompt.key in greeted, effect.prompts))
        rest = effect.prompts[len(head) :]
        if state is LineState.SURGE and not first:
            head = ()
        if at_once and not isinstance(flow.step(session.step), RecordStep):
            # In a remembered language '*' leads to the others, from here as well.
            remembered = any(prompt.key == REMEMBERED for prompt in head)
            onto = arrive if first and remembered else leave
            session, onward = onto(flow, session, flow.recorder, head + words)
            return session, (*told, *onward)
        told.append(replace(effect, prompts=head + words + rest))
    return session, tuple(told)


def _state_words(voice: Voice, state: LineState, line: LineNow) -> Prompts:
    words: Prompts = ()
    for name in _STATES.get(state, ()):
        words += (voice.own(name),) if name else _until_words(voice, line, line.until)
    return words


def _limit_words(voice: Voice, line: LineNow) -> Prompts:
    topics, words = topics_of(voice.flow), ()
    for limit in line.limits:
        if limit.topic in topics:
            words += _one_limit(voice, line, limit, *topics[limit.topic])
    if not words:
        return ()
    return (voice.own("line_limits"), *words, voice.own("line_still"))


def _one_limit(
    voice: Voice, line: LineNow, limit: Limit, step: MenuStep, option: MenuOption
) -> Prompts:
    """What it is about, in the flow's own words; where; how it is; until when; why."""
    words: Prompts = (voice.of_option(step, option)[0],)
    if limit.area:
        words += (replace(voice.own("line_area"), parameters={"area": limit.area}),)
    words += (voice.own(_LIMITS.get(limit.state, "line_limited")),)
    words += _until_words(voice, line, limit.until)
    if limit.reason and limit.reason_language in (voice.language, *voice.chain):
        words += (_typed(f"limit.{limit.id}", limit.reason, limit.reason_language, voice.slower),)
    return words


def _until_words(voice: Voice, line: LineNow, until: object) -> Prompts:
    found = line.days_until(until)  # type: ignore[arg-type]
    if found is None:
        return ()
    days, day = found
    name = "today" if days <= 0 else DAYS[day.weekday()] if days < 7 else "later"
    return (voice.own(f"line_until_{name}"),)


def _short_greeting(flow: Flow, session: Session, effects: Effects, line: LineNow) -> Effects:
    """In a surge the name alone, so that the next caller gets through sooner."""
    if line.state is not LineState.SURGE:
        return effects
    greeted = {prompt.key for prompt in greeting(flow, session)}
    short = voice_of(flow, session).own("line_short_greeting")

    def shorten(prompts: Prompts) -> Prompts:
        kept = tuple(prompt for prompt in prompts if prompt.key not in greeted)
        return prompts if kept == prompts else (short, *kept)

    return tuple(_changed(effect, shorten) for effect in effects)


def _with_board(flow: Flow, session: Session, effects: Effects, ask: AskLine) -> Effects:
    """The announcements of the caller's language after the words that begin the board."""

    def fill(prompts: Prompts) -> Prompts:
        return fill_board(flow, session, prompts, ask)

    return tuple(_changed(effect, fill) for effect in effects)


def fill_board(flow: Flow, session: Session, prompts: Prompts, ask: AskLine) -> Prompts:
    """The prompts with the announcements where the board begins, if it does.

    By text only what was typed, and only as much as two texts hold.
    """
    if not any(prompt.key == BOARD for prompt in prompts):
        return prompts
    voice = voice_of(flow, session)
    own = [each for each in ask().board if each.language in (voice.language, *voice.chain)]
    if session.channel == "text":
        own = _short_enough([each for each in own if each.words])
    lines = tuple(_announced(each, voice.slower) for each in own)
    filled: Prompts = ()
    for prompt in prompts:
        if prompt.key != BOARD:
            filled += (prompt,)
        else:
            filled += (prompt, *lines) if lines else (voice.own("line_board_empty"),)
    return filled


def _short_enough(announcements: list[Announcement]) -> list[Announcement]:
    kept: list[Announcement] = []
    for each in announcements:
        used = sum(len(one.words) for one in kept)
        if not kept or used + len(each.words) <= BOARD_BY_TEXT:
            kept.append(each)
    return kept


def _changed(effect: Effect, change: Callable[[Prompts], Prompts]) -> Effect:
    if isinstance(effect, Say | Listen | Record):
        return replace(effect, prompts=change(effect.prompts))
    return effect


def _announced(each: Announcement, slower: bool) -> Prompt:
    kind = "board.sound" if each.seconds else "board.words"
    return _typed(f"{kind}.{each.id}", each.words, each.language, slower)


def _typed(key: str, words: str, language: Language, slower: bool) -> Prompt:
    """Words that a coordinator typed: spoken only in the language they are in."""
    return Prompt(key, words, language, slower, words_language=language, pause_seconds=AFTER_KEY)


def told(flow: Flow, line: LineNow, language: Language) -> Prompts:
    """What a caller of that language hears of the line now, for people who look at it."""
    voice = Voice(flow, language, slower=False, channel="voice")
    return _state_words(voice, line.state_for(language, voice.chain), line) + _limit_words(
        voice, line
    )
