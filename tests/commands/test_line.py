"""`hotline line` and `hotline volunteers`: what people type, what they read, what callers hear."""

from __future__ import annotations

import base64
import json
import os
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.assembly import build_ports
from hotline.commands.line import line
from hotline.commands.volunteers import volunteers
from hotline.config import Settings
from hotline.errors import LineRefused
from hotline.services.line import show_line
from hotline.services.wishes import own_traits
from hotline.store.database import open_database
from hotline.store.migrate import migrate
from hotline.types import Language

#: Soon: an end further away than a year is a slip of the finger.
END = f"{datetime.now(UTC) + timedelta(days=20):%Y-%m-%d}"


class Desk:
    """Somebody at a terminal over a data folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {name: None for name in os.environ if name.startswith("HOTLINE_")}
        key = base64.b64encode(os.urandom(32)).decode()
        self.environment["HOTLINE_MASTER_KEY"] = key
        self.settings = Settings.from_env(
            {"HOTLINE_DATA_DIR": str(folder), "HOTLINE_MASTER_KEY": key}
        )
        migrate(open_database(self.settings.database_url))

    def run(self, command, *arguments, fails=False):
        result = CliRunner().invoke(
            command, [*arguments, "--data-dir", str(self.folder)], env=self.environment
        )
        if fails:
            assert result.exit_code != 0
            return result
        assert result.exit_code == 0, (result.output, result.exception)
        return result.output

    def line(self, *arguments, **how):
        return self.run(line, *arguments, **how)

    def now(self):
        return show_line(build_ports(self.settings))


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def test_a_new_line_is_open_and_says_who_speaks_what(desk):
    said = desk.line("show")
    assert said.startswith("The line is open.")
    assert "Nobody on call speaks: en" in said
    told = json.loads(desk.line("show", "--json"))
    assert (told["state"], told["limits"], told["board"]) == ("open", [], [])
    assert "ko" in told["unstaffed"]


@pytest.mark.parametrize("state", ["short-staffed", "surge", "paused", "closed"])
def test_c5_each_state_is_one_command_and_so_is_the_way_back(desk, state):
    assert "The next caller hears it" in desk.line("set", state, "--until", f"{END}T18:00")
    assert desk.now().state.value.replace("_", "-") == state
    assert f" until {END} 18:00" in desk.line("show")
    desk.line("set", "open")
    assert desk.now().state.value == "open"
    assert desk.now().until is None


@pytest.mark.parametrize("wrong", [["set", "asleep"], ["set"], ["set", "closed", "--until", "x"]])
def test_a_state_that_cannot_be_meant_changes_nothing(desk, wrong):
    desk.line(*wrong, fails=True)
    assert desk.now().state.value == "open"


def test_v19_c4_a_limit_has_a_topic_an_area_a_reason_and_an_end(desk):
    desk.line(
        "limit", "housing", "paused", "--area", "Elm Park", "--reason", "No money left",
        "--until", END,
    )  # fmt: skip
    [limit] = desk.now().limits
    assert (limit.topic, limit.state.value, limit.area) == ("housing", "paused", "Elm Park")
    assert (limit.reason, limit.reason_language) == ("No money left", Language("en"))
    said = desk.line("show")
    assert "housing in Elm Park: paused until 20" in said
    assert "No money left" in said
    desk.line("limit", "housing", "open", "--area", "Elm Park")
    assert desk.now().limits == ()


def test_a_topic_or_a_language_that_does_not_exist_is_refused(desk):
    assert isinstance(desk.line("limit", "moon", "paused", fails=True).exception, LineRefused)
    wrong = ("limit", "food", "paused", "--reason", "x", "--language", "!")
    assert isinstance(desk.line(*wrong, fails=True).exception, LineRefused)
    assert desk.now().limits == ()


def test_the_board_takes_words_and_sound_and_gives_them_back(desk, tmp_path):
    assert "nothing on the board" in desk.line("board", "list")
    said = desk.line("board", "add", "Free soup tonight", "--until", END)
    first = said.rsplit(" ", 1)[1].strip()
    sound = tmp_path / "soup.wav"
    with wave.open(str(sound), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x20\x00\xe0" * 8000)
    desk.line("board", "add", "--recording", str(sound), "--language", "es", "--until", END)
    listed = json.loads(desk.line("board", "list", "--json"))
    assert {each["language"] for each in listed} == {"en", "es"}
    assert "Free soup tonight" in desk.line("board", "list")
    assert "off the board and erased" in desk.line("board", "remove", first)
    [left] = json.loads(desk.line("board", "list", "--json"))
    assert left["language"] == "es"
    assert left["seconds"] > 1


def test_what_cannot_go_on_the_board_is_refused(desk, tmp_path):
    no_sound = tmp_path / "no.wav"
    no_sound.write_bytes(b"RIFF" + b"\x00" * 40)
    for wrong in (
        ("Soup",),  # no end
        ("--until", END),  # neither words nor sound
        ("--recording", str(no_sound), "--until", END),
        ("Soup", "--language", "tlh", "--until", END),
        ("Soup", "--until", "2001-01-01"),
    ):
        assert desk.line("board", "add", *wrong, fails=True).exception is not None
    assert desk.now().board == ()
    desk.line("board", "remove", "f" * 32, fails=True)


def test_a_coordinator_is_made_at_the_terminal_and_shown_as_one(desk):
    for name, phone, more in (
        ("Amina", "+15550100021", ["--coordinator"]),
        ("Ben", "+15550100022", ["--topic", "food"]),
    ):
        said = desk.run(
            volunteers, "add", "--name", name, "--phone", phone, "--language", "en", *more
        )
        assert "this PIN:" in said
    listed = {row["name"]: row for row in json.loads(desk.run(volunteers, "list", "--json"))}
    assert listed["Amina"]["is_coordinator"] is True
    assert listed["Ben"]["is_coordinator"] is False
    assert listed["Ben"]["topics"] == ["food"]
    text = desk.run(volunteers, "list")
    assert "coordinator" in text.splitlines()[0]
    assert "0100021" not in text, "a list of names is no list of numbers"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--phone", "12", "--language", "en"],
        ["--phone", "+15550100021", "--language", "English"],
        ["--phone", "+15550100021"],
    ],
)
def test_a_volunteer_who_cannot_be_reached_or_spoken_to_is_refused(desk, wrong):
    desk.run(volunteers, "add", "--name", "Amina", *wrong, fails=True)
    assert json.loads(desk.run(volunteers, "list", "--json")) == []


def test_a_volunteer_becomes_a_coordinator_and_is_one_no_more(desk):
    desk.run(volunteers, "add", "--name", "Cleo", "--phone", "+15550100023", "--language", "en")
    for more, is_one in (([], True), (["--off"], False)):
        desk.run(volunteers, "coordinator", "cleo", *more)
        assert json.loads(desk.run(volunteers, "list", "--json"))[0]["is_coordinator"] is is_one
    desk.run(volunteers, "coordinator", "Nobody", fails=True)


def test_a_volunteer_is_added_with_the_parts_of_town_where_they_help(desk):
    """Issue 5.2: any words will do, none at all is everywhere; they are in no list of people."""
    told = []
    for name, phone, areas in (("Ana", "21", ["north side, river", "Moon"]), ("Bo", "22", [" , "])):
        options = [part for area in areas for part in ("--area", area)]
        added = json.loads(
            desk.run(
                volunteers, "add", "--name", name, "--phone", f"+155501000{phone}",
                "--language", "en", "--json", *options,
            )
        )  # fmt: skip
        told.append(own_traits(build_ports(desk.settings), added["id"]).areas)
    assert told == [("north side", "river", "Moon"), ()]
    assert "river" not in desk.run(volunteers, "list", "--json")
