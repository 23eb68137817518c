"""T1-T12: each row of the catalogue has a test that names it, and no text of ours betrays anybody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hotline.config import Settings
from hotline.domain.deny_list import words_denied
from hotline.domain.texts import TEXTS
from hotline.errors import SettingsError
from hotline.types import Language
from ivr.prompts import PromptBook
from tests.conftest import ROOT
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage

LANGUAGES = ("en", "es", "fr", "ht", "ko", "zh", "vi", "ar")
#: The texts that people get; the others go to volunteers.
TO_PEOPLE = ("ack.", "text.", "optout.", "safe.", "line.", "canned.")


@pytest.mark.parametrize("tag", LANGUAGES)
def test_t9_no_template_in_any_language_has_a_word_of_the_deny_list(tag):
    """T9: every text and every ready answer, as a phone would show it."""
    book = PromptBook.load()
    to_people = [text_id for text_id in TEXTS if text_id.startswith(TO_PEOPLE)]
    assert len(to_people) > 20
    found = {each: words_denied(book.text(each, Language(tag))) for each in to_people}
    assert {text_id: words for text_id, words in found.items() if words} == {}


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("the ICE", "ice"), ("la corte", "corte"), ("au tribunal", "tribunal"),
        ("법원에 가요", "법원"), ("去法院", "法院"), ("tòa án", "toa an"), ("المحكمة", "المحكمة"),
        ("12 Main Street", "street"), ("her insulin", "insulin"), ("you were deported", "deport"),
    ],
)  # fmt: skip
def test_t9_the_deny_list_finds_its_words_in_every_language(text, word):
    assert word in " ".join(words_denied(text))


@pytest.mark.parametrize("text", ["from 9 to 20", "un arrêt de bus", "từ từ", "St. Mark's hall"])
def test_t9_the_deny_list_leaves_ordinary_words_alone(text):
    assert words_denied(text) == ()


def test_t9_a_network_adds_words_of_its_own():
    assert words_denied("meet at Maple hall", ["maple hall"]) == ("maple hall",)


def test_t9_the_neutral_name_stands_in_texts_in_place_of_the_hotlines(tmp_path, clock, monkeypatch):
    """T9: HOTLINE_NEUTRAL_NAME."""
    settings = Settings.from_env({"HOTLINE_NEUTRAL_NAME": "Maple", "HOTLINE_DENY_WORDS": "a, ,b"})
    assert (settings.house.neutral_name, settings.house.deny) == ("Maple", ("a", "b"))
    with pytest.raises(SettingsError, match="HOTLINE_NEUTRAL_NAME"):
        Settings.from_env({"HOTLINE_NEUTRAL_NAME": "x" * 31})
    built = Settings.from_env

    def with_name(environ):
        return built({**environ, "HOTLINE_NEUTRAL_NAME": "Maple Neighbours"})

    monkeypatch.setattr(Settings, "from_env", with_name)
    texter = Texter(build_stage(tmp_path, clock), "+12065590999", clock=clock)
    (first,) = texter.text("hello")
    assert first.startswith("Maple Neighbours:")
    assert "Hotline" not in first


@pytest.mark.parametrize("row", [f"T{number}" for number in range(1, 13)])
def test_each_row_of_texters_has_a_test_that_names_it(row):
    """The musts T1 to T10, and T11 and T12: in names and docstrings outside this file."""
    named = re.compile(rf"\b{row}\b|test_(?:\w+_)?{row.lower()}_")
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    found = any(named.search(path.read_text(encoding="utf-8")) for path in files)
    assert found, f"no test names {row}"
