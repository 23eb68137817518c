"""What is checked beyond the file: translations, voices, recordings, completeness."""

from __future__ import annotations

import wave
from pathlib import Path

import pytest

from hotline.types import Language
from ivr.flows.catalog import Translation, find
from ivr.flows.checks import check_flow, engine_lines, sound_trouble
from ivr.flows.languages import SpokenLanguage, chain, read_languages
from ivr.flows.model import Flow
from ivr.flows.words import lines_of
from ivr.prompts import PromptBook
from tests.flows.builders import MENU, default_flow, flow_of

ENGLISH, SPANISH, CREOLE = (Language(tag) for tag in ("en", "es", "ht"))


@pytest.fixture(scope="module")
def book() -> PromptBook:
    return PromptBook.load()


def full_catalog(flow: Flow, changes: dict[str, str] | None = None) -> dict[str, Translation]:
    """A catalog in which every line is 'translated' by itself, but for the changes."""
    lines = [*lines_of(flow), *engine_lines(flow)]
    return {
        line.key: Translation((changes or {}).get(line.key, line.words), line.words)
        for line in lines
        if (changes or {}).get(line.key) != ""
    }


def check_spanish(changes: dict[str, str], flow: Flow | None = None) -> tuple[list, list]:
    flow = flow or flow_of(MENU.replace("[en, es, ko]", "[en, es]"))
    languages = PromptBook.load().languages
    report = check_flow(flow, {SPANISH: full_catalog(flow, changes)}, languages, "menu.yaml")
    return [str(each) for each in report.mistakes], [str(each) for each in report.warnings]


def test_the_default_flow_is_complete_in_all_its_languages(book: PromptBook) -> None:
    report = check_flow(default_flow(), book.prompts, book.languages, "default.yaml")
    assert report.mistakes == []
    assert [
        str(each) for each in report.warnings if ": es" in str(each) or ": ko" in str(each)
    ] == []
    tags = ["en", "es", "ko", "fr", "zh", "vi", "ar"]
    assert [row.language.tag for row in report.table] == tags
    assert [row.words == row.total for row in report.table[:3]] == [True, True, True]
    assert [row.drafts == row.words for row in report.table] == [False, *[True] * 6]


def test_rule_6_missing_words_warn_and_name_the_place() -> None:
    mistakes, warnings = check_spanish({"need.say": ""})
    assert mistakes == []
    assert warnings == [
        "menu.yaml:12:10: es has no words for 'need.say' – "
        "add it to translations/es/LC_MESSAGES/prompts.po (warning)".removesuffix(" (warning)")
    ]


def test_rule_6_missing_words_of_the_first_language_are_a_mistake() -> None:
    flow = flow_of(MENU.replace("[en, es, ko]", "[es]"))
    report = check_flow(flow, {}, PromptBook.load().languages, "menu.yaml")
    assert "es has no words for" in report.mistakes[0].message


def test_rule_7_a_language_no_voice_can_speak_needs_recordings(tmp_path: Path) -> None:
    flow = flow_of(MENU.replace("[en, es, ko]", "[en, ht]"))
    languages = PromptBook.load().languages
    report = check_flow(flow, {CREOLE: full_catalog(flow)}, languages, "menu.yaml")
    [mistake] = report.mistakes
    assert (mistake.line, mistake.column) == (6, 10)
    assert "cannot speak Kreyòl ayisyen (ht)" in mistake.message
    sounds = {line.key: tmp_path / f"{line.key}.wav" for line in lines_of(flow)}
    sounds |= {line.key: tmp_path / f"{line.key}.wav" for line in engine_lines(flow)}
    for path in sounds.values():
        write_wav(path)
    report = check_flow(
        flow, {CREOLE: full_catalog(flow)}, languages, "menu.yaml", {CREOLE: sounds}
    )
    assert report.mistakes == []
    assert report.table[1].recordings == report.table[1].total


def test_an_unknown_language_is_told() -> None:
    flow = flow_of(MENU.replace("[en, es, ko]", "[en, nah]"))
    report = check_flow(flow, {}, PromptBook.load().languages, "menu.yaml")
    assert "the language 'nah' is not known" in [each.message for each in report.mistakes]


def test_rule_5_in_a_translation() -> None:
    mistakes, _ = check_spanish({"need.say": "Para una cama, oprima 3"})
    assert mistakes == ["menu.yaml:12:10: in es, 'need.say' says 3, and there is no choice 3"]


def test_rule_9_in_a_translation() -> None:
    mistakes, _ = check_spanish({"need.option.1": "Fin"})
    assert mistakes == ["menu.yaml:14:18: in es, 'need.option.1' is a word that means STOP"]


def test_rules_10_and_11_in_a_translation() -> None:
    text = MENU.replace("say: Tell us.", "say: Tell us.\n    text: Tell us now.")
    flow = flow_of(text.replace("[en, es, ko]", "[en, es]"))
    _, warnings = check_spanish(
        {"story.text": "Aquí estamos. " * 15, "story.say": "Díganos todo. " * 40}, flow
    )
    assert any("'story.text': í makes this text 4 segments" in line for line in warnings)
    assert any("'story.say': about" in line for line in warnings)


def test_a_translation_with_other_parameters_is_a_mistake() -> None:
    mistakes, _ = check_spanish({"need.say": "Somos {hotline}"})
    assert "has other {names} than the file" in mistakes[0]


# What a translation still fits.


def test_a_comma_loses_no_translation() -> None:
    source = "Tell us in your own words, after the tone. A neighbor will listen."
    catalog = {"story.say": Translation("Cuéntenos.", source)}
    assert find(catalog, "story.say", source.replace(",", "")).outdated is False  # type: ignore[union-attr]
    changed = find(catalog, "story.say", source.replace("listen", "hear it"))
    assert changed is not None
    assert changed.outdated


@pytest.mark.parametrize(
    ("source", "now"),
    [
        ("Food or water", "Rides or water"),
        (
            "We erase it 3 days after we have dealt with it, and nobody else hears it.",
            "We erase it 30 days after we have dealt with it, and nobody else hears it.",
        ),
        (
            "This is {hotline}, neighbors helping neighbors, every day of the week.",
            "This is us, neighbors helping neighbors, every day of the whole week.",
        ),
        (
            "Tell us in your own words what you need, and where you are.",
            "Goodbye, and take care of yourself until we call you again.",
        ),
    ],
)
def test_other_words_are_not_answered_with_an_old_translation(source: str, now: str) -> None:
    assert find({"x.say": Translation("…", source)}, "x.say", now) is None


# languages.toml and the chain.


def test_the_table_of_languages(book: PromptBook) -> None:
    assert set(book.languages) >= {
        Language(tag) for tag in ("en", "es", "ko", "ht", "zh", "vi", "ar", "fr", "mam")
    }
    assert book.languages[CREOLE].can_be_spoken is False
    assert book.languages[Language("ar")].direction == "rtl"
    offered = {tag for tag, entry in book.languages.items() if entry.offered}
    assert offered == {Language(tag) for tag in ("en", "es", "ko", "fr", "zh", "vi", "ar")}


def test_a_broken_table_says_where() -> None:
    with pytest.raises(ValueError, match=r"\[es\]"):
        read_languages("[es]\nown_name = 'Español'\nvoyce = 'x'\n")


def test_the_chain_goes_from_the_callers_own_to_the_files() -> None:
    known = {
        Language("mam"): SpokenLanguage(Language("mam"), "Mam", fallback=(SPANISH,)),
        SPANISH: SpokenLanguage(SPANISH, "Español", fallback=(ENGLISH,)),
    }
    assert chain(Language("mam"), known, ENGLISH) == (Language("mam"), SPANISH, ENGLISH)
    assert chain(Language("es-MX"), known, ENGLISH) == (Language("es-MX"), SPANISH, ENGLISH)
    assert chain(Language("nah"), known, ENGLISH) == (Language("nah"), ENGLISH)


# Recordings.


def write_wav(path: Path, rate: int = 8000, channels: int = 1, seconds: float = 0.1) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(channels)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(b"\0\0" * int(rate * seconds) * channels)
    return path


def test_rule_8_recordings(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    assert sound_trouble(write_wav(path)) == ""
    assert "not one channel" in sound_trouble(write_wav(path, channels=2))
    assert "4000 samples" in sound_trouble(write_wav(path, rate=4000))
    assert "61 seconds" in sound_trouble(write_wav(path, seconds=61))
    path.write_bytes(b"RIFF????WAVEjunk")
    assert "no WAV file" in sound_trouble(path)
    assert "no WAV file" in sound_trouble(tmp_path / "missing.wav")
