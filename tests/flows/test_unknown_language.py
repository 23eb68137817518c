"""Whoever said the name of a language that nobody knows yet is thanked in those of the page."""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.line import LineNow
from hotline.types import NOT_KNOWN_YET, Language
from ivr.flows.engine import advance
from ivr.flows.line_words import with_line
from ivr.flows.session import (
    ConnectPerson,
    HangUp,
    KeyPressed,
    Record,
    Recorded,
    Say,
    TellReceipt,
)
from ivr.flows.speaking import seconds_to_say
from ivr.flows.waiting import WaitNow, Wish, begin_wait, stop_waiting
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


def _said(effects: tuple) -> list[tuple[str, Language]]:
    prompts = (prompt for each in effects for prompt in getattr(each, "prompts", ()))
    return [(prompt.key, prompt.language) for prompt in prompts]


def test_who_wants_a_person_is_rung_for_and_hears_no_single_language() -> None:
    """V2, V7: key 0 at that tone asks for a person, and the tone in four languages waits on."""
    session, _ = run(FLOW, NINE, NINE)
    after, effects = advance(FLOW, session, KeyPressed("0"))
    assert effects[0] == ConnectPerson(None, NOT_KNOWN_YET)
    assert isinstance(effects[-1], Record)
    assert (after.step, after.agreed) == ("~language", None)
    assert _said(effects) == [
        (key, each) for key in ("engine.nobody_free", "engine.say_language") for each in FIRST
    ]


def test_back_at_the_languages_key_0_asks_in_no_single_language_either() -> None:
    """V2: and '*' leads back to the languages from there too."""
    session, _ = run(FLOW, NINE, NINE, KeyPressed("*"), KeyPressed("0"))
    assert (session.step, session.language) == ("~language", NOT_KNOWN_YET)
    assert advance(FLOW, session, KeyPressed("*"))[0].step == "language"


def test_while_it_rings_each_round_is_short_and_in_each_language() -> None:
    """V2, V18: that it rings, and how to leave a message; key 3 asks no question they may miss."""
    now = WaitNow(before=2, left=timedelta(minutes=2))
    move = advance(FLOW, run(FLOW, NINE, NINE)[0], KeyPressed("0"))
    session, (wait,) = begin_wait(FLOW, move, "bridge", now)
    exits = [(key, each) for each in FIRST for key in ("engine.wait_message", "engine.press_2")]
    assert _said((wait,)) == [*(("engine.wait_ringing", each) for each in FIRST), *exits]
    seconds = sum(seconds_to_say(BOOK.words(p)) + p.pause_seconds for p in wait.prompts)
    assert seconds + wait.timeout_seconds < 60
    session, effects = stop_waiting(FLOW, session, Wish.CALLBACK)
    assert session.step == "~language"
    assert isinstance(effects[-1], Record)


def test_nothing_heard_is_said_in_each_language() -> None:
    """V2, V11: one more time at that tone, in no language alone."""
    session, _ = run(FLOW, NINE, NINE)
    _, effects = advance(FLOW, session, Recorded("RE", 0, "#"))
    assert _said(effects) == [("engine.not_heard", each) for each in FIRST]
