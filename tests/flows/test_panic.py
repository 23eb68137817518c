"""Story 8: who panics and presses everything gets a person, first of all, and no question."""

from __future__ import annotations

import pytest

from ivr.flows.engine import advance
from ivr.flows.session import ConnectPerson, KeyPressed, Listen, Silence
from tests.flows.builders import default_flow, keys_of, run

FLOW = default_flow()


def pressed(*keys: tuple[str, bool]):
    session, effects = run(FLOW, KeyPressed("1"))
    for key, quick in keys:
        session, effects = advance(FLOW, session, KeyPressed(key, quick))
    return session, effects


def wants_person(effects) -> bool:
    return any(isinstance(effect, ConnectPerson) for effect in effects)


def test_story_8_three_fast_wrong_keys_are_a_person_and_urgent() -> None:
    session, effects = pressed(("6", False), ("6", True), ("6", True))
    assert wants_person(effects)
    assert session.urgent
    assert "engine.nobody_free" in keys_of(effects)


@pytest.mark.parametrize(
    "keys",
    [
        [("6", True), ("6", True)],  # two are a slip
        [("6", False), ("6", False), ("6", False)],  # slowly: somebody searches
        [("6", True), ("9", True), ("6", True)],  # 9 says it again: somebody listens
        [("6", True), ("7", True), ("6", True)],
    ],
)
def test_v7_slow_or_fewer_wrong_keys_are_nobodys_panic(keys) -> None:
    session, effects = pressed(*keys)
    assert not wants_person(effects)
    assert not session.urgent


def test_a_silence_between_them_begins_anew() -> None:
    session, _ = pressed(("6", False), ("6", True))
    session, _ = advance(FLOW, session, Silence())
    session, effects = advance(FLOW, session, KeyPressed("6", quick=True))
    assert not session.urgent
    assert not wants_person(effects)


@pytest.mark.parametrize("keys", ["111", "123", "411"])
def test_who_knows_the_menu_presses_fast_and_is_not_in_danger(keys: str) -> None:
    session, effects = run(FLOW, *(KeyPressed(key, quick=True) for key in keys))
    assert not session.urgent
    assert isinstance(effects[-1], Listen) or session.agreed
