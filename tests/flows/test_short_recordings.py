"""V11: empty and one-second recordings are caught, once; nothing that was said is lost."""

from __future__ import annotations

import pytest

from ivr.flows.engine import advance
from ivr.flows.session import KeyPressed, Record, Recorded
from tests.flows.builders import default_flow, keys_of, run

FLOW = default_flow()
TO_THE_TONE = tuple(map(KeyPressed, "111"))


@pytest.mark.parametrize("seconds", [0, 1])
def test_v11_an_empty_or_one_second_recording_is_asked_for_once_more(seconds: int) -> None:
    """V11: "we did not hear you, try again?", and then on: a hiccup is no endless loop."""
    session, effects = run(FLOW, *TO_THE_TONE, Recorded("RE", seconds, "#"))
    assert keys_of(effects) == ["engine.not_heard"]
    assert isinstance(effects[-1], Record)
    session, effects = advance(FLOW, session, Recorded("RE", seconds, "#"))
    assert not any(isinstance(effect, Record) for effect in effects)
    assert session.step == "contact"


def test_v11_two_seconds_are_somebodys_words() -> None:
    session, _ = run(FLOW, *TO_THE_TONE, Recorded("RE", 2, "#"))
    assert session.step == "contact"


def test_one_second_and_a_hang_up_is_kept() -> None:
    """Whoever is gone cannot be asked again: "help" fits into a second."""
    session, _ = run(FLOW, *TO_THE_TONE, Recorded("RE", 1, "hangup"))
    assert session.queued


@pytest.mark.parametrize(
    ("seconds", "asked_again"), [(0, True), (8, False), (10, True), (11, True), (12, False)]
)
def test_v11_the_silence_that_ended_it_is_not_somebodys_words(seconds: int, asked_again) -> None:
    """V11: the carrier counts ten seconds of quiet along; eight were trimmed, so it was a voice."""
    session, effects = run(FLOW, *TO_THE_TONE, Recorded("RE", seconds, ""))
    assert (keys_of(effects) == ["engine.not_heard"]) is asked_again
    assert (session.step == "story") is asked_again


def test_v11_whoever_speaks_slowly_has_a_minute_of_quiet_that_is_not_counted() -> None:
    """V9, V11: after key 7 the recorder waits a minute."""
    slower = (KeyPressed("1"), KeyPressed("7"), *TO_THE_TONE[1:])
    session, effects = run(FLOW, *slower, Recorded("RE", 60, ""))
    assert session.misses == 1
    session, _ = run(FLOW, *slower, Recorded("RE", 70, ""))
    assert session.step == "contact"
    assert isinstance(effects[-1], Record)
