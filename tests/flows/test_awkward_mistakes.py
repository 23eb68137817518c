"""Mistakes of people who never programmed, told in words that they can act on (flows.md, rule 1)."""

from __future__ import annotations

from tests.flows.builders import MENU, told


def test_a_tab_before_the_name_of_a_step_is_called_a_tab() -> None:
    (line,) = told(MENU.replace("  need:", "\tneed:"))
    assert "a tab at the beginning of a line – use spaces instead" in line
    assert "cannot be read" not in line


def test_half_a_name_is_guessed() -> None:
    (line,) = told(MENU.replace("    other_text: story", "    other: story"))
    assert "did you mean 'other_text'?" in line
