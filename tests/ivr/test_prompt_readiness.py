"""C2: the recording of one line that is missing or outdated in one language is counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.types import Language
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.prompt_readiness import unsaid
from ivr.prompts import PromptBook


@pytest.fixture
def flow():
    return FlowLibrary(default_flow_path()).current()


def test_a_language_with_a_voice_and_all_its_words_lacks_nothing(flow):
    assert unsaid(PromptBook.load(), flow, Language("en")) == (0, 0)
    assert unsaid(PromptBook.load(), flow, Language("es")) == (0, 0)


def test_one_line_without_its_words_in_one_language_is_one(flow):
    book = PromptBook.load()
    spanish = dict(book.prompts[Language("es")])
    del spanish["welcome.say"]
    book = replace(book, prompts={**book.prompts, Language("es"): spanish})
    foreign, silent = unsaid(book, flow, Language("es"))
    assert foreign + silent == 1
    assert unsaid(book, flow, Language("fr")) == (0, 0)


def test_words_that_changed_after_they_were_translated_are_not_in_that_language(flow):
    book = PromptBook.load()
    spanish = dict(book.prompts[Language("es")])
    spanish["welcome.say"] = replace(spanish["welcome.say"], source="other words")
    book = replace(book, prompts={**book.prompts, Language("es"): spanish})
    assert sum(unsaid(book, flow, Language("es"))) == 1


def test_a_language_without_a_voice_and_without_recordings_lacks_every_line(flow):
    book = PromptBook.load()
    everything = sum(unsaid(book, flow, Language("mam")))
    assert everything > 50
