"""What a text says beside its words: keys, a language, and the flow's own topics and areas."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from hotline.domain.opt_outs import fold
from hotline.domain.text_language import propose
from hotline.domain.topic_words import topics_named
from hotline.types import Language
from ivr.flows.keys import as_keys
from ivr.flows.model import Flow, MenuOption, MenuStep

_GREETING_WORDS = (
    "hi hello hey hola buenas buenos dias tardes noches bonjour salut bonsoir bonjou bonswa alo "
    "oi ola xin chao 안녕 안녕하세요 여보세요 你好 您好 喂 مرحبا السلام عليكم سلام привет "
    "test start"
)
_GREETINGS = frozenset(_GREETING_WORDS.split())


@dataclass(frozen=True)
class Heard:
    """What a text says beside its words."""

    keys: str | None
    says_something: bool
    language: Language | None
    topics: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)


def hear(flow: Flow, body: str, with_files: bool, number: str = "") -> Heard:
    """What is in this text; `number` is one that it says in words, where that is an answer."""
    tokens = fold(body).split()
    keys = as_keys(body) or number or None
    return Heard(
        keys=keys,
        says_something=with_files or (keys is None and bool(set(tokens) - _GREETINGS)),
        language=propose(body, flow.languages),
        topics=_topics_in(flow, tokens),
        areas=_named_in(flow, tokens, lambda option: option.area),
    )


def _topics_in(flow: Flow, tokens: list[str]) -> dict[str, str]:
    """Topics that the text names, in the flow's own words or in everyday ones of any language."""
    found = _named_in(flow, tokens, lambda option: option.topic)
    if found:
        return found
    known = dict.fromkeys(each.topic for each in _options(flow) if each.topic)
    return {topic: topic for topic in topics_named(f" {' '.join(tokens)} ", known)}


def _named_in(
    flow: Flow, tokens: list[str], name_of: Callable[[MenuOption], str]
) -> dict[str, str]:
    """The topics or areas whose own words in the flow stand in the text."""
    text = f" {' '.join(tokens)} "
    found: dict[str, str] = {}
    for option in _options(flow):
        for word in option.words if name_of(option) else ():
            folded = fold(word)
            # Scripts that write words together are searched anywhere in the text.
            spaced = f" {folded} " if folded.isascii() else folded
            if folded and spaced in text:
                found[name_of(option)] = word
    return found


def _options(flow: Flow) -> Iterable[MenuOption]:
    return (
        each for step in flow.steps.values() if isinstance(step, MenuStep) for each in step.options
    )
