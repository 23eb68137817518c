"""How many of the flow's sentences a language's callers do not hear in it (C2)."""

from __future__ import annotations

from hotline.types import Language
from ivr.flows.catalog import find
from ivr.flows.checks import can_be_recorded, engine_lines
from ivr.flows.model import Flow
from ivr.flows.session import ENGLISH, Prompt
from ivr.flows.words import Line, lines_of
from ivr.prompts import PromptBook


def unsaid(book: PromptBook, flow: Flow, language: Language) -> tuple[int, int]:
    """(in another language, as silence), of the sentences that are always the same.

    A recording of words that have changed since counts as none, as it does for callers.
    """
    lines = [
        line
        for line in (*lines_of(flow), *engine_lines(flow))
        # A language's own name stands in languages.toml.
        if can_be_recorded(line) and line.key != "engine.language_name"
    ]
    recorded = book.fitting(lines, flow.name).get(language, {})
    foreign = [
        line
        for line in lines
        if line.key not in recorded and not _is_spoken(book, flow, language, line)
    ]
    about = {"hotline": flow.name}
    silent = sum(
        not book.can_say(Prompt(line.key, line.words, language, parameters=about))
        for line in foreign
    )
    return len(foreign) - silent, silent


def _is_spoken(book: PromptBook, flow: Flow, language: Language, line: Line) -> bool:
    entry = book.languages.get(language)
    if entry is None or not entry.can_be_spoken:
        return False
    if language == (ENGLISH if line.key.startswith("engine.") else flow.master):
        return True
    translation = find(book.prompts.get(language, {}), line.key, line.words)
    return translation is not None and not translation.outdated
