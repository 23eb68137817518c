"""What a stop and a start leave: texts, recordings, numbers and callbacks that have not left."""

from __future__ import annotations

import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import requests

from ivr.simulator.client import Phone
from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, TOKEN, Carrier, StandIn, eventually
from tests.simulator.sounds import hum


def test_everything_is_there_after_a_restart(carrier: Carrier, hotline: StandIn) -> None:
    carrier.faults(recording_404_seconds=0)
    hotline.says(
        "/twilio/voice",
        '<Record action="/recorded" recordingStatusCallback="/recording"/>',
    )
    carrier.phone().text(HOTLINE, "Hello")
    carrier.phone("+15550100003").text(HOTLINE, "STOP")
    carrier.faults(delay_callbacks_seconds=0.5)
    call = carrier.phone().call(HOTLINE).speak(hum(1.0))
    form = {"To": CALLER, "From": HOTLINE, "Body": "Wait for it"}
    carrier.api("POST", "/Messages.json", data=form)
    sid = hotline.at("/recorded")[0]["RecordingSid"]
    sound = carrier.api("GET", f"/Recordings/{sid}.wav").content
    carrier.stop()
    assert hotline.at("/recording") == []
    carrier.start()
    assert carrier.api("GET", f"/Recordings/{sid}.wav").content == sound
    assert [text.body for text in carrier.phone().texts()][:1] == ["Hello"]
    assert hotline.wait_for("/recording")[0]["RecordingSid"] == sid
    assert hotline.wait_for("/twilio/status")[0]["CallSid"] == call.sid
    eventually(lambda: "Wait for it" in [text.body for text in carrier.phone().received()])
    refused = carrier.api("POST", "/Messages.json", data=form | {"To": "+15550100003"})
    assert refused.json()["code"] == 21610


def test_a_call_does_not_outlive_the_carrier(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Gather/>")
    call = carrier.phone().call(HOTLINE)
    # As after a power cut: nobody hangs up.
    carrier.exchange.callbacks.stop()
    carrier.exchange.store.close()
    carrier._server.stop()
    carrier.start()
    assert hotline.wait_for("/twilio/status")[0]["CallSid"] == call.sid
    shown = carrier.api("GET", f"/Calls/{call.sid}.json").json()
    assert shown["status"] == "completed"


def test_callbacks_can_be_lost_and_late(carrier: Carrier, hotline: StandIn) -> None:
    carrier.faults(drop_status_callbacks=True)
    carrier.phone().call(HOTLINE)
    eventually(lambda: carrier.exchange.callbacks.waiting() == 0)
    assert hotline.at("/twilio/status") == []
    carrier.faults(drop_status_callbacks=False, delay_callbacks_seconds=0.3)
    started = time.monotonic()
    carrier.phone().call(HOTLINE)
    hotline.wait_for("/twilio/status")
    assert time.monotonic() - started > 0.3


def test_unknown_faults_are_refused(carrier: Carrier) -> None:
    for wishes in ({"rain": True}, {"recording_status": "wet"}, {"duplicate_webhooks": -1}):
        answer = requests.post(f"{carrier.url}/control/faults", json=wishes, timeout=5)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_the_number_moves_with_the_application(carrier: Carrier, hotline: StandIn) -> None:
    carrier.stop()
    carrier._webhook_base = "http://127.0.0.1:1"
    carrier.start()
    number = carrier.api("GET", "/IncomingPhoneNumbers.json").json()["incoming_phone_numbers"][0]
    assert number["voice_url"] == "http://127.0.0.1:1/twilio/voice"
    assert number["status_callback"] == "http://127.0.0.1:1/twilio/status"


def test_only_its_owner_may_read_the_memory(carrier: Carrier) -> None:
    mode = (carrier.data_dir / "carrier.sqlite3").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_program_itself(tmp_path: Path, hotline: StandIn) -> None:
    """As people start it: its own process, its password not in the process list."""
    hotline.says("/twilio/voice", '<Gather numDigits="1" action="/menu"/>')
    port = free_port()
    command = [
        sys.executable, "-m", "ivr.simulator", "--port", str(port),
        "--webhook-base", hotline.url, "--number", HOTLINE, "--account-sid", ACCOUNT,
        "--data-dir", str(tmp_path / "data"),
    ]  # fmt: skip
    process = subprocess.Popen(command, env={"SIMULATOR_AUTH_TOKEN": TOKEN, "HOME": str(tmp_path)})
    try:
        url = f"http://127.0.0.1:{port}"

        def ready() -> bool:
            try:
                return requests.get(f"{url}/healthz", timeout=1).ok
            except requests.ConnectionError:
                return False

        eventually(ready, 15)
        Phone(url, CALLER).call(HOTLINE).press("5")
        assert hotline.at("/menu")[0]["Digits"] == "5"
        assert hotline.asked[0].signed
        Phone(url, CALLER).call(HOTLINE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
