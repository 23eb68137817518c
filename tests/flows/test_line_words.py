"""The line's words in the engine's moves: nobody is lost in any state, and the board is heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.line import Announcement, Limit, LimitState, LineNow, LineState
from hotline.types import Language
from ivr.flows.engine import advance, start
from ivr.flows.line_words import every_line, topics_of, with_line
from ivr.flows.loader import load_flow
from ivr.flows.model import PHONE_KEYS
from ivr.flows.session import HangUp, KeyPressed, Listen, Record, Recorded, Session, Silence
from ivr.flows.walk import walk, walk_in_every_line
from ivr.flows.yaml_nodes import FlowMistakes
from tests.flows.builders import (
    MENU,
    SHORTEST,
    default_flow,
    flow_of,
    many_languages,
    walked_default,
    walked_default_in_every_line,
)

ENGLISH, SPANISH = Language("en"), Language("es")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

BOARD = """\
hotline: Test
languages: [en, es]
start: language
steps:
  language:
    choose_language: {}
    then: need
  need:
    say: "What would help?"
    menu:
      1: {label: "Food", goto: story, topic: food}
      2: {label: "Our board", goto: board}
  board:
    say: "Listen."
    board: {}
    then: need
  story:
    say: "Tell us."
    record: {}
    then: done
  done:
    say: "Thank you."
    queue: {}
"""


def call(flow, line, *events):
    """The effects of the last event of a call that begins and goes on with these."""
    session, effects = with_line(flow, None, None, start(flow, "voice"), lambda: line)
    for event in events:
        move = advance(flow, session, event)
        session, effects = with_line(flow, session, event, move, lambda: line)
    return session, effects


def keys_of(effects):
    return [prompt.key for effect in effects for prompt in getattr(effect, "prompts", ())]


def test_no_state_of_the_line_has_a_dead_end():
    """C3, C5: closed, paused, surge and nobody there end with a message kept as well."""
    report, _ = walked_default_in_every_line()
    assert (report.dead_ends, report.complete) == ([], True)
    assert report.paths > walked_default().paths
    assert {state for state, _ in every_line(default_flow())} == set(LineState)


@pytest.mark.parametrize("flow", [flow_of(SHORTEST), many_languages(14)])
def test_no_state_of_the_line_has_one_in_other_flows(flow):
    report = walk_in_every_line(flow)
    assert (report.dead_ends, report.complete) == ([], True)
    assert report.paths > walk(flow).paths


@given(
    st.sampled_from(list(LineState)),
    st.lists(st.sampled_from([*(KeyPressed(key) for key in sorted(PHONE_KEYS)), Silence(),
                              Recorded("", 0), Recorded("", 9, "#")]), max_size=25),
)  # fmt: skip
def test_any_keys_in_any_state_leave_somebody_listening_or_a_message(state, events):
    flow = default_flow()
    line = dict(every_line(flow))[state]
    session, effects = call(flow, line, *events)
    waits = isinstance(effects[-1], Listen | Record)
    assert waits or (isinstance(effects[-1], HangUp) and session.queued)


def test_closed_leads_to_the_recorder_and_open_to_the_choices():
    flow = default_flow()
    session, _ = call(flow, LineNow(), KeyPressed("1"))
    at_once, effects = call(flow, LineNow(LineState.CLOSED), KeyPressed("1"))
    assert session.step == "need"
    assert at_once.history[-1] == "need"
    assert keys_of(effects).index("engine.line_closed") < keys_of(effects).index(
        "engine.line_leave"
    )


def test_a_flow_without_choices_is_told_too():
    flow = flow_of(SHORTEST)
    _, effects = call(flow, LineNow(LineState.PAUSED))
    assert "engine.line_paused" in keys_of(effects)


@pytest.mark.parametrize(
    ("ahead", "said"),
    [(0, "today"), (1, "thursday"), (6, "tuesday"), (7, "later"), (90, "later")],
)
def test_an_end_is_said_as_a_day(ahead, said):
    line = LineNow(LineState.CLOSED, until=NOW + timedelta(days=ahead), now=NOW, zone=UTC)
    _, effects = call(default_flow(), line, KeyPressed("1"))
    assert f"engine.line_until_{said}" in keys_of(effects)


def test_a_limit_of_a_topic_that_the_flow_has_no_more_is_not_said():
    line = LineNow(limits=(Limit("diapers", LimitState.PAUSED),))
    _, effects = call(default_flow(), line, KeyPressed("1"))
    assert "engine.line_limits" not in keys_of(effects)
    assert "food" in topics_of(default_flow())


def test_the_board_has_the_callers_language_alone():
    line = LineNow(
        board=(
            Announcement("a" * 32, ENGLISH, NOW, "Soup tonight"),
            Announcement("b" * 32, SPANISH, NOW, "Sopa hoy"),
            Announcement("c" * 32, ENGLISH, NOW, seconds=3.0),
        )
    )
    flow = load_flow(BOARD, "board.yaml")
    _, effects = call(flow, line, KeyPressed("1"), KeyPressed("2"))
    heard = keys_of(effects)
    at = heard.index("engine.line_board")
    assert heard[at - 1] == "board.say"
    assert heard[at + 1 : at + 3] == ["board.words." + "a" * 32, "board.sound." + "c" * 32]
    assert heard[at + 3] == "need.say"
    _, effects = call(flow, LineNow(), KeyPressed("2"), KeyPressed("2"))
    assert "engine.line_board_empty" in keys_of(effects)
    assert "engine.line_board" not in keys_of(effects)


def test_a_board_that_holds_something_or_leads_nowhere_is_a_mistake():
    with pytest.raises(FlowMistakes, match="board"):
        load_flow(BOARD.replace("board: {}", "board: {soup: now}"), "board.yaml")
    with pytest.raises(FlowMistakes, match="leads nowhere"):
        load_flow(BOARD.replace("    board: {}\n    then: need", "    board: {}"), "board.yaml")


def test_the_line_is_asked_only_when_it_matters():
    flow, asked = flow_of(MENU), []

    def ask() -> LineNow:
        asked.append(1)
        return LineNow()

    session = Session(flow.version, next(iter(flow.steps)), "text")
    with_line(flow, session, Silence(), advance(flow, session, Silence()), ask)
    assert asked == []
