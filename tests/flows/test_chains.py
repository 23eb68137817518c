"""A bilingual chain: Mam, then Spanish, and never English after the choice (issue point 2)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hotline.domain.line import Announcement, LineNow, LineState
from hotline.domain.volunteers import Volunteer, shared_language
from hotline.types import Language, Sealed
from ivr.flows.checks import check_flow
from ivr.flows.engine import advance, start
from ivr.flows.line_words import told, with_line
from ivr.flows.session import Enqueue, KeyPressed, Recorded, Silence
from ivr.prompt_index import folder_of
from ivr.prompt_takes import approve, keep
from ivr.prompts import Played, PromptBook, Spoken
from tests.flows.builders import default_flow, flow_of, mistakes_of, prompts_of

ENGLISH, SPANISH, MAM = (Language(tag) for tag in ("en", "es", "mam"))
DEFAULT = Path(__file__).parents[2] / "ivr" / "flows" / "default.yaml"
TEXT = DEFAULT.read_text("utf-8").replace("[en, es, ko, fr, zh, vi, ar]", "[en, [mam, es]]")
FLOW = flow_of(TEXT)
#: What Mam speakers have recorded so far.
RECORDED = {
    "engine.language_name": "Qyol Mam",
    "need.say": "What would help?",
    "engine.press_2": "press two",
}


@pytest.fixture
def book(tmp_path: Path) -> PromptBook:
    folder = folder_of(tmp_path, MAM)
    for key, words in RECORDED.items():
        keep(folder, key, key.encode(), words=words, speaker="Ana", licence="x")
        approve(folder, key, "Juan")
    return PromptBook.load(data_dir=tmp_path)


# Bad input.


@pytest.mark.parametrize(
    ("languages", "said"),
    [
        ("[en, [mam]]", "a chain needs two languages"),
        ("[en, []]", "a chain needs two languages"),
        ("[en, [mam, mam]]", "'mam' is written twice"),
        ("[en, [mam, es], mam]", "'mam' is written twice"),
        ("[en, [mam, Spanish]]", "not a language tag"),
        ("[en, [[mam, es], es]]", ""),
        ("[en, {mam: es}]", ""),
    ],
)
def test_a_chain_that_cannot_be_meant_is_told_with_its_place(languages: str, said: str) -> None:
    found = mistakes_of(TEXT.replace("[en, [mam, es]]", languages))
    assert found, languages
    assert any(said in each.message for each in found)
    assert all(each.line > 1 for each in found)


def test_the_file_says_it_in_one_line() -> None:
    assert FLOW.languages == (ENGLISH, MAM)
    assert FLOW.chains == {MAM: (SPANISH,)}
    assert default_flow().chains == {}


# What is heard.


def test_mam_where_it_is_recorded_and_spanish_by_the_spanish_voice_where_not(
    book: PromptBook,
) -> None:
    session, effects = start(FLOW, "voice")
    names = [each for each in prompts_of(effects) if each.key == "engine.language_name"]
    heard = book.resolve(names[1])
    assert isinstance(heard, Played)
    assert heard.language == MAM
    session, effects = advance(FLOW, session, KeyPressed("2"))
    assert session.language == MAM
    for prompt in prompts_of(effects):
        heard = book.resolve(prompt)
        if prompt.key in RECORDED:
            assert isinstance(heard, Played), prompt.key
        else:
            assert isinstance(heard, Spoken)
            assert heard.say_language == "es-US"
            assert heard.text == book.words(prompt, SPANISH) != ""


def test_no_english_after_the_choice_whatever_the_caller_does(book: PromptBook) -> None:
    ways = [
        [KeyPressed("1"), Silence(), Recorded("RE", 9, "#"), *[Silence()] * 6],
        [KeyPressed("7"), KeyPressed("4"), KeyPressed("2"), KeyPressed("1"), Recorded("RE", 5)],
        [KeyPressed("0"), KeyPressed("2"), KeyPressed("6"), KeyPressed("9")],
        [KeyPressed("5"), KeyPressed("1"), Recorded("RE", 0), Recorded("RE", 0)],
        [KeyPressed("8"), KeyPressed("12345678"), KeyPressed("*"), KeyPressed("3")],
    ]
    for way in ways:
        session, _ = start(FLOW, "voice")
        session, effects = advance(FLOW, session, KeyPressed("2"))
        for event in way:
            for prompt in prompts_of(effects):
                heard = book.resolve(prompt)
                assert not isinstance(heard, Spoken) or heard.say_language == "es-US", prompt.key
                assert not isinstance(heard, Spoken) or heard.text, prompt.key
            session, effects = advance(FLOW, session, event)
            for effect in effects:
                if isinstance(effect, Enqueue):
                    assert effect.language == MAM


def test_by_text_as_well(book: PromptBook) -> None:
    session, _ = start(FLOW, "text", MAM)
    session, effects = advance(FLOW, session, KeyPressed("1"))
    assert book.as_text(prompts_of(effects)).startswith("Cuéntenos con sus propias palabras")
    chained = PromptBook.load().with_chains(FLOW.chains)
    spanish = chained.text("ack.request", SPANISH, name="X")
    assert chained.text("ack.request", MAM, name="X") == spanish


def test_a_language_never_takes_anothers_name(book: PromptBook) -> None:
    nameless = PromptBook.load()
    _, effects = start(FLOW, "voice")
    name = [each for each in prompts_of(effects) if each.key == "engine.language_name"][1]
    assert nameless.resolve(name) == Spoken("", "", "")


def test_the_check_asks_for_the_name_alone_and_says_how(book: PromptBook) -> None:
    bare = PromptBook.load()
    report = check_flow(FLOW, bare.prompts, bare.languages, "mam.yaml", {})
    [mistake] = report.mistakes
    assert "1 prompts have no recording" in mistake.message
    assert "engine.language_name" in mistake.hint
    sounds = {MAM: {"engine.language_name": DEFAULT}}
    report = check_flow(FLOW, bare.prompts, bare.languages, "mam.yaml", sounds)
    assert [each for each in report.mistakes if "cannot speak" in each.message] == []
    assert [each for each in report.warnings if "mam has no words" in each.message] == []


# Who answers, and what is so now.


def person(name: str, *tags: str) -> Volunteer:
    languages = tuple(map(Language, tags))
    return Volunteer(name, "k", Sealed(b""), Sealed(b""), "f", languages, (), True, "")


def test_mam_speakers_are_asked_first_then_spanish_speakers() -> None:
    ana, rosa, sam = person("a", "mam", "es"), person("r", "es"), person("s", "en")
    assert shared_language([rosa, ana, sam], MAM, (SPANISH,)) == MAM
    assert shared_language([rosa, sam], MAM, (SPANISH,)) == SPANISH
    assert shared_language([sam], MAM, (SPANISH,)) == MAM
    assert shared_language([rosa, sam], MAM) == MAM


def test_the_line_is_open_to_them_while_somebody_speaks_spanish() -> None:
    line = LineNow(on_call=frozenset({SPANISH}))
    assert line.state_for(MAM) is LineState.UNSTAFFED
    assert line.state_for(MAM, (SPANISH,)) is LineState.OPEN
    assert told(FLOW, line, MAM) == ()


def test_the_board_is_read_to_them_in_both(book: PromptBook) -> None:
    until = datetime(2027, 1, 1, tzinfo=UTC)
    board = tuple(Announcement(tag, Language(tag), until, f"{tag}!") for tag in ("en", "es", "mam"))
    session, _ = start(FLOW, "voice", MAM)
    session, _ = advance(FLOW, session, KeyPressed("4"))
    move = advance(FLOW, session, KeyPressed("3"))
    _, effects = with_line(FLOW, session, KeyPressed("3"), move, lambda: LineNow(board=board))
    heard = [each.words for each in prompts_of(effects) if each.key.startswith("board.")]
    assert heard == ["es!", "mam!"]
    assert json.dumps(heard)
