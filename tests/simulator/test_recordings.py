"""Recordings: how they end, what the hotline is told, and when the sound can be fetched."""

from __future__ import annotations

import time

import pytest

from tests.simulator.conftest import HOTLINE, Carrier, StandIn, eventually
from tests.simulator.sounds import facts, hum

RECORD = (
    '<Record action="/recorded" maxLength="60" timeout="7" finishOnKey="#" '
    'recordingStatusCallback="/recording" '
    'recordingStatusCallbackEvent="in-progress completed absent"/><Say>Never.</Say>'
)


@pytest.fixture
def carrier(carrier: Carrier, hotline: StandIn) -> Carrier:
    hotline.says("/twilio/voice", RECORD)
    hotline.says("/recorded", "<Say>Thank you.</Say>")
    carrier.faults(recording_404_seconds=0)
    return carrier


def test_a_recording_ends_with_a_key(carrier: Carrier, hotline: StandIn) -> None:
    call = carrier.phone().call(HOTLINE)
    assert call.state.waiting == {
        "kind": "record", "max_seconds": 60, "silence_seconds": 7, "finish_on_key": "#",
        "beep": True,
    }  # fmt: skip
    call.speak(hum(2.0))
    assert [item.kind for item in call.heard if item.kind == "tone"] == ["tone"]
    assert call.words == ["Thank you."]
    (asked,) = hotline.at("/recorded")
    assert asked["Digits"] == "#"
    assert asked["RecordingDuration"] == "2"
    assert asked["CallStatus"] == "in-progress"
    sid = asked["RecordingSid"]
    assert asked["RecordingUrl"].endswith(f"/Recordings/{sid}")
    told = hotline.wait_for("/recording", times=2)
    assert [event["RecordingStatus"] for event in told] == ["in-progress", "completed"]
    assert set(told[1]) == {
        "AccountSid", "CallSid", "RecordingSid", "RecordingUrl", "RecordingStatus",
        "RecordingDuration", "RecordingChannels", "RecordingSource", "RecordingStartTime",
        "ErrorCode",
    }  # fmt: skip
    assert told[1]["RecordingSource"] == "RecordVerb"


def test_the_callback_leaves_after_the_action(carrier: Carrier, hotline: StandIn) -> None:
    def slow(_params: dict[str, str]) -> str:
        time.sleep(0.2)
        return ""

    hotline.says("/recorded", slow)
    carrier.phone().call(HOTLINE).speak(hum(1.0))
    hotline.wait_for("/recording", times=2)
    paths = hotline.paths()
    assert paths.index("/recorded") < len(paths) - 1 - paths[::-1].index("/recording")


def test_hanging_up_keeps_the_recording_and_asks_the_action(
    carrier: Carrier, hotline: StandIn
) -> None:
    call = carrier.phone().call(HOTLINE).speak(hum(3.0), ended_by="hangup")
    assert call.state.status == "completed"
    assert call.words == []
    (asked,) = hotline.at("/recorded")
    assert asked["Digits"] == "hangup"
    assert asked["CallStatus"] == "completed"
    assert asked["RecordingDuration"] == "3"
    (status,) = hotline.wait_for("/twilio/status")
    assert status["CallStatus"] == "completed"
    assert hotline.wait_for("/recording", times=2)[1]["RecordingStatus"] == "completed"
    assert carrier.api("GET", f"/Recordings/{asked['RecordingSid']}.wav").status_code == 200


def test_hanging_up_without_a_word_leaves_an_empty_recording(
    carrier: Carrier, hotline: StandIn
) -> None:
    carrier.phone().call(HOTLINE).hang_up()
    (asked,) = hotline.at("/recorded")
    assert (asked["Digits"], asked["RecordingDuration"]) == ("hangup", "0")


def test_silence_is_recorded_too(carrier: Carrier, hotline: StandIn) -> None:
    call = carrier.phone().call(HOTLINE).silence()
    (asked,) = hotline.at("/recorded")
    assert "Digits" not in asked
    assert asked["RecordingDuration"] == "1"
    assert call.words == ["Thank you."]


def test_in_the_older_behaviour_an_empty_recording_falls_through(
    carrier: Carrier, hotline: StandIn
) -> None:
    carrier.faults(empty_recording="fall-through")
    call = carrier.phone().call(HOTLINE).silence()
    assert call.words == ["Never."]
    assert hotline.at("/recorded") == []


def test_a_key_that_does_not_finish_is_not_noticed(carrier: Carrier, hotline: StandIn) -> None:
    call = carrier.phone().call(HOTLINE).press("5")
    assert call.state.waits_for == "record"
    call.press("#")
    assert hotline.at("/recorded")[0]["Digits"] == "#"


def test_by_default_any_key_finishes(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Record action="/recorded"/>')
    carrier.phone().call(HOTLINE).press("5")
    assert hotline.at("/recorded")[0]["Digits"] == "5"


@pytest.mark.parametrize(
    ("rate", "channels", "width"), [(8000, 1, 2), (16000, 1, 2), (44100, 2, 2), (48000, 1, 4)]
)
def test_sound_arrives_as_the_telephone_carries_it(
    carrier: Carrier, hotline: StandIn, rate: int, channels: int, width: int
) -> None:
    carrier.phone().call(HOTLINE).speak(hum(1.5, rate, channels, width))
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    for ending in ("", ".wav"):
        fetched = carrier.api("GET", f"/Recordings/{sid}{ending}")
        assert fetched.headers["Content-Type"] == "audio/x-wav"
        assert facts(fetched.content)[:3] == (1, 2, 8000)
        assert facts(fetched.content)[3] == pytest.approx(1.5, abs=0.01)


@pytest.mark.parametrize("raw", [False, True])
def test_damaged_sound_arrives_as_it_is(carrier: Carrier, hotline: StandIn, raw: bool) -> None:
    broken = hum(1.0)[:30] if not raw else hum(1.0, rate=44100)
    carrier.phone().call(HOTLINE).speak(broken, raw=raw)
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    assert carrier.api("GET", f"/Recordings/{sid}").content == broken


def test_nobody_speaks_longer_than_allowed(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Record action="/recorded" maxLength="2"/>')
    carrier.phone().call(HOTLINE).speak(hum(3.0), ended_by="max-length")
    assert hotline.at("/recorded")[0]["RecordingDuration"] == "2"


def test_a_fresh_recording_is_not_there_yet(carrier: Carrier, hotline: StandIn) -> None:
    carrier.faults(recording_404_seconds=0.3)
    carrier.phone().call(HOTLINE).speak(hum(1.0))
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    early = carrier.api("GET", f"/Recordings/{sid}.wav")
    assert (early.status_code, early.json()["code"]) == (404, 20404)
    assert carrier.api("GET", f"/Recordings/{sid}.json").json()["status"] == "processing"
    eventually(lambda: carrier.api("GET", f"/Recordings/{sid}.wav").status_code == 200)
    assert carrier.api("GET", f"/Recordings/{sid}.json").json()["status"] == "completed"


def test_a_deleted_recording_is_gone(carrier: Carrier, hotline: StandIn) -> None:
    call = carrier.phone().call(HOTLINE).speak(hum(1.0))
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    listed = carrier.api("GET", "/Recordings.json", params={"CallSid": call.sid}).json()
    assert [item["sid"] for item in listed["recordings"]] == [sid]
    assert carrier.api("DELETE", f"/Recordings/{sid}.json").status_code == 204
    for path in (f"/Recordings/{sid}.json", f"/Recordings/{sid}.wav"):
        assert carrier.api("GET", path).status_code == 404
    assert carrier.api("DELETE", f"/Recordings/{sid}.json").status_code == 404
    assert carrier.api("GET", "/Recordings.json").json()["recordings"] == []


@pytest.mark.parametrize("status", ["absent", "failed"])
def test_a_lost_recording_is_told_as_such(carrier: Carrier, hotline: StandIn, status: str) -> None:
    carrier.faults(recording_status=status)
    carrier.phone().call(HOTLINE).speak(hum(1.0))
    told = hotline.wait_for("/recording", times=2)
    assert told[1]["RecordingStatus"] == status
    assert carrier.api("GET", f"/Recordings/{told[1]['RecordingSid']}.wav").status_code == 404


def test_a_hidden_recording_needs_the_password(carrier: Carrier, hotline: StandIn) -> None:
    carrier.phone().call(HOTLINE).speak(hum(1.0))
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    for auth in (None, ("AC" + "0" * 32, "not-a-secret"), ("", "")):
        answer = carrier.api("GET", f"/Recordings/{sid}.wav", auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)
