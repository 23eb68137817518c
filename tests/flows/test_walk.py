"""No caller is dropped: every path is walked, and random callers end well."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.flows.engine import advance, start
from ivr.flows.model import PHONE_KEYS
from ivr.flows.session import (
    Enqueue,
    HangUp,
    KeyPressed,
    Listen,
    Record,
    Recorded,
    Silence,
    Wrote,
)
from ivr.flows.walk import walk
from tests.flows.builders import (
    MENU,
    SHORTEST,
    default_flow,
    flow_of,
    many_languages,
    walked_default,
    walked_default_in_every_line,
)

#: Random callers per property; enough to meet every state of a flow of five steps.
CALLERS = 300


def test_the_default_flow_has_no_dead_end() -> None:
    report = walked_default()
    assert report.dead_ends == []
    assert report.complete
    assert report.paths > 1000


def test_other_flows_have_none_either() -> None:
    for flow in (flow_of(), flow_of(SHORTEST), many_languages(14)):
        report = walk(flow)
        assert (report.dead_ends, report.complete) == ([], True)


@pytest.mark.parametrize("flow", [flow_of(), flow_of(SHORTEST), many_languages(6)])
def test_walking_each_language_apart_finds_the_same_ways_and_nothing_more(flow) -> None:
    """V7: languages are one state to the walk, and that loses not a single path."""
    together, apart = walk(flow), walk(flow, each_language=True)
    assert together.paths == apart.paths
    assert together.dead_ends == apart.dead_ends == []
    assert together.moves <= apart.moves


def test_a_dead_end_in_each_language_is_found_in_the_merged_walk_too() -> None:
    text = MENU.replace("goto: code, topic: housing", "goto: bye").replace(
        "  code:\n    say: Key in six digits.\n    ask: {digits: 6}\n    then: story\n",
        "  bye:\n    say: Call the city.\n    hangup: {}\n",
    )
    together, apart = walk(flow_of(text)), walk(flow_of(text), each_language=True)
    assert {end.step for end in together.dead_ends} == {"bye"} == {e.step for e in apart.dead_ends}


def test_paths_are_counted_exactly() -> None:
    """One menu of one choice: every way of two moves, counted by hand and by the walk."""
    from collections import Counter

    from ivr.flows.walk import LONGEST_WAY, _count

    # State 0 leads twice to 1 and once to the end; state 1 leads once to itself.
    onward = {0: Counter({1: 2, None: 1}), 1: Counter({1: 1})}
    assert _count(Counter({0: 1}), onward) == 3
    # Doubling with every move: two to the power of the longest way.
    assert _count(Counter({0: 1}), {0: Counter({0: 2})}) == 2**LONGEST_WAY


def test_progress_is_told_while_it_walks() -> None:
    _, told = walked_default_in_every_line()
    assert told
    assert all(done <= known for done, known in told)


def test_a_hang_up_before_anything_is_kept_is_a_dead_end() -> None:
    text = MENU.replace("goto: code, topic: housing", "goto: bye").replace(
        "  code:\n    say: Key in six digits.\n    ask: {digits: 6}\n    then: story\n",
        "  bye:\n    say: Call the city.\n    hangup: {}\n",
    )
    [dead_end] = walk(flow_of(text)).dead_ends
    assert dead_end.step == "bye"
    assert dead_end.reason == "hung up on with nothing kept"
    assert dead_end.way[-1] in {"key 2", "text '2'"}


EVENTS = st.one_of(
    st.sampled_from(sorted(PHONE_KEYS)).map(KeyPressed),
    st.just(Silence()),
    st.builds(
        Recorded,
        st.just("RE"),
        st.integers(-1, 300),
        st.sampled_from(["", "#"]),
    ),
    st.text(max_size=12).map(Wrote),
    st.text(max_size=6).map(KeyPressed),
)


@settings(max_examples=CALLERS, deadline=None)
@given(st.lists(EVENTS, max_size=30), st.sampled_from(["voice", "text"]))
def test_random_callers_are_never_hung_up_on_before_their_request_waits(
    events: list, channel: str
) -> None:
    flow = default_flow()
    session, effects = start(flow, channel)
    enqueued = False
    for event in events:
        assert isinstance(effects[-1] if effects else None, Listen | Record) or channel == "text"
        session, effects = advance(flow, session, event)
        enqueued |= any(isinstance(effect, Enqueue) for effect in effects)
        if any(isinstance(effect, HangUp) for effect in effects):
            assert enqueued
            assert session.queued
            return
    # Whoever then says nothing more still ends in the queue.
    for _ in range(60):
        if session.ended or channel == "text":
            break
        session, effects = advance(flow, session, Silence())
    assert session.queued or channel == "text"


@settings(max_examples=CALLERS, deadline=None)
@given(st.lists(EVENTS, max_size=20), st.sampled_from(["2", "3"]))
def test_random_callers_hear_only_the_language_they_chose(events: list, key: str) -> None:
    flow = default_flow()
    session, effects = advance(flow, start(flow, "voice")[0], KeyPressed(key))
    chosen = session.language
    for event in events:
        if session.ended or session.step == "language":
            return  # gone back to choose another one
        for effect in effects:
            assert {p.language for p in getattr(effect, "prompts", ())} <= {chosen}
        session, effects = advance(flow, session, event)
