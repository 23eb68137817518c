"""An approved recording is heard at the next prompt, without a restart; what breaks is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotline.config import Settings
from hotline.errors import SettingsError
from hotline.types import Language
from ivr.flows.session import Prompt
from ivr.prompt_index import INDEX, folder_of
from ivr.prompt_takes import approve, keep, withdraw
from ivr.prompts import Played, PromptBook, Spoken
from ivr.recording_shelf import Shelf
from tests.webhooks.stage import build_stage

CREOLE = Language("ht")
NEED = Prompt("need.say", "What would help?", CREOLE)
WORDS = "Ki sa ki ta ka ede w ?"


class Watch:
    """A clock that the test moves."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def add(folder: Path, sound: bytes, words: str = WORDS, key: str = "need.say") -> str:
    keep(folder, key, sound, words=words, speaker="Marie", licence="CC0")
    return approve(folder, key, "Jean").file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, CREOLE)


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_it_notices_and_looks_once_a_second_at_most(
    tmp_path: Path, folder: Path, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = Shelf([CREOLE], tmp_path / "none", tmp_path, clock=watch)
    name = add(folder, b"one")
    assert shelf.of(CREOLE).paths == {}
    watch.now = 1.0
    assert shelf.of(CREOLE).paths["need.say"].name == name
    looks: list[Path] = []
    monkeypatch.setattr("ivr.recording_shelf.playable", lambda *a: looks.append(a) or ({}, {}))
    for watch.now in (1.5, 2.5, 3.5, 4.5):
        assert shelf.of(CREOLE).paths["need.say"].name == name
    assert looks == []


def test_an_index_that_breaks_while_calls_go_on_leaves_the_last_good_one(
    tmp_path: Path, folder: Path, watch: Watch
) -> None:
    name = add(folder, b"one")
    shelf = Shelf([CREOLE], tmp_path / "none", tmp_path, clock=watch)
    (folder / INDEX).write_text("{", encoding="utf-8")
    watch.now = 2.0
    assert shelf.of(CREOLE).paths["need.say"].name == name


def test_an_address_given_to_a_call_stays_good_when_the_recording_is_replaced(
    tmp_path: Path, folder: Path, watch: Watch
) -> None:
    old = add(folder, b"one")
    shelf = Shelf([CREOLE], tmp_path / "none", tmp_path, clock=watch)
    new = add(folder, b"two")
    assert shelf.find("ht", old) is not None
    # Approved this second: another process has given its address out already.
    assert shelf.find("ht", new) is not None
    withdraw(folder, "need.say", "Marie")
    assert shelf.find("ht", new) is None


@pytest.mark.parametrize("name", ["index.json", "../../etc/passwd", "", ".", "x.wav", "a/b.wav"])
def test_no_other_file_has_an_address(tmp_path: Path, folder: Path, name: str) -> None:
    add(folder, b"one")
    shelf = Shelf([CREOLE], tmp_path / "none", tmp_path)
    assert shelf.find("ht", name) is None
    assert shelf.find("..", name) is None


def test_a_take_that_nobody_approved_has_no_address(tmp_path: Path, folder: Path) -> None:
    take = keep(folder, "need.say", b"x", words=WORDS, speaker="Marie", licence="CC0")
    assert Shelf([CREOLE], tmp_path / "none", tmp_path).find("ht", take.file) is None


def test_without_stand_ins_a_machine_is_not_heard(tmp_path: Path, folder: Path) -> None:
    keep(folder, "need.say", b"m", words=WORDS, speaker="stand-in", licence="x")
    assert isinstance(PromptBook.load(data_dir=tmp_path).resolve(NEED), Played)
    people_only = PromptBook.load(data_dir=tmp_path, stand_ins=False)
    assert isinstance(people_only.resolve(NEED), Spoken)
    with pytest.raises(SettingsError, match="HOTLINE_STAND_INS"):
        Settings.from_env({"HOTLINE_STAND_INS": "no"})
    assert Settings.from_env({}).stand_ins
    assert not Settings.from_env({"HOTLINE_STAND_INS": "off"}).stand_ins


def test_key_7_plays_the_simple_recording_of_the_simple_words_of_now(tmp_path: Path) -> None:
    """V9: the second version, and never one of words that were changed since."""
    spanish, folder = Language("es"), folder_of(tmp_path, Language("es"))
    slow = Prompt("need.say", "What would help?", spanish, slower=True)
    add(folder, b"one", "¿Qué necesita?", "need.say.simple")
    book = PromptBook.load(data_dir=tmp_path)
    assert isinstance(book.resolve(slow), Played)
    add(folder, b"two", "otra cosa", "need.say.simple")
    os.utime(folder / INDEX, ns=(1, 1))
    assert isinstance(PromptBook.load(data_dir=tmp_path).resolve(slow), Spoken)


def test_the_carrier_fetches_what_was_approved_while_the_line_runs(tmp_path: Path) -> None:
    stage = build_stage(tmp_path)
    name = add(folder_of(stage.settings.data_dir, CREOLE), b"RIFFnew")
    answer = stage.client.get(f"/twilio/prompts/ht/{name}")
    assert (answer.status_code, answer.data) == (200, b"RIFFnew")
    assert stage.client.get("/twilio/prompts/ht/need.say.00000000.wav").status_code == 404
