"""The carrier ends what lasts too long: a call's TimeLimit, and the timeLimit of a Dial."""

from __future__ import annotations

import time

import pytest

from tests.simulator.conftest import HOTLINE, VOLUNTEER, Carrier, StandIn, eventually, hears
from tests.simulator.test_conferences import events
from tests.simulator.test_outbound_calls import pick_up, ring


def dial(inside: str) -> str:
    return f'<Dial action="/out" timeLimit="1" callerId="{HOTLINE}">{inside}</Dial>'


def test_a_call_ends_when_its_time_limit_is_over(carrier: Carrier, hotline: StandIn) -> None:
    """C15: whatever is going on; the status is that of a call that has been held."""
    hotline.says("/outbound", "<Gather timeout='60'><Say>Press 1.</Say></Gather>")
    sid = ring(carrier, hotline, TimeLimit="1")
    call = pick_up(carrier)
    begun = time.monotonic()
    hears(call, lambda: call.state.ended)
    assert time.monotonic() - begun < 4
    assert hotline.wait_for("/progress", times=4)[-1]["CallStatus"] == "completed"
    assert carrier.api("GET", f"/Calls/{sid}.json").json()["status"] == "completed"


def test_ringing_is_no_part_of_it(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/outbound", "<Gather timeout='60'/>")
    ring(carrier, hotline, TimeLimit="1")
    phone = carrier.phone(VOLUNTEER)
    ringing = phone.ringing(wait=5)
    time.sleep(1.2)
    assert ringing is not None
    assert not ringing.answer().state.ended


@pytest.mark.parametrize("wish", ["0", "-1", "x", "99999999999"])
def test_a_limit_that_makes_no_sense_is_four_hours(
    carrier: Carrier, hotline: StandIn, wish: str
) -> None:
    hotline.says("/outbound", "<Gather timeout='60'/>")
    ring(carrier, hotline, TimeLimit=wish)
    call = pick_up(carrier)
    call.events(wait=0.3)
    assert not call.state.ended


def test_a_stay_in_a_room_ends_and_the_action_is_asked(carrier: Carrier, hotline: StandIn) -> None:
    """The one whose Dial has the limit goes on with its action; the other stays."""
    room = "<Conference>r1</Conference>"
    hotline.says("/out", "<Say>The call is over.</Say><Gather timeout='60'/>")
    hotline.says("/twilio/voice", f"<Dial>{room}</Dial>")
    other = carrier.phone(VOLUNTEER).call(HOTLINE)
    hotline.says("/twilio/voice", dial(room))
    call = carrier.phone().call(HOTLINE)
    hears(call, lambda: "The call is over." in call.words)
    assert hotline.at("/out")[0]["CallStatus"] == "in-progress"
    assert not other.state.ended


def test_who_ends_a_room_ends_it_at_the_limit_as_well(carrier: Carrier, hotline: StandIn) -> None:
    about = f'statusCallback="{hotline.url}/room" statusCallbackEvent="start end join leave"'
    room = f'<Conference endConferenceOnExit="true" {about}>r1</Conference>'
    hotline.says("/twilio/voice", "<Dial action='/out'><Conference>r1</Conference></Dial>")
    hotline.says("/out", "<Say>The call is over.</Say><Gather timeout='60'/>")
    hotline.says("/twilio/voice", dial(room))
    carrier.phone().call(HOTLINE)
    hotline.says("/twilio/voice", "<Dial action='/out'><Conference>r1</Conference></Dial>")
    other = carrier.phone(VOLUNTEER).call(HOTLINE)
    hears(other, lambda: "The call is over." in other.words)
    told = eventually(
        lambda: [e for e in events(hotline, 3) if e["StatusCallbackEvent"] == "conference-end"]
    )
    assert len(told) == 1


def test_two_who_were_dialled_together_are_parted(carrier: Carrier, hotline: StandIn) -> None:
    """Counted from when they talk; the action is told that they did."""
    hotline.says("/twilio/voice", dial(f"<Number>{VOLUNTEER}</Number>"))
    hotline.says("/out", "<Say>The call is over.</Say><Gather timeout='60'/>")
    call = carrier.phone().call(HOTLINE)
    other = pick_up(carrier)
    hears(call, lambda: "The call is over." in call.words)
    hears(other, lambda: other.state.ended)
    (told,) = hotline.at("/out")
    assert (told["DialCallStatus"], told["DialBridged"]) == ("completed", "true")
    assert not call.state.ended
