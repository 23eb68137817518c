"""All that callers can hear, written down (V12): relay operators and others read it ahead.

One plain text for a language: each step in the flow's order with its choices and keys, then
everything else that the phone may say. Whoever reads ahead needs no menu read to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hotline.types import Language
from ivr.flows.checks import can_be_recorded, engine_lines
from ivr.flows.model import CONSENT, Flow, LanguageStep, ReceiptStep, SafeContactStep, Step
from ivr.flows.session import ENGLISH, Prompt, Session
from ivr.flows.step_words import ERASING, MAY, NUMBER, TEXT_HOURS, words_at
from ivr.flows.words import BEFORE_KEY
from ivr.prompts import PromptBook, clean_words

#: Said between others a word at a time: nobody reads a list of digits.
_SMALL = ("engine.press_", "engine.digit_", "engine.line_until_")


def written(flow: Flow, book: PromptBook, language: Language) -> str:
    """What the phone says in that language, as plain text; its own name stands above it."""
    name = book.languages[language].own_name if language in book.languages else language.tag
    seen = {"engine.steering"}
    parts = [f"{flow.name} – {name}"]
    parts.append(_text(book, (_own("steering", language),)))
    for place, step in enumerate(_steps(flow), start=1):
        said = [_text(book, prompts) for prompts in _pages(flow, language, step, seen)]
        said = [words for words in said if words]
        if said:
            parts.append(f"{place}.\n" + "\n".join(said))
    left = [
        Prompt(line.key, line.words, language, parameters={"hotline": flow.name})
        for line in engine_lines(flow)
        if can_be_recorded(line) and line.key not in seen and not line.key.startswith(_SMALL)
    ]
    parts.append("…\n" + "\n".join(filter(None, (_text(book, (each,)) for each in left))))
    return "\n\n".join(parts) + "\n"


def _steps(flow: Flow) -> Iterator[Step]:
    for step in flow.steps.values():
        if not isinstance(step, LanguageStep):
            yield step
    yield CONSENT


def _pages(
    flow: Flow, language: Language, step: Step, seen: set[str]
) -> Iterator[tuple[Prompt, ...]]:
    """What is said at a step, page by page. `seen` takes the keys."""
    session = Session(flow.version, step.name, language=language, opened_state="queued")
    last = 0
    if isinstance(step, SafeContactStep):
        last = TEXT_HOURS
    elif isinstance(step, ReceiptStep):
        last = ERASING
    for page in range(MAY if last == TEXT_HOURS else NUMBER, last + 1):
        prompts = words_at(flow, replace(session, menu_page=page), step)
        seen.update(prompt.key for prompt in prompts)
        yield prompts


def _text(book: PromptBook, prompts: tuple[Prompt, ...]) -> str:
    """A choice and its key on one line, every other saying on its own."""
    text = ""
    for prompt in prompts:
        words = clean_words(book.written(prompt))
        if words:
            text += words + (" – " if prompt.pause_seconds >= BEFORE_KEY else "\n")
    return text.strip(" –\n")


def _own(name: str, language: Language) -> Prompt:
    from ivr.flows.engine_words import ENGINE_WORDS

    key = f"engine.{name}"
    return Prompt(key, ENGINE_WORDS[key], language, words_language=ENGLISH)
