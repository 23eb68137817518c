"""A network's own recordings: who spoke, who approved, and that old words are not played."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.commands.fallback import LARGEST_BYTES, fallback, fallback_document
from hotline.commands.prompts import prompts
from hotline.errors import HotlineError
from hotline.types import Language
from ivr.flows.session import Prompt
from ivr.prompt_index import (
    INDEX,
    RecordingRefused,
    folder_of,
    playable,
    read_index,
    speaker_of,
)
from ivr.prompt_takes import approve, confirm, keep, refuse, withdraw
from ivr.prompts import Played, PromptBook, Spoken
from tests.adapters.test_prompt_sound import voice, wav
from tests.flows.builders import default_flow
from tests.flows.test_checks import write_wav
from tests.ivr.test_twiml import XSD, _with_published_delta

CREOLE = Language("ht")
NEED = Prompt("need.say", "What would help?", CREOLE)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    path = tmp_path / "take.wav"
    path.write_bytes(wav(voice()))
    return path


def kept(folder: Path, speaker: str = "Marie", words: str = "Ki sa ki ta ka ede w ?") -> None:
    keep(folder, "need.say", b"RIFF", words=words, speaker=speaker, licence="CC0")


def command(*words: str) -> str:
    """What a command prints; its own errors as their sentence."""
    result = CliRunner().invoke(prompts, words)
    if isinstance(result.exception, HotlineError):
        return str(result.exception)
    assert result.exit_code == 0, result.output
    return result.output


# Bad input.


@pytest.mark.parametrize("content", ["", "[]", "{", '{"need.say": {"file": "a"}}', '{"a": 3}'])
def test_a_broken_index_is_told_and_not_guessed(tmp_path: Path, content: str) -> None:
    (tmp_path / INDEX).write_text(content, encoding="utf-8")
    with pytest.raises(RecordingRefused, match="backup"):
        read_index(tmp_path)


def test_an_index_cannot_name_files_elsewhere(tmp_path: Path) -> None:
    secret = write_wav(tmp_path / "secret.wav")
    folder = tmp_path / "prompts" / "ht"
    kept(folder)
    approve(folder, "need.say", "Jean")
    index = (folder / INDEX).read_text("utf-8")
    name = read_index(folder)["need.say"].file
    (folder / INDEX).write_text(index.replace(name, f"../../{secret.name}"), encoding="utf-8")
    assert playable(folder) == ({}, {})


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("import", "{sound}", "--prompt", "need.sya", "--language", "ht", "--speaker", "M"), "need.say"),
        (("import", "{sound}", "--prompt", "need.say", "--language", "qq", "--speaker", "M"), "languages.toml"),
        (("import", "{sound}", "--prompt", "need.say", "--language", "../x", "--speaker", "M"), "language tag"),
        (("import", "{sound}", "--prompt", "need.say", "--language", "ht", "--speaker", " "), "who speaks"),
        (("import", "{sound}", "--prompt", "need.say", "--language", "ht", "--speaker", "stand-in"), "person"),
        (("approve", "need.say", "--language", "ht", "--by", "Jean"), "import one first"),
        (("render", "mam"), "stand-ins made"),
    ],
)  # fmt: skip
def test_wrong_words_to_the_command(
    tmp_path: Path, sound: Path, words: tuple[str, ...], sentence: str
) -> None:
    filled = [word.replace("{sound}", str(sound)) for word in words]
    assert sentence in command(*filled, "--data-dir", str(tmp_path))


def test_the_speaker_cannot_approve_and_a_stand_in_cannot_be_approved(tmp_path: Path) -> None:
    kept(tmp_path)
    with pytest.raises(RecordingRefused, match="somebody else"):
        approve(tmp_path, "need.say", " marie ")
    kept(tmp_path, speaker="stand-in")
    with pytest.raises(RecordingRefused, match="speaker has to record"):
        approve(tmp_path, "need.say", "Jean")


# Takes.

ROSA, JEAN = speaker_of("a" * 32), speaker_of("b" * 32)


def take(folder: Path, sound: bytes, speaker: str = ROSA, kept: bool = False) -> str:
    return keep(
        folder, "need.say", sound, words="x", speaker=speaker, licence="CC0", kept=kept
    ).file


def test_a_take_is_offered_to_nobody_before_its_speaker_keeps_it(tmp_path: Path) -> None:
    take(tmp_path, b"one")
    with pytest.raises(RecordingRefused, match="newer take"):
        approve(tmp_path, "need.say", JEAN)
    with pytest.raises(RecordingRefused, match="Only its speaker"):
        confirm(tmp_path, "need.say", JEAN)
    confirm(tmp_path, "need.say", ROSA)
    with pytest.raises(RecordingRefused, match="You spoke it"):
        approve(tmp_path, "need.say", ROSA)
    assert approve(tmp_path, "need.say", JEAN).approved_by == JEAN


def test_callers_hear_the_old_one_until_the_new_one_is_approved(tmp_path: Path) -> None:
    old = take(tmp_path, b"old", kept=True)
    approve(tmp_path, "need.say", JEAN)
    new = take(tmp_path, b"new", kept=True)
    assert playable(tmp_path)[0]["need.say"].name == old
    newest = take(tmp_path, b"newest", kept=True)
    assert not (tmp_path / new).exists()
    with pytest.raises(RecordingRefused, match="newer take"):
        approve(tmp_path, "need.say", JEAN, file=new)
    approve(tmp_path, "need.say", JEAN, file=newest)
    assert playable(tmp_path)[0]["need.say"].name == newest
    # A call that is under way has the old one's address: it stays for an hour.
    assert (tmp_path / old).exists()


def test_a_refused_take_is_gone_and_the_played_one_stays(tmp_path: Path) -> None:
    with pytest.raises(RecordingRefused, match="No take"):
        refuse(tmp_path, "need.say")
    only = take(tmp_path, b"only")
    refuse(tmp_path, "need.say", only)
    assert read_index(tmp_path) == {}
    assert not (tmp_path / only).exists()
    take(tmp_path, b"old", kept=True)
    approve(tmp_path, "need.say", JEAN)
    refuse(tmp_path, "need.say", take(tmp_path, b"new"))
    assert [path.name for path in tmp_path.glob("*.wav")] == [read_index(tmp_path)["need.say"].file]
    assert playable(tmp_path)[0]


def test_a_speaker_takes_back_what_callers_hear(tmp_path: Path) -> None:
    spoken = take(tmp_path, b"mine", kept=True)
    approve(tmp_path, "need.say", JEAN)
    take(tmp_path, b"of another", speaker=JEAN, kept=True)
    with pytest.raises(RecordingRefused, match="no recording of yours"):
        withdraw(tmp_path, "need.say", speaker_of("c" * 32))
    withdraw(tmp_path, "need.say", ROSA)
    assert not (tmp_path / spoken).exists()
    assert playable(tmp_path) == ({}, {})
    assert read_index(tmp_path)["need.say"].speaker == JEAN


def test_a_stand_in_never_stands_in_the_way_of_a_person(tmp_path: Path) -> None:
    take(tmp_path, b"machine", speaker="stand-in", kept=True)
    take(tmp_path, b"person", kept=True)
    assert read_index(tmp_path)["need.say"].stand_in
    assert playable(tmp_path)[0]
    assert playable(tmp_path, stand_ins=False) == ({}, {})
    approve(tmp_path, "need.say", JEAN)
    assert playable(tmp_path, stand_ins=False)[0]


def test_many_at_once_lose_no_take(tmp_path: Path) -> None:
    tmp_path.joinpath("x").mkdir()
    folder = tmp_path / "x"

    def one(number: int) -> None:
        keep(folder, f"step{number}.say", bytes([number]), words="x", speaker=ROSA, licence="CC0")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(40)))
    assert len(read_index(folder)) == 40


def test_the_list_says_what_is_not_played_and_what_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, CREOLE)
    kept(folder, speaker="stand-in")
    assert "stand-in by a machine" in command("list", "ht", "--data-dir", str(tmp_path))
    monkeypatch.setenv("HOTLINE_STAND_INS", "off")
    kept(folder)
    listed = command("list", "ht", "--data-dir", str(tmp_path))
    assert "not played: made by a machine; a new take waits" in listed
    assert listed.splitlines()[-1].startswith("0 of ")


# What is played.


def test_v2_a_recording_is_played_once_a_second_speaker_approved_it(
    tmp_path: Path, sound: Path
) -> None:
    data = ("--data-dir", str(tmp_path))
    named = ("--prompt", "need.say", "--language", "ht", "--speaker", "Marie")
    assert "approve" in command("import", str(sound), *named, *data)
    french = PromptBook.load(data_dir=tmp_path).resolve(NEED)
    assert isinstance(french, Spoken)
    assert french.say_language == "fr-FR"
    command("approve", "need.say", "--language", "ht", "--by", "Jean", *data)
    played = PromptBook.load(data_dir=tmp_path).resolve(NEED)
    assert isinstance(played, Played)
    assert played.path.parent == folder_of(tmp_path, CREOLE)
    assert "approved by Jean" in command("list", "ht", *data)


def test_a_recording_of_other_words_is_not_played(tmp_path: Path) -> None:
    kept(folder_of(tmp_path, CREOLE), words="Bonjou.")
    approve(folder_of(tmp_path, CREOLE), "need.say", "Jean")
    assert isinstance(PromptBook.load(data_dir=tmp_path).resolve(NEED), Spoken)
    assert "words have changed" in command("list", "ht", "--data-dir", str(tmp_path))


def test_the_networks_recordings_win_and_a_new_take_takes_the_place(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, CREOLE)
    kept(folder)
    first = read_index(folder)["need.say"].file
    keep(folder, "need.say", b"other", words="x", speaker="Marie", licence="CC0")
    assert not (folder / first).exists()
    assert read_index(folder)["need.say"].approved_by == ""


def test_the_script_is_what_a_speaker_reads() -> None:
    printed = command("script", "ht")
    assert "[need.say]" in printed
    assert "Ki sa ki ta ka ede w ?" in printed
    assert "{hotline}" not in printed
    assert "machine-made" in printed
    assert "not translated" in command("script", "mam")


# The fallback document.


def test_the_fallback_fits_the_carriers_schema_and_says_sorry_in_each_language() -> None:
    book = PromptBook.load()
    document, silent = fallback_document(default_flow(), book)
    assert silent == []
    assert len(document.encode()) < LARGEST_BYTES
    assert document.count("<Record") == 2
    assert "action=" not in document
    for language in default_flow().languages:
        assert book.words(Prompt("engine.away", "", language)) in document or language.tag == "en"
    assert "Sorry, we cannot answer right now." in document
    thanks, _ = fallback_document(default_flow(), book, thanks=True)
    linked, _ = fallback_document(default_flow(), book, "https://handler.example.org/thanks")
    assert 'action="https://handler.example.org/thanks"' in linked
    if not XSD.is_file():
        pytest.skip("the carrier's schema is not here (set HOTLINE_SHARED)")
    xmlschema = pytest.importorskip("xmlschema")
    schema = xmlschema.XMLSchema(_with_published_delta(), base_url=f"{XSD.parent}/")
    for each in (document, thanks, linked):
        schema.validate(each)


def test_the_fallback_is_written_and_refuses_an_address_in_the_clear(tmp_path: Path) -> None:
    out = tmp_path / "fallback.xml"
    result = CliRunner().invoke(fallback, ["--out", str(out)], env={"HOTLINE_FLOW": ""})
    assert "7 languages" in result.output
    assert out.read_text("utf-8").startswith("<?xml")
    refused = CliRunner().invoke(fallback, ["--thanks-url", "http://x.example.org"])
    assert "https://" in refused.output
    assert refused.exit_code == 2
