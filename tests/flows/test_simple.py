"""V9: behind key 7 every line has a second wording, shorter and one thing at a time."""

from __future__ import annotations

import logging
import re

import pytest

from hotline.types import Language
from ivr.flows.checks import check_flow, engine_lines
from ivr.flows.engine import advance, start
from ivr.flows.session import KeyPressed, Prompt
from ivr.flows.simple import SIMPLE_SECONDS, simple_lines, simple_words, wants_simple
from ivr.flows.speaking import seconds_to_say
from ivr.flows.words import PLACEHOLDER, Line, lines_of
from ivr.prompts import PromptBook, Spoken
from tests.flows.builders import default_flow, flow_of, prompts_of

BOOK = PromptBook.load()
FLOW = default_flow()
TAGS = ("en", "es", "ko", "ht", "zh", "vi", "ar", "fr")
LINES: dict[str, Line] = {line.key: line for line in (*lines_of(FLOW), *engine_lines(FLOW))}
LONG = [key for key, line in LINES.items() if wants_simple(line)]
#: More than this is no line for one who asked for less at a time.
LONGEST_SIMPLE_SECONDS = 10.0


def usual(language: Language, key: str) -> str:
    return BOOK.script(key, LINES[key].words, language)


def test_the_default_flow_has_many_long_lines() -> None:
    assert len(LONG) > 30
    assert {"welcome.say", "story.say", "engine.consent", "engine.message"} <= set(LONG)
    assert "engine.press_1" not in LONG


@pytest.mark.parametrize("tag", TAGS)
def test_v9_every_long_line_has_a_second_wording_that_is_shorter(tag: str) -> None:
    """V9: in every language that the hotline offers or waits to offer."""
    language = Language(tag)
    missing = [
        key for key in LONG if not simple_words(BOOK.prompts[language], key, LINES[key].words)
    ]
    assert missing == []
    for key in LONG:
        simple = simple_words(BOOK.prompts[language], key, LINES[key].words)
        assert seconds_to_say(simple) < seconds_to_say(usual(language, key)), (key, simple)
        assert seconds_to_say(simple) <= LONGEST_SIMPLE_SECONDS, (key, simple)
        assert set(PLACEHOLDER.findall(simple)) <= set(PLACEHOLDER.findall(LINES[key].words))
        # One thing at a time: no sentence of more than ten words.
        for sentence in re.split(r"[.?!:;。？：؟]\s*", simple):
            assert len(sentence.split()) <= 11, (key, sentence)


@pytest.mark.parametrize("tag", TAGS)
def test_v9_no_second_wording_is_left_of_a_line_that_is_gone(tag: str) -> None:
    for key, entry in BOOK.prompts[Language(tag)].items():
        if key.endswith(".simple"):
            line = LINES.get(key.removesuffix(".simple"))
            assert line is not None, key
            assert entry.source == line.words, f"{key} is of other words than the line has now"


@pytest.mark.parametrize("language", FLOW.languages, ids=str)
def test_v9_key_7_says_it_simply_in_the_callers_voice(language: Language) -> None:
    session, _ = start(FLOW, "voice", language)
    session, _ = advance(FLOW, session, KeyPressed("1"))
    session, effects = advance(FLOW, session, KeyPressed("7"))
    consent = next(each for each in prompts_of(effects) if each.key == "engine.consent")
    heard = BOOK.resolve(consent)
    assert isinstance(heard, Spoken)
    assert heard.text == simple_words(BOOK.prompts[language], consent.key, consent.words)
    assert heard.say_language == BOOK.languages[language].say_language


def test_v9_an_organisers_own_words_fall_back_to_themselves_and_the_gap_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    own = "Tell us which of our seven gardens you would like to visit with us this week."
    flow = flow_of(f'hotline: G\nsteps:\n  welcome:\n    say: "{own}"\n    record: {{}}\n')
    prompt = Prompt("welcome.say", own, Language("en"), slower=True)
    with caplog.at_level(logging.INFO, logger="hotline"):
        heard = BOOK.resolve(prompt)
    assert isinstance(heard, Spoken)
    assert heard.text == own
    assert "no-simple-wording" in caplog.text
    row = check_flow(flow, BOOK.prompts, BOOK.languages, "g.yaml").table[0]
    assert row.simple == row.simple_total - 1


def test_a_line_said_in_a_breath_needs_none() -> None:
    short = Line("a.say", "Food or water", LINES["welcome.say"].place)
    assert seconds_to_say(short.words) <= SIMPLE_SECONDS
    assert not wants_simple(short)
    assert list(simple_lines({}, [LINES["welcome.say"]])) == []
