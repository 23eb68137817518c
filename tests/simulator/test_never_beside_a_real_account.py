"""The simulated carrier and a real account never run side by side, in either order."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ACCOUNT = "AC" + "0" * 32


@pytest.mark.parametrize("name", ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"])
def test_it_refuses_to_start_beside_real_credentials(name, tmp_path):
    done = subprocess.run(
        [
            sys.executable, "-m", "ivr.simulator", "--port", "1", "--number", "+15550100000",
            "--webhook-base", "http://127.0.0.1:2", "--account-sid", ACCOUNT,
            "--auth-token", "x", "--data-dir", str(tmp_path),
        ],
        env={**os.environ, name: "real"}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"{name} is set here" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_with_real_credentials_up_starts_no_simulator(tmp_path):
    """It starts the rest: the settings are right, only nobody answers at the stand-in."""
    import signal
    import time

    from tests.journeys.running import free_port, wait_for

    environment = {
        **os.environ,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "real",
        "TWILIO_API_URL": "http://127.0.0.1:1",
        "HOTLINE_PUBLIC_URL": "https://hotline.example.org",
        "HOTLINE_PHONE_NUMBER": "+15550100000",
    }
    output = tmp_path / "up.log"
    with output.open("w") as file:
        process = subprocess.Popen(
            [
                sys.executable, "-m", "hotline.cli", "up", "--no-fetch-model",
                "--data-dir", str(tmp_path / "data"), "--port", str(free_port()),
            ],
            env=environment, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        wait_for(lambda: (tmp_path / "data" / "up.json").exists(), 90, "up; " + output.read_text())
        time.sleep(0.2)
        said = output.read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
    assert "simulated" not in said
    assert "PIN" not in said
    assert "https://hotline.example.org/twilio/voice" in said
    assert not (tmp_path / "data" / "simulator").exists()
