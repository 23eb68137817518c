"""Whoever said the name of a language that nobody knows yet is thanked in those of the page."""

from __future__ import annotations

from hotline.domain.line import LineNow
from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.engine import advance
from ivr.flows.line_words import with_line
from ivr.flows.session import HangUp, KeyPressed, Recorded, Say, TellReceipt
from ivr.flows.speaking import seconds_to_say
from ivr.prompts import PromptBook
from tests.flows.builders import SHORTEST, default_flow, flow_of, run

BOOK, FLOW = PromptBook.load(), default_flow()
FIRST = [Language(tag) for tag in ("en", "es", "ko", "fr")]
NINE = KeyPressed("9")


def ending() -> tuple[list[TellReceipt], tuple]:
    session, _ = run(FLOW, NINE, NINE)
    assert (session.step, session.language) == ("~language", NOT_KNOWN_YET)
    _, effects = advance(FLOW, session, Recorded("RE", 6, "#"))
    return [each for each in effects if isinstance(each, TellReceipt)], effects


def test_thanks_and_the_number_in_each_language_of_the_page() -> None:
    """V2, V13: one receipt, told in four languages; no whole sentence in English alone."""
    [receipt], effects = ending()
    said = receipt.said("12345678").prompts
    assert list(dict.fromkeys(prompt.language for prompt in said)) == FIRST
    for language in FIRST:
        own = [prompt.key for prompt in said if prompt.language == language]
        assert own[:2] == ["engine.kept", "engine.receipt_is"]
        assert own[2:] == [f"engine.digit_{digit}" for digit in "12345678"]
    assert isinstance(effects[-1], HangUp)
    others = [p for each in effects if isinstance(each, Say) for p in each.prompts]
    assert others == []


def test_it_is_said_simply_and_takes_less_than_a_minute() -> None:
    [receipt], _ = ending()
    said = receipt.said("12345678").prompts
    words = {prompt.key: BOOK.words(prompt) for prompt in said if prompt.language.tag == "es"}
    assert words["engine.kept"] == "Gracias. Lo tenemos."
    pauses = sum(prompt.pause_seconds for prompt in said)
    assert sum(seconds_to_say(BOOK.words(prompt)) for prompt in said) + pauses < 60


def test_who_is_known_hears_the_number_twice_as_ever() -> None:
    _, effects = run(flow_of(SHORTEST), KeyPressed("1"), Recorded("RE", 5, "#"))
    [receipt] = [each for each in effects if isinstance(each, TellReceipt)]
    keys = [prompt.key for prompt in receipt.said("1").prompts]
    assert keys.count("engine.digit_1") == 2
    assert keys[-1] == "engine.receipt_use"


def test_nothing_of_the_line_is_told_in_a_language_that_they_passed_over() -> None:
    """V2: with nobody on call the words were English, and before the tone."""
    nobody = LineNow(on_call=frozenset())
    session, _ = run(FLOW, NINE)
    move = advance(FLOW, session, NINE)
    after, effects = with_line(FLOW, session, NINE, move, lambda: nobody)
    assert (after, effects) == move
    keys = {prompt.key for each in effects for prompt in getattr(each, "prompts", ())}
    assert keys == {"engine.say_language"}
