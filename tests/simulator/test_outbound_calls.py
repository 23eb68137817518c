"""Calls that the hotline starts: ringing, whispers, bridges, and changes from the API."""

from __future__ import annotations

import pytest

from ivr.simulator.client import Call
from tests.simulator.conftest import CALLER, HOTLINE, VOLUNTEER, Carrier, StandIn, eventually, hears

ALL_EVENTS = ["initiated", "ringing", "answered", "completed"]


def ring(carrier: Carrier, hotline: StandIn, **changes: object) -> str:
    form: dict[str, object] = {
        "To": VOLUNTEER,
        "From": HOTLINE,
        "Url": f"{hotline.url}/outbound",
        "StatusCallback": f"{hotline.url}/progress",
        "StatusCallbackEvent": ALL_EVENTS,
    }
    answer = carrier.api("POST", "/Calls.json", data=form | changes)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "queued"
    return str(answer.json()["sid"])


def pick_up(carrier: Carrier, number: str = VOLUNTEER) -> Call:
    call = carrier.phone(number).ringing(wait=5)
    assert call is not None
    return call.answer()


def test_a_volunteer_answers(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/outbound", '<Gather numDigits="1" action="/accept"><Say>Press 1.</Say></Gather>')
    sid = ring(carrier, hotline)
    call = pick_up(carrier)
    assert (call.sid, call.words) == (sid, ["Press 1."])
    (asked,) = hotline.at("/outbound")
    assert asked["Direction"] == "outbound-api"
    assert (asked["From"], asked["To"]) == (HOTLINE, VOLUNTEER)
    assert asked["CallStatus"] == "in-progress"
    call.press("1")
    assert hotline.at("/accept")[0]["Digits"] == "1"
    told = hotline.wait_for("/progress", times=4)
    assert [event["CallStatus"] for event in told] == [
        "initiated", "ringing", "in-progress", "completed",
    ]  # fmt: skip
    assert "CallDuration" in told[-1]
    # The number's own callback is for calls that come in.
    assert hotline.at("/twilio/status") == []


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_volunteer_does_not_answer(carrier: Carrier, hotline: StandIn, status: str) -> None:
    sid = ring(carrier, hotline, StatusCallbackEvent=["completed"])
    ringing = carrier.phone(VOLUNTEER).ringing(wait=5)
    assert ringing is not None
    ringing.decline(status)
    (told,) = hotline.wait_for("/progress")
    assert told["CallStatus"] == status
    assert hotline.at("/outbound") == []
    assert carrier.api("GET", f"/Calls/{sid}.json").json()["status"] == status


def test_a_ringing_call_can_be_canceled(carrier: Carrier, hotline: StandIn) -> None:
    sid = ring(carrier, hotline)
    assert carrier.phone(VOLUNTEER).ringing(wait=5)
    changed = carrier.api("POST", f"/Calls/{sid}.json", data={"Status": "canceled"})
    assert changed.json()["status"] == "canceled"
    assert carrier.phone(VOLUNTEER).ringing() is None


def test_a_machine_may_answer(carrier: Carrier, hotline: StandIn) -> None:
    ring(carrier, hotline, MachineDetection="Enable")
    ringing = carrier.phone(VOLUNTEER).ringing(wait=5)
    assert ringing is not None
    ringing.answer("machine_start")
    assert hotline.wait_for("/outbound")[0]["AnsweredBy"] == "machine_start"


def test_the_api_moves_a_call_in_progress(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Gather/>")
    hotline.says("/elsewhere", "<Say>You are elsewhere.</Say><Gather/>")
    call = carrier.phone().call(HOTLINE)
    url = f"{hotline.url}/elsewhere"
    assert carrier.api("POST", f"/Calls/{call.sid}.json", data={"Url": url}).status_code == 200
    hears(call, lambda: call.words)
    call.listen()
    assert call.words == ["You are elsewhere."]


def test_the_api_ends_a_call_in_progress(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Gather/>")
    call = carrier.phone().call(HOTLINE)
    changed = carrier.api("POST", f"/Calls/{call.sid}.json", data={"Status": "completed"})
    assert changed.json()["status"] == "completed"
    assert hotline.wait_for("/twilio/status")[0]["CallStatus"] == "completed"
    again = carrier.api("POST", f"/Calls/{call.sid}.json", data={"Status": "completed"})
    assert (again.status_code, again.json()["code"]) == (400, 21220)


DIAL = (
    f'<Dial action="/dialed" callerId="{HOTLINE}" timeout="20">'
    f'<Number url="/whisper" statusCallback="/leg" '
    f'statusCallbackEvent="initiated ringing answered completed">{VOLUNTEER}</Number></Dial>'
)
WHISPER = '<Gather numDigits="1" action="/accept"><Say>A caller. Press 1.</Say></Gather><Hangup/>'


@pytest.fixture
def bridging(hotline: StandIn) -> StandIn:
    hotline.says("/twilio/voice", DIAL)
    hotline.says("/whisper", WHISPER)
    hotline.says("/accept", "")
    hotline.says("/dialed", "<Say>Goodbye.</Say>")
    return hotline


def test_a_bridge_with_a_whisper(carrier: Carrier, bridging: StandIn) -> None:
    caller = carrier.phone().call(HOTLINE)
    assert caller.state.waits_for == "dial"
    volunteer = pick_up(carrier)
    assert volunteer.caller == HOTLINE
    (whisper,) = bridging.at("/whisper")
    assert (whisper["ParentCallSid"], whisper["Direction"]) == (caller.sid, "outbound-dial")
    volunteer.press("1")
    assert volunteer.state.waits_for == "bridged"
    volunteer.hang_up()
    caller.until("listen").listen()
    assert [item.kind for item in caller.heard if "bridged" in item.kind] == [
        "bridged", "unbridged",
    ]  # fmt: skip
    assert caller.words == ["Goodbye."]
    (dialed,) = bridging.at("/dialed")
    assert (dialed["DialCallStatus"], dialed["DialBridged"]) == ("completed", "true")
    assert dialed["DialCallSid"] == volunteer.sid
    assert len(bridging.wait_for("/leg", times=4)) == 4


def test_a_whisper_without_a_key_is_no_bridge(carrier: Carrier, bridging: StandIn) -> None:
    carrier.phone().call(HOTLINE)
    pick_up(carrier).silence()
    (dialed,) = bridging.wait_for("/dialed")
    assert (dialed["DialCallStatus"], dialed["DialBridged"]) == ("completed", "false")


def test_nobody_answers(carrier: Carrier, bridging: StandIn) -> None:
    carrier.phone().call(HOTLINE).silence()
    (dialed,) = bridging.wait_for("/dialed")
    assert dialed["DialCallStatus"] == "no-answer"
    assert carrier.phone(VOLUNTEER).ringing() is None


def test_a_caller_who_hangs_up_while_it_rings_stops_the_ringing(
    carrier: Carrier, bridging: StandIn
) -> None:
    caller = carrier.phone().call(HOTLINE)
    assert carrier.phone(VOLUNTEER).ringing(wait=5)
    caller.hang_up()
    (dialed,) = bridging.wait_for("/dialed")
    assert dialed["CallStatus"] == "completed"
    eventually(lambda: carrier.phone(VOLUNTEER).ringing() is None)


def test_one_after_the_other(carrier: Carrier, bridging: StandIn) -> None:
    bridging.says(
        "/twilio/voice",
        '<Dial sequential="true" action="/dialed">'
        f"<Number>{VOLUNTEER}</Number><Number>+15550100003</Number></Dial>",
    )
    caller = carrier.phone().call(HOTLINE)
    assert carrier.phone("+15550100003").ringing() is None
    first = carrier.phone(VOLUNTEER).ringing(wait=5)
    assert first is not None
    first.decline()
    second = pick_up(carrier, "+15550100003")
    # Without a callerId the volunteer sees the caller's own number.
    assert second.caller == CALLER
    caller.hang_up()
    second.until()


def test_a_queue_and_its_words(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Enqueue waitUrl="/wait" action="/after">help</Enqueue>')
    hotline.says("/wait", '<Say>Hold.</Say><Pause length="5"/>', "<Leave/>")
    hotline.says("/after", "<Say>Out.</Say>")
    call = carrier.phone().call(HOTLINE)
    assert call.words == ["Hold.", "Out."]
    assert hotline.at("/after")[0]["QueueResult"] == "leave"


def test_hanging_up_in_a_queue_is_told(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Enqueue action="/after">help</Enqueue>')
    call = carrier.phone().call(HOTLINE)
    assert call.state.waits_for == "queue"
    call.hang_up()
    assert hotline.at("/after")[0]["QueueResult"] == "hangup"
