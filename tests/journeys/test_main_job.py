"""From a dialled number to a claimed request: real HTTP, Redis, workers, Vosk and speech."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import wave
from pathlib import Path

import pytest
import redis
import requests

from hotline.adapters.redis_server import redis_url
from tests.conftest import SHARED
from tests.journeys.running import Running, wait_for

HOTLINE = "+15550100000"
CALLER, SAM, MINJUN = "+15550100001", "+15550100012", "+15550100013"


@pytest.fixture(scope="module")
def korean_clip(tmp_path_factory):
    """A real recording when the shared data is here, else speech made by espeak-ng."""
    clips = sorted((SHARED / "speech" / "clips").glob("ko-*Narrow*.wav"))
    if clips:
        return clips[0]
    made = tmp_path_factory.mktemp("speech") / "made.wav"
    words = "안녕하세요. 쌀하고 물이 필요해요. 아이가 둘 있어요."
    try:
        subprocess.run(["espeak-ng", "-v", "ko", "-w", str(made), words], check=True)
    except OSError:
        pytest.skip("neither the shared recordings nor espeak-ng are here")
    return made


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("hotline") / "data")
    yield hotline
    if not hotline.ended():
        hotline.stop()


def _speak(call, sound, **how):
    """Wait out the moment before the tone in which a key still counts, then speak."""
    for _ in range(3):
        if call.state.waits_for == "gather":
            call.silence()
    return call.speak(sound, **how)


def _call_in_korean(running, clip, caller=CALLER, ended_by="hangup"):
    """Dial, choose Korean (3) and food (1), speak. Gives the call and the request's code."""
    known = {row["code"] for row in running.requests()}
    call = running.phone(caller).call(HOTLINE)
    call.press("3")
    call.press("1")
    _speak(call, clip, ended_by=ended_by)
    new = [row for row in running.requests() if row["code"] not in known]
    assert len(new) == 1, "the request is queued at once, before transcription"
    return call, new[0]


def test_a_call_becomes_a_request_that_a_volunteer_claims_by_text(running, korean_clip):
    minjun = running.phone(MINJUN)
    before = len(minjun.received())
    call, request = _call_in_korean(running, korean_clip)

    assert request["language"] == "ko"
    assert request["topic"] == "food"
    assert request["state"] == "queued"
    spoken = [heard for heard in call.heard if heard.kind == "say"]
    assert spoken[0].language.startswith("en")
    after_choice = spoken[[h.text for h in spoken].index(spoken[-1].text) :]
    assert all(heard.language.startswith("ko") for heard in after_choice)

    notice = wait_for(lambda: minjun.received()[before:], 20, "the notice; " + running.logs())[0]
    assert request["code"] in notice.body
    assert "0100001" not in notice.body

    shown = running.wait_for_transcript(request["code"])
    transcript = shown["transcript"]
    assert transcript["state"] == "ready"
    assert transcript["text"]
    assert 0 < transcript["confidence"] <= 1
    assert transcript["model"]
    starts = [word["start"] for word in transcript["words"]]
    assert starts == sorted(starts)
    assert any(line["what"] == "request:open" for line in shown["audit"])

    minjun.text(HOTLINE, request["code"].upper())
    row = wait_for(
        lambda: next((r for r in running.requests() if r["claimed_by"]), None), 10, "the claim"
    )
    assert row["claimed_by"] == "Minjun"
    answer = wait_for(lambda: minjun.received()[before + 1 :], 20, "the answer")[0]
    assert request["code"] in answer.body


def test_the_carrier_keeps_no_copy(running, korean_clip):
    _call_in_korean(running, korean_clip, caller="+15550100002")
    account = json.loads((running.data_dir / "simulator.json").read_text())
    url = (
        f"{running.runtime['phones']}/2010-04-01/Accounts/{account['account_sid']}/Recordings.json"
    )

    def nothing_left():
        answer = requests.get(url, auth=(account["account_sid"], account["auth_token"]), timeout=5)
        return answer.json()["recordings"] == []

    wait_for(nothing_left, 60, "the deletion at the carrier")


def test_the_notice_of_a_silent_recording_is_a_state(running, tmp_path):
    silent = tmp_path / "silent.wav"
    with wave.open(str(silent), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8000 * 2 * 3))
    _, request = _call_in_korean(running, silent, caller="+15550100003")
    shown = running.wait_for_transcript(request["code"])
    assert shown["transcript_state"] in {"silent", "nothing-recognised"}
    assert not shown["transcript"]["text"]


@pytest.mark.parametrize("sound", [b"", b"RIFF....WAVEfmt ", b"no sound at all" * 100])
def test_damaged_sound_is_a_state_and_the_request_is_queued(running, sound):
    known = {row["code"] for row in running.requests()}
    call = running.phone("+15550100004").call(HOTLINE)
    call.press("3")
    call.press("1")
    _speak(call, sound, raw=True)
    call.hang_up()
    (request,) = [row for row in running.requests() if row["code"] not in known]
    shown = running.wait_for_transcript(request["code"])
    assert shown["transcript_state"] in {"damaged", "empty", "too-short", "unsupported"}


def test_a_language_without_a_model_is_listened_to(running, korean_clip):
    known = {row["code"] for row in running.requests()}
    call = running.phone("+15550100005").call(HOTLINE)
    call.press("2")
    call.press("2")
    _speak(call, korean_clip)
    call.hang_up()
    (request,) = [row for row in running.requests() if row["code"] not in known]
    assert (request["language"], request["topic"]) == ("es", "housing")
    shown = running.wait_for_transcript(request["code"])
    assert shown["transcript_state"] == "no-model"


def test_a_withheld_number_is_welcome(running, korean_clip):
    _, request = _call_in_korean(running, korean_clip, caller="anonymous", ended_by="key")
    assert request["state"] == "queued"


def test_kill_9_of_the_worker_in_mid_transcription_loses_nothing(running, korean_clip):
    worker = running.find("speech")
    _, request = _call_in_korean(running, korean_clip, caller="+15550100006")

    wait_for(lambda: _leased(running, "transcribe"), 30, "the transcription to begin")
    os.kill(worker, signal.SIGKILL)
    shown = running.wait_for_transcript(request["code"], 120)
    assert shown["transcript_state"] == "ready"


def test_flushing_redis_loses_nothing(running, korean_clip):
    stopped = [running.find(name) for name in ("fast", "speech")]
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        _, request = _call_in_korean(running, korean_clip, caller="+15550100007")
        redis.Redis.from_url(redis_url(running.data_dir)).flushall()
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)
    shown = running.wait_for_transcript(request["code"], 120)
    assert shown["transcript_state"] == "ready"


def test_a_seized_data_folder_tells_nothing_without_the_master_key(running, korean_clip):
    """Promise D2: a number and a codeword are planted, then everything is searched for them."""
    planted, codeword = "+15555550123", "mangolito"
    running.phone(planted).text(HOTLINE, f"I need insulin, say {codeword}")
    _, request = _call_in_korean(running, korean_clip, caller=planted)
    heard = running.wait_for_transcript(request["code"])["transcript"]["text"]
    secrets = [planted[1:].encode(), planted[2:].encode(), codeword.encode(), heard[:12].encode()]

    # The carrier's own copy and the demo's own people are not part of a real hotline.
    left_out = ("simulator", "demo-volunteers.json")
    for path in running.data_dir.rglob("*"):
        if path.is_file() and not str(path.relative_to(running.data_dir)).startswith(left_out):
            content = path.read_bytes()
            for secret in secrets:
                assert secret not in content, path.name

    client = redis.Redis.from_url(redis_url(running.data_dir))
    in_redis = b"".join(client.dump(key) or b"" for key in client.scan_iter())
    for secret in secrets:
        assert secret not in in_redis

    for path in running.data_dir.rglob("*"):
        if path.is_file() and path.name != "up.json":
            assert path.stat().st_mode & 0o077 == 0 or path.parent.stat().st_mode & 0o077 == 0


def test_a_second_hotline_over_the_same_folder_is_refused(running):
    done = subprocess.run(
        [sys.executable, "-m", "hotline.cli", "up", "--data-dir", str(running.data_dir)],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    assert "already running" in done.stderr


def test_kill_9_of_everything_leaves_nothing_running_and_loses_nothing(tmp_path, korean_clip):
    first = Running.start(tmp_path / "data")
    _, request = _call_in_korean(first, korean_clip)
    first.process.kill()
    first.process.wait(10)
    wait_for(lambda: not _processes_over(first.data_dir), 20, "the others to end with it")
    again = Running.start(first.data_dir)
    try:
        assert again.wait_for_transcript(request["code"], 120)["transcript_state"] == "ready"
    finally:
        again.stop()


def test_stopping_at_once_and_starting_again_finds_everything(running, korean_clip):
    _, request = _call_in_korean(running, korean_clip, caller="+15550100008")
    begun = time.monotonic()
    running.stop()
    assert running.process.returncode == 0
    assert time.monotonic() - begun < 20
    assert not _processes_over(running.data_dir), "nothing is left running"
    again = Running.start(running.data_dir)
    try:
        shown = again.wait_for_transcript(request["code"], 120)
        assert shown["transcript_state"] == "ready"
        assert "PIN" in again.said()
    finally:
        again.stop()


def _leased(running, kind):
    with sqlite3.connect(running.data_dir / "hotline.sqlite3") as connection:
        return connection.execute(
            "select id from outbox where kind = ? and state = 'pending' and leased_until not null",
            (kind,),
        ).fetchone()


def _processes_over(data_dir):
    mark = f"HOTLINE_DATA_DIR={data_dir}\0".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if mark in (entry / "environ").read_bytes():
                    found.append(entry.name)
            except OSError:
                continue
    return found
