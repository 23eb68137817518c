"""What happens to a caller when the hotline answers badly, late or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.simulator.conftest import HOTLINE, Carrier, StandIn

LAST_WORDS = "An application error has occurred. Goodbye."


@pytest.fixture
def carrier(tmp_path: Path, hotline: StandIn) -> Iterator[Carrier]:
    """A carrier that does not wait long."""
    running = Carrier(tmp_path / "carrier", hotline.url, webhook_seconds=0.3)
    yield running
    running.stop()


def late(_params: dict[str, str]) -> str:
    time.sleep(0.6)
    return ""


BAD_ANSWERS = [
    ((500, "text/html", "Internal Server Error"), 11200),
    ((404, "text/html", "Not found"), 11200),
    ((200, "application/json", "{}"), 12300),
    ((200, "text/xml", "<Response><Say>"), 12100),
    ((200, "text/xml", "<!DOCTYPE x><Response/>"), 12100),
    ((200, "text/html", "<html></html>"), 12200),
    ("<Speak>Hello</Speak>", 12200),
    ("<say>Hello</say>", 12200),
    ('<Gather numDigits="one"/>', 12200),
    ("<Gather><Record/></Gather>", 12200),
    ("<Redirect>http://example.com/</Redirect>", 11205),
    ("<Redirect/>", 11215),
    (late, 11205),
]


@pytest.mark.parametrize(("answer", "code"), BAD_ANSWERS)
def test_without_a_fallback_the_caller_hears_the_last_words(
    carrier: Carrier, hotline: StandIn, answer: object, code: int
) -> None:
    hotline.says("/twilio/voice", answer)
    call = carrier.phone().call(HOTLINE)
    assert call.words == [LAST_WORDS]
    assert call.state.status == "completed"
    assert carrier.alerts() == [code]


@pytest.mark.parametrize(("answer", "code"), BAD_ANSWERS)
def test_the_fallback_continues_the_call(
    carrier: Carrier, hotline: StandIn, answer: object, code: int
) -> None:
    sid = carrier.api("GET", "/IncomingPhoneNumbers.json").json()["incoming_phone_numbers"][0][
        "sid"
    ]
    url = f"{hotline.url}/fallback"
    carrier.api("POST", f"/IncomingPhoneNumbers/{sid}.json", data={"VoiceFallbackUrl": url})
    hotline.says("/twilio/voice", answer)
    hotline.says("/fallback", "<Say>Please call again.</Say>")
    call = carrier.phone().call(HOTLINE)
    assert call.words == ["Please call again."]
    (asked,) = hotline.at("/fallback")
    assert asked["ErrorCode"] == str(code)
    assert asked["ErrorUrl"]


def test_a_failing_action_ends_the_call_too(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Gather numDigits="1" action="/menu"/>')
    hotline.says("/menu", (500, "text/plain", ""))
    assert carrier.phone().call(HOTLINE).press("1").words == [LAST_WORDS]


def test_a_hotline_that_is_not_there(tmp_path: Path, hotline: StandIn) -> None:
    carrier = Carrier(tmp_path, hotline.url)
    hotline.stop()
    try:
        assert carrier.phone().call(HOTLINE).words == [LAST_WORDS]
        assert carrier.alerts()[-1] == 11205
    finally:
        carrier.stop()


def test_plain_words_are_read_aloud(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", (200, "text/plain", "It works"))
    assert carrier.phone().call(HOTLINE).words == ["It works"]


def test_a_sound_is_played(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", (200, "audio/x-wav", b"RIFF"))
    assert carrier.phone().call(HOTLINE).words == [f"{hotline.url}/twilio/voice"]


def test_a_caller_may_hang_up_while_the_hotline_thinks(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", late)
    started = time.monotonic()
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{carrier.url}/phones/calls", json={"from": "+15550100009", "to": HOTLINE}, timeout=0.1
        )
    (leg,) = carrier.exchange.legs()
    requests.post(f"{carrier.url}/phones/calls/{leg.sid}/hangup", timeout=5)
    (status,) = hotline.wait_for("/twilio/status")
    assert status["CallStatus"] == "no-answer"
    assert time.monotonic() - started < 3


def test_connection_overrides_in_the_fragment_allow_a_second_try(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says("/twilio/voice", "<Redirect>/next#rc=2&amp;rp=5xx,rt</Redirect>")
    hotline.says("/next", (503, "text/html", ""), late, "<Say>There.</Say>")
    assert carrier.phone().call(HOTLINE).words == ["There."]
    tries = [asked for asked in hotline.asked if asked.path == "/next"]
    assert len({asked.token for asked in tries}) == 1
    assert all(asked.signed for asked in tries)


def test_without_overrides_a_failed_answer_is_not_asked_for_again(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says("/twilio/voice", (503, "text/html", ""), "<Say>There.</Say>")
    assert carrier.phone().call(HOTLINE).words == [LAST_WORDS]


def test_duplicates_carry_the_same_token_and_the_last_answer_counts(
    carrier: Carrier, hotline: StandIn
) -> None:
    carrier.faults(duplicate_webhooks=2)
    hotline.says("/twilio/voice", "<Say>one</Say>", "<Say>two</Say>", "<Say>three</Say>")
    assert carrier.phone().call(HOTLINE).words == ["three"]
    first = [asked for asked in hotline.asked if asked.path == "/twilio/voice"]
    assert len(first) == 3
    assert len({asked.token for asked in first}) == 1
    assert len(hotline.wait_for("/twilio/status", times=3)) == 3
