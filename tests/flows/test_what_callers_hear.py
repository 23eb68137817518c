"""What callers are promised to hear, in every language (requirements V1, V2, V4, V5)."""

from __future__ import annotations

import re

import pytest

from hotline.commands.bench_flows import (
    keys_to_a_person,
    keys_to_each_language,
    seconds_before_first_choice,
)
from hotline.domain.volunteers import Volunteer, choose_whom_to_ask
from hotline.types import NOT_KNOWN_YET, Language, Sealed
from ivr.flows.engine import advance, start
from ivr.flows.model import LANGUAGES_ON_A_PAGE, Flow, MenuStep
from ivr.flows.session import Enqueue, KeyPressed, Recorded, Silence
from ivr.flows.words import BEFORE_KEY
from ivr.prompts import PromptBook
from tests.flows.builders import default_flow, flow_of, keys_of, many_languages, prompts_of, run

BOOK = PromptBook.load()
FLOW = default_flow()
OFFERED = FLOW.languages
#: Words that tell a key ("press", "oprima"), found where they must not be: in an option.
TELLS_A_KEY = re.compile(
    "press|oprima|marque|누르|appuyez|tapez|请?按[零一二三四五六七八九]|bấm phím|اضغط|peze",
    re.IGNORECASE,
)


def test_v1_the_first_choice_comes_within_fifteen_seconds() -> None:
    assert seconds_before_first_choice(FLOW) <= 15


@pytest.mark.parametrize("language", OFFERED, ids=str)
def test_v1_the_welcome_says_who_we_are_not(language: Language) -> None:
    words = BOOK.words(prompts_of(start(FLOW, "voice", language)[1])[0], language)
    police = "police|policía|경찰|警察|cảnh sát|الشرطة"
    papers = "papers|papeles|서류|papiers|证件|giấy tờ|أوراق"
    assert re.search(police, words)
    assert re.search(papers, words)


def test_v2_each_of_fourteen_languages_is_reached_in_four_keys() -> None:
    keys = keys_to_each_language(many_languages(14))
    assert len(keys) == 14
    assert max(keys.values()) <= 4


def test_v2_the_first_three_keys_stay_as_people_know_them() -> None:
    assert [language.tag for language in OFFERED[:3]] == ["en", "es", "ko"]


@pytest.mark.parametrize("flow", [FLOW, many_languages(14)])
def test_v2_no_page_has_more_than_four_each_in_its_own_words(flow: Flow) -> None:
    session, effects = start(flow, "voice")
    for _ in range(-(-len(flow.languages) // LANGUAGES_ON_A_PAGE)):
        names = [each for each in prompts_of(effects) if each.key == "engine.language_name"]
        assert 1 <= len(names) <= 4
        for name in names:
            entry = BOOK.languages.get(name.language)
            if entry is not None and entry.offered:
                assert BOOK.words(name) == entry.own_name
        session, effects = advance(flow, session, Silence())


@pytest.mark.parametrize("flow", [FLOW, many_languages(14)])
def test_v2_more_languages_is_said_in_each_language_of_the_page(flow: Flow) -> None:
    """Each page's own languages say key 9, and it is not English for everybody."""
    session, effects = start(flow, "voice")
    for page in range(-(-len(flow.languages) // LANGUAGES_ON_A_PAGE)):
        first = page * LANGUAGES_ON_A_PAGE
        told = [(each.key, each.language) for each in prompts_of(effects)]
        more = [line for line in told if line[0] in {"engine.more_languages", "engine.press_9"}]
        assert more == [
            (key, language)
            for language in flow.languages[first : first + LANGUAGES_ON_A_PAGE]
            for key in ("engine.more_languages", "engine.press_9")
        ]
        session, effects = advance(flow, session, Silence())


@pytest.mark.parametrize("language", OFFERED, ids=str)
def test_v2_after_the_choice_every_prompt_is_in_the_language(language: Language) -> None:
    session, effects = start(FLOW, "voice", language)
    for event in (KeyPressed("7"), Silence(), KeyPressed("6"), KeyPressed("1"), KeyPressed("0")):
        for prompt in prompts_of(effects):
            assert prompt.language == language
            assert BOOK.words(prompt), prompt.key
        session, effects = advance(FLOW, session, event)


@pytest.mark.parametrize("language", OFFERED, ids=str)
def test_v4_the_option_comes_first_then_a_pause_then_its_key(language: Language) -> None:
    session, effects = start(FLOW, "voice", language)
    assert session.step == "need"
    prompts = prompts_of(effects)
    options = [place for place, each in enumerate(prompts) if ".option." in each.key]
    assert options
    for place in options:
        option, key = prompts[place], prompts[place + 1]
        assert option.pause_seconds >= BEFORE_KEY >= 0.7
        assert key.key == f"engine.press_{option.key[-1]}"
        assert not TELLS_A_KEY.search(BOOK.words(option)), BOOK.words(option)
        assert len(BOOK.words(option).split()) <= 12


@pytest.mark.parametrize("tag", ["en", "es", "ko", "fr", "zh", "vi", "ar", "ht"])
def test_v4_no_line_of_the_engine_tells_a_key_before_what_it_does(tag: str) -> None:
    """What tells a key is either the key alone (after its option), or ends with the key."""
    key_first = re.compile(
        "^(press|oprima|appuyez sur|bấm phím|اضغط|peze) .{1,9}? (to|para|pour|để|pou)\\b"
    )
    for key, entry in BOOK.prompts[Language(tag)].items():
        assert not key_first.search(entry.words), (key, entry.words)


def test_v5_four_choices_a_menu_and_two_levels_before_a_recorder() -> None:
    for step in FLOW.steps.values():
        if isinstance(step, MenuStep):
            assert len(step.options) <= 4
            for option in step.options:
                # The first menu, at most one more, and then a person's own words.
                second = FLOW.step(option.goto)
                if step.name == "need" and isinstance(second, MenuStep):
                    thirds = [FLOW.step(each.goto) for each in second.options]
                    assert not any(isinstance(third, MenuStep) for third in thirds)
    assert keys_to_a_person(FLOW) == 1


def test_v3_a_number_that_is_a_language_has_no_menu_of_languages() -> None:
    session, effects = start(flow_of(), "voice", Language("ko"))
    assert session.language == Language("ko")
    assert "engine.language_name" not in keys_of(effects)


def test_v2_after_the_last_page_callers_say_the_name_of_their_language() -> None:
    flow, nine = many_languages(14), KeyPressed("9")
    session, effects = run(flow, nine, nine, nine, nine)
    assert (session.step, session.language) == ("~language", NOT_KNOWN_YET)
    said = [(each.key, each.language.tag) for each in prompts_of(effects)]
    assert said == [("engine.say_language", tag) for tag in ("en", "es", "ht", "zh")]
    session, effects = advance(flow, session, Recorded("RE", 9, "#"))
    [waits] = [each for each in effects if isinstance(each, Enqueue)]
    assert waits.language == NOT_KNOWN_YET
    _, effects = advance(flow, run(flow, *[nine] * 4)[0], Recorded("RE", 9, "hangup"))
    assert effects[0] == waits


def test_v2_back_from_there_the_languages_can_be_heard_again() -> None:
    nine = KeyPressed("9")
    session, _ = run(many_languages(14), nine, nine, nine, nine, KeyPressed("*"), KeyPressed("2"))
    assert session.language == Language("es")


def test_v2_who_says_nothing_at_all_is_kept_too() -> None:
    session, _ = run(many_languages(14), *[Silence()] * 10)
    assert (session.queued, session.language) == (True, NOT_KNOWN_YET)


def test_v2_everybody_on_call_is_asked_about_a_language_nobody_knows() -> None:
    rosa = Volunteer("1", "k", Sealed(b""), Sealed(b""), "f", (Language("es"),), (), True, "")
    assert choose_whom_to_ask([rosa], NOT_KNOWN_YET, "other") == [rosa]
    assert choose_whom_to_ask([rosa], Language("so"), "other") == []
