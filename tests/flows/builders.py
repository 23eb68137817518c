"""Flows and sessions for tests, each as short as it can be."""

from __future__ import annotations

from functools import cache

from hotline.types import Language
from ivr.flows.engine import advance, start
from ivr.flows.library import default_flow_path
from ivr.flows.loader import load_flow
from ivr.flows.model import Flow, Mistake
from ivr.flows.session import Effects, Event, Prompt, Session
from ivr.flows.walk import WalkReport, walk, walk_in_every_line
from ivr.flows.yaml_nodes import FlowMistakes

#: The shortest file that is a hotline.
SHORTEST = """\
hotline: Eastside
steps:
  hello:
    say: Hello neighbor.
    record: {}
"""

MENU = """\
hotline: Eastside
languages: [en, es, ko]
start: hello
steps:
  hello:
    say: Hello neighbor.
    then: which
  which:
    choose_language: {}
    then: need
  need:
    say: What would help?
    menu:
      1: {label: Food, goto: story, topic: food, words: [groceries, comida]}
      2: {label: Home, goto: code, topic: housing}
    other_text: story
  code:
    say: Key in six digits.
    ask: {digits: 6}
    then: story
  story:
    say: Tell us.
    record: {}
    then: done
  done:
    say: Thank you.
    queue: {}
"""


def flow_of(text: str = MENU) -> Flow:
    return load_flow(text, "menu.yaml")


@cache
def default_flow() -> Flow:
    path = default_flow_path()
    return load_flow(path.read_text(encoding="utf-8"), path.name)


@cache
def walked_default() -> WalkReport:
    """The walk of the default flow with an open line: it takes seconds, so once for all."""
    return walk(default_flow())


@cache
def walked_default_in_every_line() -> tuple[WalkReport, list[tuple[int, int]]]:
    """The same in each state of the line, and the progress that was told meanwhile."""
    told: list[tuple[int, int]] = []
    report = walk_in_every_line(default_flow(), lambda done, known: told.append((done, known)))
    return report, told


def many_languages(count: int = 14) -> Flow:
    tags = ["en", "es", "ht", "zh", "vi", "ar", "fr", "mam", "ko", "ru", "uk", "so", "ne", "pt"][
        :count
    ]
    return flow_of(MENU.replace("[en, es, ko]", f"[{', '.join(tags)}]"))


def mistakes_of(text: str) -> list[Mistake]:
    """What is wrong in a file; nothing when it loads."""
    try:
        load_flow(text, "menu.yaml")
    except FlowMistakes as error:
        return error.mistakes
    return []


def told(text: str) -> list[str]:
    return [str(mistake) for mistake in mistakes_of(text)]


def run(
    flow: Flow, *events: Event, channel: str = "voice", language: str | None = None
) -> tuple[Session, Effects]:
    """The session and effects after these events."""
    session, effects = start(flow, channel, Language(language) if language else None)
    for event in events:
        session, effects = advance(flow, session, event)
    return session, effects


def prompts_of(effects: Effects) -> list[Prompt]:
    return [prompt for effect in effects for prompt in getattr(effect, "prompts", ())]


def keys_of(effects: Effects) -> list[str]:
    """The keys of all prompts, in order."""
    return [prompt.key for prompt in prompts_of(effects)]


def kinds_of(effects: Effects) -> list[str]:
    return [type(effect).__name__ for effect in effects]
