"""Consent, danger, safe contact and receipts in the engine, for every flow and any caller."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.retention import KEPT
from ivr.flows.engine import advance, start
from ivr.flows.engine_words import ENGINE_WORDS
from ivr.flows.model import PHONE_KEYS
from ivr.flows.session import (
    ConnectPerson,
    EraseRequest,
    HangUp,
    KeepContactRules,
    KeyPressed,
    Listen,
    OpenReceipt,
    ReceiptOpened,
    ReceiptRefused,
    Record,
    Recorded,
    Session,
    Silence,
)
from tests.flows.builders import MENU, SHORTEST, default_flow, flow_of, keys_of, run, told

FLOW = default_flow()
#: Random callers for each language.
CALLERS = 150
EVENTS = st.one_of(
    st.sampled_from(sorted(PHONE_KEYS)).map(KeyPressed),
    st.just(Silence()),
    st.builds(Recorded, st.just("RE"), st.integers(0, 300), st.sampled_from(["", "#"])),
    st.just(KeyPressed("12345678")),
    st.builds(
        ReceiptOpened,
        st.just("request"),
        st.sampled_from(["queued", "claimed", "resolved", "nonsense"]),
        st.sampled_from(FLOW.languages),
        st.booleans(),
    ),
    st.builds(ReceiptRefused, st.booleans()),
)


def _nothing_is_recorded_without_a_yes(session: Session, effects: tuple) -> None:
    if any(isinstance(effect, Record) for effect in effects):
        assert session.agreed is True


@pytest.mark.parametrize("language", FLOW.languages, ids=str)
@settings(max_examples=CALLERS, deadline=None)
@given(events=st.lists(EVENTS, max_size=40), reachable=st.booleans(), relay=st.booleans())
def test_v7_v14_random_callers_are_kept_and_never_recorded_unasked(
    language, events: list, reachable: bool, relay: bool
) -> None:
    session, effects = start(FLOW, "voice", language, reachable=reachable, relay=relay)
    for event in [*events, *[Silence()] * 40]:
        _nothing_is_recorded_without_a_yes(session, effects)
        if session.ended:
            assert session.queued
            assert isinstance(effects[-1], HangUp)
            return
        assert isinstance(effects[-1], Listen | Record)
        session, effects = advance(FLOW, session, event)
    raise AssertionError("silence never ended this call")


@pytest.mark.parametrize("text", [SHORTEST, MENU], ids=["shortest", "menu"])
def test_v14_an_organisers_own_flow_asks_too(text: str) -> None:
    _, effects = run(flow_of(text), KeyPressed("0"))
    assert "engine.consent" in keys_of(effects)
    assert not any(isinstance(effect, Record) for effect in effects)


@settings(max_examples=300, deadline=None)
@given(st.lists(EVENTS, max_size=25))
def test_v6_the_five_keys_do_the_same_at_every_step(events: list) -> None:
    session, _effects = start(FLOW, "voice", FLOW.master)
    for event in events:
        if session.ended:
            return
        session, _effects = advance(FLOW, session, event)
    if session.ended:
        return
    _person, wish = advance(FLOW, session, KeyPressed("0"))
    assert any(isinstance(effect, ConnectPerson) for effect in wish)
    slower, _said = advance(FLOW, session, KeyPressed("7"))
    assert slower.slower
    again, _ = advance(FLOW, session, KeyPressed("9"))
    for same in (replace(slower, slower=session.slower, louder=session.louder), again):
        assert replace(same, turn=0, menu_page=0, hurried=0) == replace(
            session, turn=0, menu_page=0, hurried=0
        )
    for key in ("*", "#"):
        after, heard = advance(FLOW, session, KeyPressed(key))
        assert after.queued or isinstance(heard[-1], Listen | Record)


def test_v15_only_a_finished_round_of_questions_allows_anything() -> None:
    to_contact = (KeyPressed("1"), KeyPressed("1"), KeyPressed("1"), Recorded("RE", 4, "#"))
    for answers in ((), ("1",), ("1", "1"), ("2",)):
        session, _ = run(FLOW, *to_contact)
        for key in answers:
            session, effects = advance(FLOW, session, KeyPressed(key))
            assert not any(isinstance(effect, KeepContactRules) for effect in effects)
    _, effects = run(FLOW, *to_contact, KeyPressed("2"), KeyPressed("3"))
    assert effects[0] == KeepContactRules("text", "evening", "")
    _, effects = run(FLOW, *to_contact, *map(KeyPressed, "123"))
    assert effects[0] == KeepContactRules("call", "morning", "name")


@pytest.mark.parametrize("keys", ["1", "1234567", "123456789", "12345*78", "#", "☎" * 8])
def test_a_receipt_that_is_no_number_is_not_looked_up(keys: str) -> None:
    _, effects = run(FLOW, KeyPressed("8"), KeyPressed(keys))
    assert not any(isinstance(effect, OpenReceipt) for effect in effects)


def test_a_receipt_opens_only_where_one_was_asked_for() -> None:
    opened = ReceiptOpened("request", "queued", FLOW.master)
    session, _ = run(FLOW, KeyPressed("1"), opened)
    assert session.opened == ""
    session, _ = run(FLOW, KeyPressed("8"), opened)
    assert session.opened == "request"


def test_erasing_needs_two_different_keys() -> None:
    opened = ReceiptOpened("request", "queued", FLOW.master)
    _, effects = run(FLOW, KeyPressed("8"), opened, KeyPressed("3"), KeyPressed("3"))
    assert not any(isinstance(effect, EraseRequest) for effect in effects)
    _, effects = run(FLOW, KeyPressed("8"), opened, KeyPressed("3"), KeyPressed("1"))
    assert isinstance(effects[0], EraseRequest)


def test_a_door_cannot_be_a_choice_as_well() -> None:
    text = MENU.replace("      2: {label: Home", "      5: {label: Home") + (
        "  help:\n    say: We hear you.\n    danger: {}\n    then: story\n"
    )
    assert any("'5' cannot be a choice in the first menu" in line for line in told(text))


@pytest.mark.parametrize("kind", ["danger", "safe_contact", "receipt"])
def test_the_new_kinds_have_nothing_to_set(kind: str) -> None:
    text = MENU.replace("    record: {}\n    then: done", "    record: {}\n    then: extra") + (
        f"  extra:\n    say: Words.\n    {kind}: {{colour: red}}\n    then: done\n"
    )
    assert any("colour" in line for line in told(text))


def test_v8_who_asked_for_slower_has_longer_waits_for_the_whole_call() -> None:
    _, effects = run(FLOW, KeyPressed("7"), KeyPressed("1"))
    assert effects[-1].timeout_seconds == 20


def test_v14_what_is_said_of_erasing_is_what_is_done():
    """V14: the sound and what a machine wrote down of it have each their own end."""
    assert KEPT["sound after the request is resolved"] == timedelta(days=3)
    assert KEPT["words and numbers after the request is resolved"] == timedelta(days=30)
    said = ENGINE_WORDS["engine.consent"]
    assert "writes it down" in said
    assert said.endswith(
        "Three days after it is handled, the recording is erased; the words after thirty."
    )
