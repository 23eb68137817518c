"""Recording the lines by phone: what a speaker hears and says, and what callers then hear."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from hotline.errors import CarrierUnavailable, RecordingNotReady
from hotline.services.accounts import add_volunteer, remove_volunteer
from hotline.types import Language, PhoneNumber, RecordingSid
from ivr.prompt_index import folder_of, read_index, speaker_of
from ivr.prompt_takes import keep
from ivr.recorder import Speaker
from ivr.recorder_calls import MOST_TRIES
from ivr.recorder_desk import CODE_DIGITS, RecorderDesk
from tests.adapters.test_prompt_sound import voice, wav
from tests.webhooks.stage import Stage, build_stage, new_sid

CREOLE = Language("ht")


class Recordings:
    """The carrier's shelf: what was said, not ready at first, and what was deleted."""

    def __init__(self) -> None:
        self.sounds: dict[str, bytes] = {}
        self.not_ready = 1
        self.deleted: list[str] = []
        self.is_away = False

    def fetch_recording(self, sid: RecordingSid) -> bytes:
        if self.is_away:
            raise CarrierUnavailable("away")
        if self.not_ready:
            self.not_ready -= 1
            raise RecordingNotReady("404")
        return self.sounds[sid]

    def delete_recording(self, sid: RecordingSid) -> None:
        self.deleted.append(sid)


class Phone:
    """A speaker's phone in one call: it answers the question that waits."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.sid = stage, new_sid("CA")
        self.heard = self.post("/twilio/voice", From="anonymous")

    def post(self, path: str, **form: str) -> str:
        form = {"CallSid": self.sid, "CallStatus": "in-progress", "To": "+15550100000"} | form
        answer = self.stage.post(path, **form)
        assert answer.status_code == 200
        self.heard = answer.text
        return self.heard

    @property
    def waits_at(self) -> str:
        found = re.findall(r"https://hotline\.example\.org(/twilio/[^\"<]*step/\d+)", self.heard)
        return found[-1]

    def press(self, digits: str) -> str:
        return self.post(self.waits_at, Digits=digits)

    def say(self, shelf: Recordings, sound: bytes) -> str:
        sid = new_sid("RE")
        shelf.sounds[sid] = sound
        return self.post(self.waits_at, RecordingSid=sid, RecordingDuration="3", Digits="#")

    def wait(self) -> str:
        return self.post(self.waits_at)

    @property
    def played(self) -> str:
        return re.findall(r"<Play>https://hotline\.example\.org([^<]*)</Play>", self.heard)[-1]


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Recordings:
    recordings = Recordings()
    monkeypatch.setattr("hotline.assembly.TwilioCarrier", lambda *_given: recordings)
    return recordings


@pytest.fixture
def stage(tmp_path: Path, shelf: Recordings) -> Stage:
    return build_stage(tmp_path)


def speaker(stage: Stage, name: str, number: int) -> Speaker:
    added = add_volunteer(
        stage.ports, name=name, phone=PhoneNumber(f"+1555014000{number}"),
        languages=(CREOLE,), topics=(), on_call=False, pin="4711",
    )  # fmt: skip
    return Speaker(added.volunteer_id, (CREOLE,))


def code_for(stage: Stage, who: Speaker) -> str:
    return RecorderDesk(stage.ports, stage.settings.data_dir).give_code(who, CREOLE)


def in_call(stage: Stage, who: Speaker) -> Phone:
    phone = Phone(stage)
    phone.press("8")
    phone.press(code_for(stage, who))
    return phone


# Bad input.


@pytest.mark.parametrize("keys", ["12345678", "1", "#", "123456", "٤٤٤٤٤٤٤٤", "0" * 40])
def test_other_keys_open_nothing(stage: Stage, keys: str) -> None:
    code_for(stage, speaker(stage, "Marie", 1))
    phone = Phone(stage)
    phone.press("8")
    phone.press(keys)
    assert "/twilio/recorder/" not in phone.heard


def test_a_code_is_good_for_one_call(stage: Stage) -> None:
    code = code_for(stage, speaker(stage, "Marie", 1))
    assert len(code) == CODE_DIGITS
    first, second = Phone(stage), Phone(stage)
    for phone in (first, second):
        phone.press("8")
        phone.press(code)
    assert "/twilio/recorder/" in first.heard
    assert "/twilio/recorder/" not in second.heard


def test_a_newer_code_ends_the_older_one(stage: Stage) -> None:
    marie = speaker(stage, "Marie", 1)
    old = code_for(stage, marie)
    assert code_for(stage, marie) != old
    phone = Phone(stage)
    phone.press("8")
    assert "/twilio/recorder/" not in phone.press(old)


def test_nothing_passes_without_a_signature_and_no_take_without_its_token(stage: Stage) -> None:
    client: FlaskClient = stage.client
    assert (
        client.post("/twilio/recorder/step/1", data={"CallSid": new_sid("CA")}).status_code == 403
    )
    assert client.get("/twilio/recorder/take/x/need.say.00000000.wav").status_code == 404
    assert client.get("/twilio/recorder/take//need.say.00000000.wav").status_code == 404
    foreign = stage.post("/twilio/recorder/step/1", CallSid=new_sid("CA"), Digits="1")
    assert "<Say" not in foreign.text


def test_what_cannot_be_used_is_asked_for_again(stage: Stage, shelf: Recordings) -> None:
    phone = in_call(stage, speaker(stage, "Marie", 1))
    shelf.not_ready = 0
    phone.say(shelf, wav(voice() * 0.0, 8000))
    assert "<Record" in phone.heard
    assert "/twilio/recorder/take/" not in phone.heard
    assert len(shelf.deleted) == 1
    shelf.is_away = True
    phone.say(shelf, wav(voice(rate=8000), 8000))
    for _ in range(12):
        if "<Record" in phone.heard:
            break
        phone.wait()
    assert "<Record" in phone.heard


def test_silence_ends_the_call_and_loses_nothing(stage: Stage) -> None:
    phone = in_call(stage, speaker(stage, "Marie", 1))
    for _ in range(MOST_TRIES):
        if "<Hangup" not in phone.heard:
            phone.wait()
    assert "<Hangup" in phone.heard


def test_codes_are_guessed_no_more_often_than_receipts(stage: Stage) -> None:
    """E2: five wrong numbers close the door for that call and phone, for the right code too."""
    code = code_for(stage, speaker(stage, "Marie", 1))
    caller = "+15550160009"
    for _ in range(2):
        phone = Phone(stage)
        phone.post("/twilio/voice", From=caller)
        phone.sid = new_sid("CA")
        phone.post("/twilio/voice", From=caller)
        phone.press("8")
        for _ in range(3):
            if "/twilio/voice/step" in phone.heard:
                phone.press("00000000")
    phone = Phone(stage)
    phone.sid = new_sid("CA")
    phone.post("/twilio/voice", From=caller)
    phone.press("8")
    assert "/twilio/recorder/" not in phone.press(code)
    other = Phone(stage)
    other.press("8")
    assert "/twilio/recorder/" in other.press(code)


def test_who_was_removed_records_and_approves_nothing_more(stage: Stage) -> None:
    """A call that goes on, a code in the hand, and the address of a take end at once."""
    marie, jean = speaker(stage, "Marie", 1), speaker(stage, "Jean", 2)
    keep(
        folder_of(stage.settings.data_dir, CREOLE), "need.say", wav(voice()), words="x",
        speaker=speaker_of(jean.volunteer_id), licence="x",
    )  # fmt: skip
    phone = in_call(stage, marie)
    take = phone.played
    assert stage.client.get(take).status_code == 200
    code = code_for(stage, marie)
    remove_volunteer(stage.ports, marie.volunteer_id)
    phone.press("1")
    assert "<Play" not in phone.heard
    assert read_index(folder_of(stage.settings.data_dir, CREOLE))["need.say"].approved_by == ""
    assert stage.client.get(take).status_code == 404
    other = Phone(stage)
    other.press("8")
    assert "/twilio/recorder/" not in other.press(code)


def test_a_code_that_comes_twice_is_no_wrong_one(stage: Stage) -> None:
    """A4: the carrier asks again when our answer was late; the same question waits."""
    phone = Phone(stage)
    phone.press("8")
    at, code = phone.waits_at, code_for(stage, speaker(stage, "Marie", 1))
    phone.post(at, Digits=code)
    assert "/twilio/recorder/" in phone.heard
    phone.post(at, Digits=code)
    assert "/twilio/recorder/" in phone.heard


# The way of a line.


def test_v2_a_line_is_read_said_heard_back_kept_and_approved_by_phone(
    stage: Stage, shelf: Recordings
) -> None:
    """V2, V23: the whole way by two phones; then the next caller hears it."""
    marie, jean = speaker(stage, "Marie", 1), speaker(stage, "Jean", 2)
    phone = in_call(stage, marie)
    # No voice speaks Creole: the line is read in the master's words, by its voice.
    assert "Hello, neighbor." in phone.heard
    assert "<Record" in phone.heard
    before = phone.waits_at
    phone.say(shelf, wav(voice(rate=8000), 8000))
    assert "/twilio/recorder/take/" not in phone.heard  # the carrier is not ready yet
    phone.wait()
    assert phone.played.startswith("/twilio/recorder/take/")
    assert stage.client.get(phone.played).data[:4] == b"RIFF"
    assert len(shelf.deleted) == 1
    # The same request once more: said again, and nothing is answered by it.
    again = phone.post(before, Digits="1")
    assert "/twilio/recorder/take/" in again
    folder = folder_of(stage.settings.data_dir, CREOLE)
    assert not read_index(folder)["welcome.say"].kept
    phone.press("1")
    assert read_index(folder)["welcome.say"].kept
    assert "<Record" in phone.heard
    other = in_call(stage, jean)
    take = other.played
    assert stage.client.get(take).status_code == 200
    other.press("1")
    entry = read_index(folder)["welcome.say"]
    assert (entry.speaker, entry.approved_by) == (
        speaker_of(marie.volunteer_id),
        speaker_of(jean.volunteer_id),
    )
    assert stage.client.get(take).status_code == 404
    assert stage.client.get(f"/twilio/prompts/ht/{entry.file}").status_code == 200


def test_again_and_another_line_and_a_take_that_is_wrong(stage: Stage, shelf: Recordings) -> None:
    marie, jean = speaker(stage, "Marie", 1), speaker(stage, "Jean", 2)
    folder = folder_of(stage.settings.data_dir, CREOLE)
    keep(
        folder,
        "need.say",
        wav(voice()),
        words="x",
        speaker=speaker_of(jean.volunteer_id),
        licence="x",
    )
    phone = in_call(stage, marie)
    assert phone.played  # Jean's take first
    phone.press("2")
    assert "need.say" not in read_index(folder)
    assert "Not the government" in phone.heard
    phone.press("3")
    assert "Not the government" not in phone.heard
    shelf.not_ready = 0
    phone.say(shelf, wav(voice(rate=8000), 8000))
    phone.press("2")
    assert "<Record" in phone.heard
    assert [entry for entry in read_index(folder).values() if entry.take] == []


def test_hanging_up_leaves_no_recording_at_the_carrier(stage: Stage, shelf: Recordings) -> None:
    phone = in_call(stage, speaker(stage, "Marie", 1))
    sid = new_sid("RE")
    phone.post(phone.waits_at, RecordingSid=sid, Digits="hangup", CallStatus="completed")
    assert shelf.deleted == [sid]


def test_the_file_of_codes_holds_no_code_and_no_name(stage: Stage) -> None:
    code = code_for(stage, speaker(stage, "Marie", 1))
    text = (stage.settings.data_dir / "prompts" / "by-phone.json").read_text("utf-8")
    assert code not in text
    assert "Marie" not in text
