"""A message is never lost to a database that is busy: the webhook is tried again, in time."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import contextmanager

import pytest

from hotline.domain.carrier_texts import CarrierText
from hotline.errors import StoreBusy
from hotline.services.queue import open_from_command_line
from hotline.services.text_strays import sweep_texts
from hotline.store import database, turns
from hotline.types import MessageSid, PhoneNumber
from ivr.webhooks import tried as door
from tests.text.talking import Carrier
from tests.webhooks.stage import build_stage, new_sid

NUMBER = "+12065550160"


@pytest.fixture
def stage(tmp_path, clock, monkeypatch):
    """One that gives up soon, so that the tests need no ten seconds."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    return build_stage(tmp_path, clock)


@contextmanager
def _held(stage, seconds=None):
    """Another program writes: `seconds` long, or until the block ends."""
    file = stage.settings.database_url.removeprefix("sqlite:///")
    connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(seconds or 60, connection.rollback)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        connection.close()


def _text(stage, sid, body="we have no heat"):
    return stage.post(
        "/twilio/messages",
        MessageSid=sid, From=NUMBER, To="+15550100000", Body=body, NumMedia="0",
    )  # fmt: skip


def _requests(stage):
    with stage.ports.unit_of_work(read_only=True) as tx:
        return tx.requests.everything()


def test_a_text_that_meets_a_busy_database_is_taken_in_by_the_next_try(stage):
    with _held(stage, 0.7):
        assert _text(stage, new_sid("SM")).status_code == 200
    assert len(_requests(stage)) == 1


def test_a_call_that_meets_a_busy_database_is_greeted_and_not_told_of_a_fault(stage):
    form = {"CallSid": new_sid("CA"), "From": NUMBER, "To": "+15550100000"}
    with _held(stage, 0.7):
        answer = stage.post("/twilio/voice", CallStatus="ringing", **form)
    assert "<Gather" in answer.text
    assert "/twilio/voice/sorry" not in answer.text


def test_a_status_that_meets_a_busy_database_is_noted_by_the_next_try(stage):
    form = {"CallSid": new_sid("CA"), "From": NUMBER, "To": "+15550100000"}
    stage.post("/twilio/voice", CallStatus="ringing", **form)
    with _held(stage, 0.7):
        answer = stage.post("/twilio/status", CallStatus="completed", **form)
    assert answer.status_code == 200
    with stage.ports.unit_of_work(read_only=True) as tx:
        call = tx.calls.by_sid(stage.ports.vault.fingerprint("sid", form["CallSid"]))
    assert call.is_over


def test_a_caller_can_leave_a_message_although_nothing_can_be_written(stage, monkeypatch):
    monkeypatch.setattr(door, "LAST_BEGINNING", 0.3)
    with _held(stage):
        answer = stage.post(
            "/twilio/voice",
            CallSid=new_sid("CA"), From=NUMBER, To="+15550100000", CallStatus="ringing",
        )  # fmt: skip
    assert answer.status_code == 200
    assert "<Record" in answer.text
    assert "/twilio/voice/sorry" in answer.text


class LogOfCarrier(Carrier):
    """The carrier's log: it keeps each text, whatever we answered to it."""

    def __init__(self, *texts):
        super().__init__()
        self.texts = list(texts)

    def list_texts(self):
        return [each for each in self.texts if each.sid not in self.deleted]


def test_a_text_that_got_a_500_is_a_request_after_the_sweep_and_only_one(stage, clock, monkeypatch):
    """I5, decision 69: the carrier does not come back after a 500, but the text is in its log."""
    monkeypatch.setattr(door, "LAST_BEGINNING", 0.3)
    sid = new_sid("SM")
    with _held(stage):
        assert _text(stage, sid).status_code == 500
    assert _requests(stage) == []
    carrier = LogOfCarrier(
        CarrierText(
            MessageSid(sid), True, True, PhoneNumber(NUMBER), "we have no heat", clock.now(), False
        )
    )
    clock.forward(minutes=31)
    sweep_texts(stage.ports, carrier)
    (request,) = _requests(stage)
    assert _said(stage, request.code) == ("we have no heat",)
    clock.forward(minutes=60)
    sweep_texts(stage.ports, carrier)
    # A late second delivery, if the carrier was told to try again after all.
    assert _text(stage, sid).status_code == 200
    assert len(_requests(stage)) == 1
    assert _said(stage, request.code) == ("we have no heat",)
    assert carrier.deleted == [sid], "its copy at the carrier goes only then"


def _said(stage, code):
    return open_from_command_line(stage.ports, code, words=True).words


def test_a_fault_that_will_not_pass_is_not_tried_again():
    done = []

    def act():
        done.append(1)
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        door.tried(act)
    assert done == [1]


def test_tries_are_counted_and_end_in_time(monkeypatch):
    monkeypatch.setattr(door, "PAUSES", (0.01, 0.01))
    done = []

    def act():
        done.append(1)
        raise StoreBusy

    with pytest.raises(StoreBusy):
        door.tried(act)
    assert len(done) == 3
    monkeypatch.setattr(door, "LAST_BEGINNING", 0.0)
    begun = time.monotonic()
    with pytest.raises(StoreBusy):
        door.tried(act)
    assert len(done) == 4
    assert time.monotonic() - begun < 1


def test_the_longest_wait_of_all_tries_ends_before_the_carriers_wall():
    """Reference 1.2: 15 s in all, the way there included."""
    assert door.LAST_BEGINNING + turns.LONGEST_WAIT + database.BUSY_SECONDS <= 13
