"""Story 8 through the carrier's webhooks: the clock tells which keys were fast."""

from __future__ import annotations

from tests.webhooks.test_consent_and_receipts import Caller, requests_of
from tests.webhooks.test_consent_and_receipts import stage as stage


def test_story_8_three_fast_wrong_keys_put_the_request_on_top(stage) -> None:
    caller = Caller(stage).press("1", "6", "6", "6")
    assert "No neighbor can come to the phone right now" in caller.heard
    caller.press("1").speak("hangup")
    (request,) = requests_of(stage)
    assert request.urgent


def test_three_slow_wrong_keys_do_not(stage, clock) -> None:
    caller = Caller(stage).press("1")
    for _ in range(3):
        clock.forward(seconds=9)
        caller.press("6")
    caller.press("2", "1", "1").speak("hangup")
    assert not any(request.urgent for request in requests_of(stage))
