"""Keys, segments, spoken keys, the diagram and the commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.commands.flows import flows
from ivr.flows.diagram import mermaid
from ivr.flows.keys import as_keys, folded
from ivr.flows.segments import dear_letters, segments
from ivr.flows.speaking import seconds_to_say
from ivr.flows.spoken_keys import keys_told
from tests.flows.builders import MENU, SHORTEST, default_flow, flow_of


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1", "1"),
        ("*", "*"),
        ("#", "#"),
        ("12", "12"),
        ("٤٢", "42"),
        ("", None),
        ("one", None),
        ("2 months", None),
        ("1" * 21, None),
        ("²", "2"),
    ],
)
def test_what_counts_as_keys(text: str, keys: str | None) -> None:
    assert as_keys(text) == keys


def test_folding_keeps_scripts_whole() -> None:
    assert folded(" Sí. ") == "si"
    assert folded("음식") == "음식"
    assert folded("SI\u0301") == folded("sí")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("가" * 70, 1),
        ("가" * 71, 2),
        ("가" * 134, 2),
        ("가" * 135, 3),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 70, 3),
    ],
)
def test_segments(text: str, count: int) -> None:
    assert segments(text) == count


def test_dear_letters_are_named_once() -> None:
    assert dear_letters("Kay nan ê, ê ak ’") == ("ê", "’")
    assert dear_letters("ñ é Ç è [1]") == ()


def test_keys_told_in_several_languages() -> None:
    assert keys_told("Press 1 or press 2, oprima 3, 4번, اضغط ٥") == ("1", "2", "3", "5", "4")
    assert keys_told("24 hours, 3 days, press one") == ()


def test_seconds_to_say() -> None:
    assert (
        5
        < seconds_to_say(
            "About a hundred and fifty words a minute is how quickly we can speak to people."
        )
        < 7
    )


def test_the_diagram_has_every_step_and_every_way() -> None:
    text = mermaid(flow_of())
    assert text.startswith("flowchart TD\n")
    assert '  step_need -->|"2 Home"| step_code' in text
    assert '  step_story -->|"then"| step_done' in text
    for name in flow_of().steps:
        assert text.count(f"  step_{name}[") == 1


def test_the_diagram_shows_what_is_built_in() -> None:
    """V14, V20, V13, V12, V3: consent, doors 0, 5 and 8, the receipt, remembering."""
    text = mermaid(default_flow())
    recorders = [line for line in text.splitlines() if line.endswith(("step_story", "step_share"))]
    assert recorders == [
        '  step_built_in_consent -->|"1"| step_story',
        '  step_built_in_consent -->|"1"| step_share',
    ], "no way leads to a recorder but through consent"
    for way in (
        'step_need -->|"1 Food or water"| step_built_in_consent',
        'step_need -->|"0"| step_built_in_consent',
        'step_language -->|"0"| step_built_in_consent',
        'step_need -->|"5"| step_danger',
        'step_need -->|"8"| step_earlier',
        'step_language -->|"8"| step_earlier',
        'step_language -->|"9"| step_built_in_language',
        'step_earlier -->|"2"| step_contact',
        'step_built_in_consent -->|"2"| step_contact',
        'step_done -->|"then"| step_built_in_remember',
    ):
        assert way in text
    assert "step_built_in_consent[" in mermaid(flow_of(SHORTEST))


def test_check_says_ready_for_the_built_in_flow() -> None:
    result = CliRunner().invoke(flows, ["check", "--strict"], env={"HOTLINE_FLOW": ""})
    assert result.exit_code == 0, result.output
    assert "0 dead ends" in result.output
    assert "한국어" in result.output


def test_check_tells_mistakes_and_fails(tmp_path: Path) -> None:
    path = tmp_path / "menu.yaml"
    path.write_text(MENU.replace("then: which", "then: wich"), encoding="utf-8")
    result = CliRunner().invoke(flows, ["check", str(path)])
    assert result.exit_code == 1
    assert "menu.yaml:7:11: no step called 'wich' – did you mean 'which'?" in result.output


def test_strict_makes_warnings_fail(tmp_path: Path) -> None:
    path = tmp_path / "menu.yaml"
    path.write_text(MENU, encoding="utf-8")  # its words have no Spanish and no Korean
    assert CliRunner().invoke(flows, ["check", str(path)]).exit_code == 0
    assert CliRunner().invoke(flows, ["check", "--strict", str(path)]).exit_code == 1


def test_check_as_json_by_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "menu.yaml"
    path.write_text(MENU, encoding="utf-8")
    result = CliRunner().invoke(flows, ["check", "--json"], env={"HOTLINE_FLOW": str(path)})
    told = json.loads(result.output)
    assert told["ok"] is True
    assert told["file"] == "menu.yaml"
    assert told["dead_ends"] == []
    assert {row["language"] for row in told["languages"]} == {"en", "es", "ko"}


def test_show_draws(tmp_path: Path) -> None:
    result = CliRunner().invoke(flows, ["show"], env={"HOTLINE_FLOW": ""})
    assert result.output == mermaid(default_flow())
    path = tmp_path / "bad.yaml"
    path.write_text("hotline: A\n", encoding="utf-8")
    assert CliRunner().invoke(flows, ["show", str(path)]).exit_code == 1
