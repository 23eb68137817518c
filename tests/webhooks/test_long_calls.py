"""F2: a call alone with the machine lasts twenty minutes, and ends with words and a request."""

from __future__ import annotations

import pytest

from hotline.domain.limits import ALONE_ENDS, ALONE_LED_ON
from hotline.services.accounts import add_volunteer
from hotline.services.queue import list_for_scripts
from hotline.types import Language, PhoneNumber
from ivr.flows.engine_words import ENGINE_WORDS
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller, requests_of

WAITS, GOODBYE, JUST_TALK = (
    ENGINE_WORDS[f"engine.{name}"] for name in ("nobody_free_waits", "goodbye", "just_talk")
)


@pytest.fixture
def stage(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber("+15550100088"),
        languages=[Language("en")],
        on_call=True,
        pin="4711",
    )
    return stage


def _after(clock, time, seconds=0):
    clock.forward(seconds=time.total_seconds() + seconds)


def test_f2_who_hears_the_menu_again_and_again_is_led_to_the_recorder_once(stage, clock):
    caller = Caller(stage).press("1")
    _after(clock, ALONE_LED_ON, -1)
    assert JUST_TALK not in caller.press("9").heard
    clock.forward(seconds=2)
    assert JUST_TALK in caller.press("9").heard
    caller.press("1")
    assert caller.records
    caller.speak()
    assert len(list_for_scripts(stage.ports)) == 1


def test_f2_after_twenty_minutes_it_ends_with_words_and_the_request_waits(stage, clock):
    caller = Caller(stage).press("1")
    _after(clock, ALONE_ENDS)
    caller.press("9")
    assert WAITS in caller.heard
    assert GOODBYE in caller.heard
    assert b"Hangup" in caller.document
    (request,) = requests_of(stage)
    assert request.contact is not None
    assert caller.again() == caller.document, "asked twice it is said again, and kept once"
    assert len(requests_of(stage)) == 1


def test_f2_what_was_said_over_the_limit_is_kept(stage, clock):
    """F2: a recording that was under way is heard to its end."""
    caller = Caller(stage).press("1", "1", "1")
    while not caller.records:
        caller.press("1")
    _after(clock, ALONE_ENDS)
    caller.speak()
    assert WAITS in caller.heard
    (request,) = requests_of(stage)
    with stage.ports.unit_of_work(read_only=True) as tx:
        assert len(list(tx.recordings.of_request(request.id))) == 1


def test_f2_a_withheld_number_that_said_nothing_is_promised_nothing(stage, clock):
    caller = Caller(stage, "anonymous").press("1")
    _after(clock, ALONE_ENDS)
    caller.press("9")
    assert GOODBYE in caller.heard
    assert WAITS not in caller.heard
    assert requests_of(stage) == []
