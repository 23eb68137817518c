"""Every line of words in a flow and in the engine, with the key that translations use.

The key (a step's name and what it is) is the msgctxt in the catalogs and the name of the
recording, so that a comma put right in the file loses no translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hotline.types import Language
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.model import BoardStep, Flow, MenuOption, MenuStep, Place, Step
from ivr.flows.session import ENGLISH, Prompt

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

#: After the option's text, V4: at least 0.7 s before its key; then a breath.
BEFORE_KEY = 0.7
AFTER_KEY = 0.5


@dataclass(frozen=True)
class Line:
    """Some words of the file. `read` is true for what is only ever a text."""

    key: str
    words: str
    place: Place
    read: bool = False


def lines_of(flow: Flow) -> Iterator[Line]:
    """All words of the file, in its order."""
    for step in flow.steps.values():
        if step.say:
            yield Line(f"{step.name}.say", step.say, step.say_place)
        if step.text:
            yield Line(f"{step.name}.text", step.text, step.text_place, read=True)
        for option in step.options if isinstance(step, MenuStep) else ():
            yield Line(option_key(step, option), option.label, option.place)


def option_key(step: Step, option: MenuOption) -> str:
    """The key of an option's words: `need.option.1`."""
    return f"{step.name}.option.{option.key}"


@dataclass(frozen=True)
class Voice:
    """Makes prompts for one session: flow, language, speed, channel, level."""

    flow: Flow
    language: Language
    slower: bool
    channel: str
    louder: bool = False

    @property
    def chain(self) -> tuple[Language, ...]:
        """What the caller understands besides their language, by the flow."""
        return self.flow.chains.get(self.language, ())

    def own(self, name: str, language: Language | None = None, pause: float = AFTER_KEY) -> Prompt:
        """The engine's own words."""
        key = f"engine.{name}"
        return self._prompt(key, ENGINE_WORDS[key], language or self.language, pause, ENGLISH)

    def of_step(self, step: Step) -> tuple[Prompt, ...]:
        """A step's words for this channel, or none."""
        # The announcements themselves come after it (line_words.py).
        board = (self.own("line_board"),) if isinstance(step, BoardStep) else ()
        if self.channel == "text" and step.text:
            return (self._of_flow(f"{step.name}.text", step.text), *board)
        return ((self._of_flow(f"{step.name}.say", step.say),) if step.say else ()) + board

    def of_option(self, step: Step, option: MenuOption) -> tuple[Prompt, ...]:
        """Heard: the option, a pause, its key. Read: its key, then the option."""
        label = self._of_flow(option_key(step, option), option.label, BEFORE_KEY)
        if self.channel == "text":
            return (self._digit(option.key), label)
        return (label, self.own(f"press_{option.key}"))

    def of_language(self, language: Language, key: str) -> tuple[Prompt, ...]:
        """A language by its own name in its own voice, then its key, in the same."""
        name = self.own("language_name", language, BEFORE_KEY)
        if self.channel == "text":
            return (self._digit(key), name)
        return (name, self.own(f"press_{key}", language))

    def _digit(self, key: str) -> Prompt:
        return Prompt("engine.digit", key, self.language, words_language=self.language)

    def _of_flow(self, key: str, words: str, pause: float = AFTER_KEY) -> Prompt:
        return self._prompt(key, words, self.language, pause, self.flow.master)

    def _prompt(
        self, key: str, words: str, language: Language, pause: float, words_language: Language
    ) -> Prompt:
        return Prompt(
            key=key,
            words=words,
            language=language,
            slower=self.slower,
            louder=self.louder,
            parameters={"hotline": self.flow.name} if PLACEHOLDER.search(words) else {},
            words_language=words_language,
            pause_seconds=pause,
            chain=self.flow.chains.get(language, ()),
        )
