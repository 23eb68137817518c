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
