"""A talk by text as a pure step: (talk, text) -> (talk, what to ask next).

The flow and its engine are the phone's own. What a person writes freely beats the
questions: a topic found in their words is not asked for, and words are the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hotline.domain.contact_safety import ContactRules
from hotline.domain.number_words import number_said
from hotline.domain.text_language import language_asked_for, language_by_name
from hotline.types import Language
from ivr.flows import engine
from ivr.flows.arrive import arrive
from ivr.flows.line_words import BOARD
from ivr.flows.model import (
    AGAIN,
    DONE,
    PERSON,
    Flow,
    LanguageStep,
    MenuStep,
    RecordStep,
)
from ivr.flows.patience import ROUNDS
from ivr.flows.session import Effects, KeyPressed, Prompt, Session, Wrote
from ivr.text_heard import Heard, hear
from ivr.text_safety_state import NOTHING_ASKED, Safety

#: "One question a message, five at most" (T2).
MOST_QUESTIONS = 5
Names = Mapping[Language, Iterable[str]]


@dataclass(frozen=True)
class Talk:
    """How far a talk has come. `language` is what the words seem to be in, whether or not
    the flow speaks it; `said` that the person has told us something."""

    session: Session
    language: Language | None = None
    topic: str = ""
    said: bool = False
    asked: int = 0
    page: int = 0
    #: How far the questions on safe contact have come (ivr/text_safety.py).
    safety: Safety = NOTHING_ASKED

    def to_json(self) -> dict[str, Any]:
        """Plain values, for json.dumps."""
        return {
            "session": self.session.to_json(),
            "language": self.language.tag if self.language else None,
            "topic": self.topic,
            "said": self.said,
            "asked": self.asked,
            "page": self.page,
            "safety": self.safety.to_json(),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Talk:
        """The talk that to_json wrote, by this release or an older one."""
        tag = plain.get("language")
        return cls(
            session=Session.from_json(plain["session"]),
            language=Language(tag) if tag else None,
            topic=str(plain.get("topic") or ""),
            said=bool(plain.get("said")),
            asked=int(plain.get("asked") or 0),
            page=int(plain.get("page") or 0),
            safety=Safety.from_json(plain.get("safety")),
        )

    @property
    def speaks(self) -> Language | None:
        """The language of the request: chosen, else proposed."""
        if self.session.language_confirmed:
            return self.session.language
        return self.language or self.session.language


@dataclass(frozen=True)
class Answer:
    """What goes back: the languages to choose from, or prompts, or one of our own texts."""

    languages: tuple[tuple[str, Language], ...] = ()
    #: Which of the pages into which a list is cut that is too long for one text.
    page: int = 0
    text_id: str = ""
    prompts: tuple[Prompt, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One step: the talk after it, the answer, and whether the text was only an answer key."""

    talk: Talk
    answer: Answer
    only_keys: bool = False
    #: What they allow from now on; None leaves it as it was.
    rules: ContactRules | None = None
    wants_call: bool = False
    in_danger: bool = False


def begin(flow: Flow, body: str, with_files: bool) -> Turn:
    """The first message, whatever it is: kept, and answered with the list of languages."""
    session, effects = engine.start(flow, "text")
    heard = hear(flow, body, with_files)
    talk = Talk(
        session=_at_area(_in_language(flow, session, heard.language), heard),
        language=heard.language,
        topic=_topic(heard, ""),
        said=heard.says_something,
        asked=1,
    )
    if isinstance(flow.step(session.step), LanguageStep):
        return Turn(talk, list_of(flow, "text.first"))
    # One language only: no list, and the flow's own first question.
    return _go_on(flow, replace(talk, asked=0), effects)


def go_on(flow: Flow, talk: Talk, body: str, with_files: bool, names: Names) -> Turn:
    """Every later message."""
    # Where a story is told a word is a word; elsewhere "the first" is an answer.
    is_story = talk.session.ended or isinstance(flow.step(talk.session.step), RecordStep)
    heard = hear(flow, body, with_files, number="" if is_story else number_said(body) or "")
    if talk.session.ended:
        return Turn(_learn(flow, talk, heard), Answer(text_id="text.added"), False)
    if heard.keys == PERSON:
        return Turn(talk, Answer(text_id="text.person"), True)
    if isinstance(flow.step(talk.session.step), LanguageStep):
        return _at_languages(flow, talk, body, heard, names)
    if heard.keys:
        session, effects = engine.advance(flow, talk.session, KeyPressed(heard.keys))
        return replace(_go_on(flow, replace(talk, session=session), effects), only_keys=True)
    talk = _learn(flow, talk, heard)
    step = flow.step(talk.session.step)
    known = _known_option(step, talk) if isinstance(step, MenuStep) else None
    event = KeyPressed(known) if known else Wrote(body)
    session, effects = engine.advance(flow, talk.session, event)
    return _go_on(flow, replace(talk, session=session), effects)


def other_language(flow: Flow, talk: Talk, body: str, names: Names) -> Language | None:
    """Another language of the flow that the text asks for by its name; at the list it is a choice."""
    session = talk.session
    if not session.ended and isinstance(flow.step(session.step), LanguageStep):
        return None
    asked = language_by_name(body, names) if len(body.strip()) > 2 else None
    asked = asked or language_asked_for(body, names)
    return asked if asked in flow.languages and asked != session.language else None


def list_of(flow: Flow, text_id: str = "", page: int = 0) -> Answer:
    """The languages by number, each in its own name.

    The numbers are the same in every list, so an answer is understood whenever it comes.
    9 shows more of them, so it is no language's number: after 8 comes 10.
    """
    numbered = tuple((number_of(place), each) for place, each in enumerate(flow.languages))
    return Answer(numbered, page, text_id)


def number_of(place: int) -> str:
    """The number of the language at this place, counted from 0."""
    return str(place + 1 if place + 1 < int(AGAIN) else place + 2)


def _at_languages(flow: Flow, talk: Talk, body: str, heard: Heard, names: Names) -> Turn:
    keys = heard.keys or ""
    chosen = language_by_name(body, names) or language_asked_for(body, names)
    if keys == AGAIN:
        further = replace(talk, page=talk.page + 1)
        return Turn(further, list_of(flow, page=further.page), True)
    chosen = {number_of(n): each for n, each in enumerate(flow.languages)}.get(keys, chosen)
    if chosen is not None and chosen in flow.languages:
        session = replace(talk.session, language=chosen, language_confirmed=True)
        step = flow.step(session.step)
        session, effects = arrive(flow, session, step.then)
        return replace(_go_on(flow, replace(talk, session=session), effects), only_keys=True)
    if keys:
        session = replace(talk.session, misses=talk.session.misses + 1)
        if session.misses < ROUNDS:
            return Turn(replace(talk, session=session), list_of(flow, page=talk.page), True)
    talk = _learn(flow, talk, heard)
    session, effects = arrive(flow, talk.session, flow.step(talk.session.step).then)
    return _go_on(flow, replace(talk, session=session), effects)


def _go_on(flow: Flow, talk: Talk, effects: Effects) -> Turn:
    """Past every question that the person has answered already, to the next one."""
    prompts = prompts_of(effects)
    for _ in range(len(flow.steps) + 1):
        step = flow.step(talk.session.step)
        key = None
        if talk.session.ended or any(prompt.key == BOARD for prompt in prompts):
            break
        if isinstance(step, MenuStep):
            key = _known_option(step, talk)
        elif isinstance(step, RecordStep) and talk.said:
            key = DONE
        if key is None:
            break
        session, effects = engine.advance(flow, talk.session, KeyPressed(key))
        talk, prompts = replace(talk, session=session), prompts_of(effects)
    talk = replace(talk, topic=talk.session.topic or talk.topic)
    if talk.session.ended:
        return Turn(talk, Answer(prompts=prompts, text_id="" if prompts else "text.done"))
    if talk.asked >= MOST_QUESTIONS:
        return Turn(
            replace(talk, session=replace(talk.session, ended=True)), Answer(text_id="text.done")
        )
    talk = replace(talk, asked=talk.asked + 1)
    return Turn(talk, Answer(prompts=prompts))


def _learn(flow: Flow, talk: Talk, heard: Heard) -> Talk:
    """What later words add; a language that was chosen stays."""
    session = talk.session
    if not session.language_confirmed:
        session = _in_language(flow, session, heard.language)
    return replace(
        talk,
        session=_at_area(session, heard),
        language=heard.language or talk.language,
        topic=_topic(heard, talk.topic),
        said=talk.said or heard.says_something,
    )


def _topic(heard: Heard, before: str) -> str:
    # Two topics in one message: the person is asked which comes first.
    return next(iter(heard.topics)) if len(heard.topics) == 1 else before


def _at_area(session: Session, heard: Heard) -> Session:
    # Two places in one message: the person is asked, as with topics.
    return replace(session, area=next(iter(heard.areas))) if len(heard.areas) == 1 else session


def _known_option(step: MenuStep, talk: Talk) -> str | None:
    """The key of the one choice whose topic, or else area, the person has told already."""
    topic, area = talk.topic, talk.session.area
    about = [option.key for option in step.options if topic and option.topic == topic]
    there = [option.key for option in step.options if area and option.area == area]
    return next((keys[0] for keys in (about, there) if len(keys) == 1), None)


def _in_language(flow: Flow, session: Session, language: Language | None) -> Session:
    return replace(session, language=language) if language in flow.languages else session


def prompts_of(effects: Effects) -> tuple[Prompt, ...]:
    """What these effects say."""
    return tuple(prompt for effect in effects for prompt in getattr(effect, "prompts", ()))
