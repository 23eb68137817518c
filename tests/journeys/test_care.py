"""Consent, silence, receipts and erasing, by phone through the simulated carrier."""

from __future__ import annotations

import pytest

from tests.journeys.running import Running

HOTLINE = "+15550100000"
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("care") / "data")
    yield hotline
    if not hotline.ended():
        hotline.stop()


def _call(running, *keys, caller="+15550100021"):
    call = running.phone(caller).call(HOTLINE)
    for key in keys:
        call.press(key)
    return call


def _heard(call):
    return " ".join(item.text for item in call.heard if item.kind == "say")


def _receipt(call):
    told = _heard(call).split("This is your number with us:", 1)[1]
    digits = "".join(str(WORDS.index(word)) for word in told.split() if word in WORDS)
    assert digits[:8] == digits[8:16]
    return digits[:8]


def _new(running, known):
    return [row for row in running.requests() if row["code"] not in known]


def test_v14_no_recording_then_the_receipt_from_a_withheld_phone_then_erased(running):
    known = {row["code"] for row in running.requests()}
    call = _call(running, "1", "2", "2", "3")
    (request,) = _new(running, known)
    assert (request["topic"], request["state"]) == ("housing", "queued")
    assert request["transcript_state"] is None, "nothing was recorded"
    code = _receipt(call)

    later = _call(running, "8", code, caller="anonymous")
    assert "waiting for a neighbor" in _heard(later)
    later.press("3")
    later.press("1")
    assert "Everything is erased" in _heard(later)
    (request,) = _new(running, known)
    assert request["state"] == "resolved"
    assert "do not find" in _heard(_call(running, "8", code, caller="anonymous"))


def test_v15_a_hang_up_before_the_questions_is_no_contact(running):
    known = {row["code"] for row in running.requests()}
    _call(running, "1", "1", "2").hang_up()
    (request,) = _new(running, known)
    assert request["state"] == "queued"
    assert running.phone("+15550100021").received() == []
