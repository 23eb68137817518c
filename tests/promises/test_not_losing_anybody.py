"""Promise I2: with the database or Redis away, a caller still hears words."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from hotline.services.queue import list_for_scripts
from tests.webhooks.stage import build_stage, new_sid


@pytest.fixture
def stage(tmp_path):
    return build_stage(tmp_path)


def _verbs(answer):
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/xml")
    return [element.tag for element in ElementTree.fromstring(answer.data).iter()]


def _call(stage, sid, path="/twilio/voice", **more):
    return stage.post(path, CallSid=sid, From="+15550100001", CallStatus="in-progress", **more)


def test_without_redis_a_call_goes_on_and_the_request_exists(stage):
    sid = new_sid("CA")
    assert "Gather" in _verbs(_call(stage, sid))
    for turn in range(12):
        answer = _call(stage, sid, f"/twilio/voice/step/{turn}", Digits="1")
        if "Record" in _verbs(answer):
            break
    else:
        raise AssertionError("no recorder within 12 steps")
    _call(
        stage, sid, f"/twilio/voice/step/{turn + 1}",
        RecordingSid=new_sid("RE"), RecordingDuration="4", Digits="#",
    )  # fmt: skip
    assert len(list_for_scripts(stage.ports)) == 1


@pytest.mark.parametrize("path", ["/twilio/voice", "/twilio/voice/step/1", "/twilio/voice/sorry"])
def test_without_a_database_the_caller_hears_sorry_and_can_leave_a_message(
    stage, path, monkeypatch
):
    from hotline.store import unit_of_work

    def away(*_args, **_kwargs):
        raise OSError("the disk is gone")

    monkeypatch.setattr(unit_of_work, "StoreTransaction", away)
    verbs = _verbs(_call(stage, new_sid("CA"), path))
    assert "Say" in verbs
    assert "Record" in verbs


def test_the_message_left_after_a_fault_becomes_a_request(stage):
    sid = new_sid("CA")
    answer = _call(
        stage, sid, "/twilio/voice/sorry",
        RecordingSid=new_sid("RE"), RecordingDuration="9", Digits="#",
    )  # fmt: skip
    assert "Hangup" in _verbs(answer)
    assert len(list_for_scripts(stage.ports)) == 1


def test_a_repeated_step_gets_the_same_answer_and_has_one_effect(stage):
    sid, recording = new_sid("CA"), new_sid("RE")
    first = _call(stage, sid).data
    assert all(_call(stage, sid).data == first for _ in range(3))
    answers = {_call(stage, sid, "/twilio/voice/step/0", Digits="1").data for _ in range(5)}
    assert len(answers) == 1
    for _ in range(3):
        stage.post(
            "/twilio/recording", CallSid=sid, RecordingSid=recording,
            RecordingStatus="completed", RecordingDuration="4",
        )  # fmt: skip
    assert len(list_for_scripts(stage.ports)) == 1


def test_an_answer_to_an_old_step_answers_nothing(stage):
    sid = new_sid("CA")
    _call(stage, sid)
    _call(stage, sid, "/twilio/voice/step/0", Digits="2")
    late = _call(stage, sid, "/twilio/voice/step/7", Digits="1")
    assert b"es-" in late.data, "what waits is said again, in the language that was chosen"


@pytest.mark.parametrize(
    "hostile", ["\x00", "</Response>", "'\"><script>", "\u202e", "9" * 500, "no such key", "*#0"]
)
def test_hostile_keys_and_callers_get_words(stage, hostile):
    sid = new_sid("CA")
    _verbs(_call(stage, sid, Caller=hostile))
    assert "Gather" in _verbs(_call(stage, sid, "/twilio/voice/step/0", Digits=hostile))
