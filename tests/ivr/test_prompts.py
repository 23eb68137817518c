"""One decision per prompt: own recording, own voice, next language; and catalogs in step."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.texts import TEXTS
from hotline.types import Language
from ivr.catalog_files import read_catalog
from ivr.flows.bridge_words import BRIDGE_WORDS
from ivr.flows.checks import engine_lines
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.segments import dear_letters, segments
from ivr.flows.session import Prompt
from ivr.flows.words import PLACEHOLDER, lines_of
from ivr.prompts import Played, PromptBook, Spoken, clean_words, fill
from ivr.recorder_sayings import RECORDER_WORDS
from ivr.volunteer_menu.words import VOLUNTEER_WORDS
from tests.flows.builders import default_flow
from tests.flows.test_checks import write_wav

SHARED = Path(os.environ.get("HOTLINE_SHARED") or Path(__file__).parents[3] / "shared")
ENGLISH, SPANISH, KOREAN, CREOLE = (Language(tag) for tag in ("en", "es", "ko", "ht"))
TRANSLATED = (SPANISH, KOREAN, *(Language(tag) for tag in ("ht", "zh", "vi", "ar", "fr")))

LANGUAGES = """\
[en]
own_name = "English"
say_language = "en-US"
voice = "Polly.Joanna-Neural"
[fr]
own_name = "Français"
say_language = "fr-FR"
voice = "Polly.Lea-Neural"
[ht]
own_name = "Kreyòl ayisyen"
fallback = ["fr"]
"""
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n{more}\n'
HELLO = Prompt("hello.say", "Hello.", CREOLE)


class Translations:
    """A translations folder of a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "languages.toml").write_text(LANGUAGES, encoding="utf-8")

    def words(self, tag: str, key: str, source: str, words: str, more: str = "") -> None:
        folder = self.root / tag / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "prompts.po"
        text = path.read_text(encoding="utf-8") if path.exists() else HEADER.format(more=more)
        text += f"\nmsgctxt {json.dumps(key)}\nmsgid {json.dumps(source)}\n"
        path.write_text(text + f"msgstr {json.dumps(words, ensure_ascii=False)}\n", "utf-8")

    def sound(self, tag: str, key: str) -> Path:
        folder = self.root / tag / "audio"
        folder.mkdir(parents=True, exist_ok=True)
        return write_wav(folder / f"{key}.wav")

    def book(self) -> PromptBook:
        return PromptBook.load(self.root)


@pytest.fixture
def folder(tmp_path: Path) -> Translations:
    return Translations(tmp_path)


@pytest.fixture(scope="module")
def book() -> PromptBook:
    return PromptBook.load()


# The decision.


def test_an_own_recording_comes_first(folder: Translations) -> None:
    path = folder.sound("ht", "hello.say")
    folder.words("ht", "hello.say", "Hello.", "Bonjou.")
    assert folder.book().resolve(HELLO) == Played(path, CREOLE)


def test_own_words_beat_another_languages_recording(folder: Translations) -> None:
    folder.sound("en", "hello.say")
    folder.words("fr", "hello.say", "Hello.", "Bonjour.")
    spoken = folder.book().resolve(Prompt("hello.say", "Hello.", Language("fr")))
    assert spoken == Spoken("Bonjour.", "fr-FR", "Polly.Lea-Neural")


def test_a_foreign_voice_never_reads_strange_words(folder: Translations) -> None:
    folder.words("ht", "hello.say", "Hello.", "Bonjou.")
    folder.words("fr", "hello.say", "Hello.", "Bonjour.")
    assert folder.book().resolve(HELLO) == Spoken("Bonjour.", "fr-FR", "Polly.Lea-Neural")


def test_at_the_end_of_the_chain_stand_the_files_own_words(folder: Translations) -> None:
    assert folder.book().resolve(HELLO) == Spoken("Hello.", "en-US", "Polly.Joanna-Neural")
    unknown = Prompt("hello.say", "Hello.", Language("nah"))
    assert folder.book().resolve(unknown) == Spoken("Hello.", "en-US", "Polly.Joanna-Neural")


def test_nothing_is_said_where_nothing_can_rightly_be_said(folder: Translations) -> None:
    prompt = Prompt("hello.say", "Bonjou.", CREOLE, words_language=CREOLE)
    assert folder.book().resolve(prompt) == Spoken("", "", "")


def test_slower_also_means_simpler_where_somebody_wrote_it(folder: Translations) -> None:
    folder.words("fr", "hello.say", "Hello.", "Bonjour à vous.")
    folder.words("fr", "hello.say.simple", "Hello.", "Bonjour.")
    prompt = Prompt("hello.say", "Hello.", Language("fr"), slower=True)
    assert folder.book().resolve(prompt).text == "Bonjour."  # type: ignore[union-attr]
    folder.sound("fr", "hello.say")
    path = folder.sound("fr", "hello.say.simple")
    assert folder.book().resolve(prompt) == Played(path, Language("fr"))


def test_drafts_are_served_and_known(folder: Translations) -> None:
    folder.words("fr", "hello.say", "Hello.", "Bonjour.", '"X-Draft: machine-made\\n"')
    book = folder.book()
    assert book.prompts[Language("fr")]["hello.say"].draft
    assert book.words(Prompt("hello.say", "Hello.", Language("fr"))) == "Bonjour."
    fuzzy = HEADER.format(more="") + '\n#, fuzzy\nmsgctxt "a.say"\nmsgid "A"\nmsgstr "B"\n'
    assert read_catalog(fuzzy)["a.say"].draft


def test_a_text_has_a_choice_a_line(book: PromptBook) -> None:
    one = Prompt("engine.digit", "1", SPANISH, words_language=SPANISH)
    label = Prompt("need.option.1", "Food or water", SPANISH, pause_seconds=0.7)
    assert book.as_text((one, label, one, label)) == "1 Comida o agua\n1 Comida o agua"


# Texts.


@pytest.mark.parametrize("text_id", TEXTS)
@pytest.mark.parametrize("language", [ENGLISH, *TRANSLATED])
def test_each_text_costs_one_segment_or_two_of_other_letters(
    book: PromptBook, text_id: str, language: Language
) -> None:
    text = book.text(
        text_id,
        language,
        code="4729b",
        holder="Rosa",
        since="14:05",
        name="Eastside Aid",
        short="12a",
        time="18:40",
        count="12",
        codes="1a 2a 3a 4a 5a 6a",
        when=book.text(
            "shift.when",
            language,
            day=book.text("day.tomorrow", language),
            begin="22:00",
            end="06:00",
        ),
        begin="22:00",
        end="06:00",
        day="",
        spoken="Español",
        gaps="",
    )
    assert segments(text) <= (2 if dear_letters(text) else 1), text
    assert "{" not in text
    assert ("4729b" in text) is ("{code}" in TEXTS[text_id])


def test_a_notice_tells_nothing_personal(book: PromptBook) -> None:
    for language in (ENGLISH, *TRANSLATED):
        text = book.text("notice.waiting", language, code="472b", short="1a").replace("1a", "")
        assert re.findall(r"\d+", text.replace("472b", "")) == []
        assert not re.search("food|comida|음식|rent|renta|home|casa", text, re.IGNORECASE)


def test_who_texted_can_stop_the_texts(book: PromptBook) -> None:
    for language in (ENGLISH, *TRANSLATED):
        assert "STOP" in book.text("ack.request", language, name="Eastside Aid")


def test_a_text_in_an_unknown_language_is_english(book: PromptBook) -> None:
    assert book.text("claim.won", Language("nah"), code="4b").startswith("4b is yours")
    assert book.text("claim.won", Language("es-MX"), code="4b").startswith("4b es suyo")
    with pytest.raises(KeyError):
        book.text("no.such", ENGLISH)


def test_parameters_reach_nothing_but_their_place() -> None:
    assert fill("{code} {holder}", {"code": "{holder}", "holder": "A\x00B\u202e"}) == "{holder} A B"
    assert fill("{holder.__class__} {missing}!", {}) == "{holder.__class__} !"
    assert len(fill("{code}", {"code": "x" * 10_000})) <= 120


# Catalogs in step with the code.


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_prompt_and_text_is_translated_and_nothing_else(
    book: PromptBook, language: Language
) -> None:
    flow = default_flow()
    masters = {line.key: line.words for line in lines_of(flow)} | ENGINE_WORDS | VOLUNTEER_WORDS
    masters |= RECORDER_WORDS
    masters |= BRIDGE_WORDS
    assert {line.key for line in engine_lines(flow)} <= set(masters)
    for catalog, wanted in ((book.prompts[language], masters), (book.texts[language], TEXTS)):
        # A second wording is one of a line that exists (V9); not every line needs one.
        simple = {key for key in catalog if key.endswith(".simple")}
        assert {key.removesuffix(".simple") for key in simple} <= set(masters)
        sources = {key: entry.source for key, entry in catalog.items() if key not in simple}
        assert sources == wanted
        for key, entry in catalog.items():
            assert sorted(PLACEHOLDER.findall(entry.words)) == sorted(
                PLACEHOLDER.findall(wanted[key.removesuffix(".simple")])
            ), key
            assert entry.draft


def test_no_english_is_left_in_the_other_languages(book: PromptBook) -> None:
    for language in TRANSLATED:
        for key, entry in {**book.prompts[language], **book.texts[language]}.items():
            # Six is "six" in French too.
            assert entry.words != entry.source or key == "engine.digit_6", key
    for key, entry in book.prompts[KOREAN].items():
        assert not re.search("[A-Za-z]", PLACEHOLDER.sub("", entry.words)), key


def test_the_catalogs_say_that_they_are_drafts(book: PromptBook) -> None:
    root = Path(next(iter(__import__("translations").__path__)))
    for language in TRANSLATED:
        for name in ("prompts", "texts"):
            text = (root / language.tag / "LC_MESSAGES" / f"{name}.po").read_text("utf-8")
            assert '"X-Draft: machine-made, not reviewed by a speaker\\n"' in text


def test_every_voice_is_one_the_carrier_has(book: PromptBook) -> None:
    path = SHARED / "twilio" / "voices.json"
    if not path.is_file():
        pytest.skip("the carrier's list of voices is not here (set HOTLINE_SHARED)")
    listed = json.loads(path.read_text(encoding="utf-8"))
    for entry in book.languages.values():
        if entry.voice:
            assert entry.voice in listed["say_voices"]
            assert entry.say_language in listed["say_languages"]


# Words that may go into a document.


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_clean_words_can_stand_in_any_document(words: str) -> None:
    cleaned = clean_words(words)
    assert not any(category(letter) in {"Cc", "Cs"} for letter in cleaned)
    assert not re.search(
        "[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]", cleaned
    )
    assert clean_words(cleaned) == cleaned


def test_joiners_stay_between_letters_that_need_them() -> None:
    assert clean_words("می\u200cخواهم") == "می\u200cخواهم"
    assert clean_words("a\u200c \u200db\u200d") == "a b"
