"""Played sounds: the carrier fetches them, and what is no sound is silence."""

from __future__ import annotations

import pytest
import requests

from tests.simulator.conftest import HOTLINE, Carrier, StandIn
from tests.simulator.sounds import hum


def test_a_phone_hears_what_the_carrier_fetched(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Gather><Play>/sounds/hello.wav</Play></Gather>")
    hotline.says("/sounds/hello.wav", (200, "audio/wav", hum(0.2)))
    call = carrier.phone().call(HOTLINE)
    assert call.words == [f"{hotline.url}/sounds/hello.wav"]
    fetched = next(asked for asked in hotline.asked if asked.path == "/sounds/hello.wav")
    assert (fetched.method, fetched.params) == ("GET", {})
    assert fetched.signed
    place = next(item for item in call.heard if item.kind == "play").details["n"]
    address = f"{carrier.url}/phones/calls/{call.sid}/sound/{place}"
    heard = requests.get(address, timeout=5)
    assert (heard.content, heard.headers["Content-Type"]) == (hum(0.2), "audio/wav")
    assert requests.get(f"{address}9", timeout=5).status_code == 404
    assert len(hotline.at("/sounds/hello.wav")) == 1


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((404, "text/html", "Not found"), 11200),
        ((200, "text/html", "<p>Hello"), 12300),
    ],
)
def test_what_is_no_sound_is_silence_and_the_call_goes_on(
    carrier: Carrier, hotline: StandIn, answer: object, code: int
) -> None:
    hotline.says("/twilio/voice", "<Play>/sounds/hello.wav</Play><Say>Hello</Say>")
    hotline.says("/sounds/hello.wav", answer)
    assert carrier.phone().call(HOTLINE).words == ["Hello"]
    assert carrier.alerts() == [code]
