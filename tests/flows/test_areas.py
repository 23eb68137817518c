"""Parts of town in a flow: what is refused, and that a choice of one is kept for the next webhook."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import hotline
from ivr.flows.session import KeyPressed, Session
from ivr.flows.walk import walk
from tests.flows.builders import default_flow, flow_of, keys_of, run, told

WHERE = """\
hotline: Eastside
languages: [en, es]
steps:
  where:
    say: Where do you need help?
    menu:
      1: {label: The north side, goto: need, area: north-side, words: [north, norte]}
      2: {label: By the river, goto: need, area: river, words: [river, río]}
    no_input: need
    other_text: need
  need:
    say: What would help?
    menu:
      1: {label: Food, goto: story, topic: food, words: [food, comida]}
      2: {label: Home, goto: story, topic: housing}
    other_text: story
  story:
    say: Tell us.
    record: {}
"""


@pytest.mark.parametrize(
    ("area", "hint"),
    [
        ("North Side", "north-side"),
        ("north_side", "north-side"),
        ('"East of the mill, by the lake"', "east-of-the-mill-by-the-lake"),
        ("-north", "north"),
        ("north--side", "north-side"),
        ("北区", "north-side"),
        ('""', "north-side"),
        ("n" * 41, "n" * 40),
    ],
)
def test_a_name_of_an_area_is_short_and_plain(area: str, hint: str) -> None:
    """Issue 5.2: a wrong one is told with its place and with one that would be right."""
    mistakes = told(WHERE.replace("area: north-side", f"area: {area}"))
    named = [each for each in mistakes if "cannot be the name of an area" in each]
    assert len(named) == 1
    assert named[0].startswith("menu.yaml:7:52: ")
    assert named[0].endswith(f"small letters, digits and -: {hint}")


def test_an_area_belongs_to_a_choice_and_to_nothing_else() -> None:
    [mistake] = told(
        WHERE.replace("    no_input: need", "    area: north-side\n    no_input: need")
    )
    assert mistake.startswith("menu.yaml:9:5: step 'where' has no 'area'")
    [mistake] = told(WHERE.replace("record: {}", "record: {area: river}"))
    assert mistake.startswith("menu.yaml:19:14: 'record' has no 'area'")
    [mistake] = told(WHERE.replace("area: river", "arae: river"))
    assert mistake == "menu.yaml:8:44: choice '2' has no 'arae' – did you mean 'area'?"
    assert told(WHERE.replace("area: river", "area: [river, lake]"))


def test_the_same_area_twice_in_one_menu_is_a_mistake() -> None:
    assert told(WHERE.replace("area: river", "area: north-side")) == [
        "menu.yaml:8:18: area 'north-side' is in two choices: 1 and 2 "
        "– one part of town, one choice"
    ]


def test_an_area_that_was_chosen_is_said_back_and_kept_over_a_restart() -> None:
    session, effects = run(flow_of(WHERE), KeyPressed("2"), language="es")
    assert session.area == "river"
    assert {"engine.chosen", "where.option.2", "engine.to_change"} <= set(keys_of(effects))
    assert Session.from_json(json.loads(json.dumps(session.to_json()))) == session


def test_a_session_of_an_older_release_has_no_area() -> None:
    plain = run(flow_of(WHERE))[0].to_json()
    del plain["area"]
    assert Session.from_json(plain).area == ""


def test_the_last_choice_counts_and_a_choice_of_something_else_changes_no_area() -> None:
    flow = flow_of(WHERE)
    session, _ = run(flow, KeyPressed("2"), KeyPressed("2"), language="es")
    again, _ = run(flow, *(KeyPressed(key) for key in ("2", "*", "1", "1")), language="es")
    assert session.area == "river"
    assert (again.area, again.topic) == ("north-side", "food")


def test_a_flow_with_areas_has_no_dead_end() -> None:
    assert not walk(flow_of(WHERE)).dead_ends


def test_the_example_for_organisers_is_a_flow() -> None:
    page = Path(hotline.__file__).parent / "docs" / "change-what-callers-hear.md"
    section = page.read_text(encoding="utf-8").split("## Parts of town")[1]
    example = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)[1]
    shipped = WHERE[WHERE.index("  where:") : WHERE.index("  need:")]
    flow = flow_of(WHERE.replace(shipped, example))
    assert flow.areas == ("north-side", "river")
    assert default_flow().areas == (), "ours asks nobody where they are"
