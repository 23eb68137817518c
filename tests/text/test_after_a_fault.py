"""I2, I5: a text that we answered with a fault stands in the carrier's log, and is taken in there.

The carrier is the simulated one over HTTP, asked by the adapter that asks the real one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hotline.adapters.twilio import TwilioCarrier
from hotline.config import CarrierSettings, Secret
from hotline.services.queue import open_from_command_line
from hotline.services.text_strays import sweep_texts
from hotline.types import PhoneNumber
from tests.simulator.conftest import ACCOUNT, HOTLINE, TOKEN, Carrier, StandIn
from tests.webhooks.stage import build_stage

NUMBER = "+12065550161"


@pytest.fixture
def broken():
    """A hotline that answers every text with a 500."""
    stand_in = StandIn()
    stand_in.says("/twilio/messages", (500, "text/xml; charset=utf-8", "<Response></Response>"))
    yield stand_in
    stand_in.stop()


@pytest.fixture
def carrier(tmp_path, broken):
    simulated = Carrier(tmp_path / "carrier", broken.url)
    yield simulated
    simulated.stop()


def test_after_a_500_the_carrier_does_not_come_back_and_the_sweep_takes_the_text_in(
    tmp_path, clock, broken, carrier, monkeypatch
):
    phone = carrier.phone(NUMBER)
    for words in ("we have no heat", "there are two of us"):
        phone.text(HOTLINE, words)
    assert len(broken.at("/twilio/messages")) == 2, "each was delivered once"
    stage = build_stage(tmp_path / "hotline", clock)
    clock.moment = datetime.now(UTC) + timedelta(minutes=31)
    clock.goes(monkeypatch)
    adapter = TwilioCarrier(
        CarrierSettings(ACCOUNT, Secret(TOKEN), api_url=carrier.url),
        PhoneNumber(HOTLINE),
        "https://hotline.example.org",
    )
    for _ in range(3):
        sweep_texts(stage.ports, adapter)
    with stage.ports.unit_of_work(read_only=True) as tx:
        (request,) = tx.requests.everything()
    words = open_from_command_line(stage.ports, request.code, words=True).words
    assert words == ("we have no heat", "there are two of us"), "in the order they were written"
    assert list(adapter.list_texts()) == [], "C1: only then its copy is gone there"
