"""A flow edited while people call: the last good version answers, each call keeps its own."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ivr.flows.library import VERSIONS_KEPT, FlowLibrary, default_flow_path
from ivr.flows.yaml_nodes import FlowMistakes
from tests.flows.builders import MENU, SHORTEST


class Hands:
    """Edits the file and moves the clock."""

    def __init__(self, path: Path) -> None:
        self.path, self.seconds, self.edits = path, 0.0, 0
        path.write_text(MENU, encoding="utf-8")
        self.library = FlowLibrary(path, lambda: self.seconds)

    def write(self, text: str, wait: float = 2.0) -> None:
        self.path.write_text(text, encoding="utf-8")
        self.edits += 1
        os.utime(self.path, ns=(self.edits, self.edits))
        self.seconds += wait


@pytest.fixture
def hands(tmp_path: Path) -> Hands:
    return Hands(tmp_path / "flow.yaml")


def test_a_good_change_goes_live_and_the_old_version_stays(hands: Hands) -> None:
    before = hands.library.current()
    hands.write(SHORTEST)
    after = hands.library.current()
    assert after.version != before.version
    assert hands.library.version(before.version) == before
    assert hands.library.version("unknown") is None


def test_a_bad_change_leaves_the_last_good_version(hands: Hands) -> None:
    before = hands.library.current()
    hands.write(MENU.replace("then: which", "then: wich"))
    assert hands.library.current() == before
    assert str(hands.library.mistakes[0]).startswith("flow.yaml:7:11: no step called 'wich'")
    hands.write(MENU + "# mended\n")
    assert hands.library.current() != before
    assert hands.library.mistakes == ()


def test_a_file_that_is_gone_or_no_text_changes_nothing(hands: Hands) -> None:
    before = hands.library.current()
    hands.path.write_bytes(b"\xff\xfe\xff")
    hands.seconds += 2
    assert hands.library.current() == before
    hands.path.unlink()
    hands.seconds += 2
    assert hands.library.current() == before
    assert "cannot be read" in hands.library.mistakes[0].message


def test_the_file_is_looked_at_once_a_second_at_most(hands: Hands) -> None:
    before = hands.library.current()
    hands.write(SHORTEST, wait=0.5)
    assert hands.library.current() == before
    hands.seconds += 0.6
    assert hands.library.current() != before


def test_old_versions_are_not_kept_without_end(hands: Hands) -> None:
    first = hands.library.current().version
    for number in range(VERSIONS_KEPT):
        hands.write(f"{MENU}# {number}\n")
        hands.library.current()
    assert hands.library.version(first) is None


def test_a_bad_file_at_the_start_is_told(tmp_path: Path) -> None:
    path = tmp_path / "flow.yaml"
    path.write_text("hotline: A\n", encoding="utf-8")
    with pytest.raises(FlowMistakes, match="there are no steps"):
        FlowLibrary(path)


def test_the_default_flow_loads() -> None:
    assert FlowLibrary(default_flow_path()).current().start == "welcome"
