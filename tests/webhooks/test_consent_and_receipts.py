"""Consent, safe contact, receipts and erasing, through the carrier's own webhooks."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree

import pytest

from hotline.domain.contact_safety import NO_CONTACT, Contact
from hotline.errors import KeyLost
from hotline.services.accounts import add_volunteer
from hotline.services.receipts import contact_rules_of
from hotline.types import Language, PhoneNumber
from tests.webhooks.stage import build_stage, new_sid

DIGITS = {
    word: str(digit)
    for digit, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )
}


@pytest.fixture
def stage(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber("+15550100088"),
        languages=[Language("en")],
        topics=[],
        on_call=True,
        pin="4711",
    )
    return stage


class Caller:
    """One call: keys, silence and speech, each answered at the turn that the TwiML names."""

    def __init__(self, stage, number="+15550100001"):
        self.stage, self.number, self.sid = stage, number, new_sid("CA")
        self._post("/twilio/voice")

    def _post(self, path, **form):
        answer = self.stage.post(
            path, CallSid=self.sid, From=self.number, CallStatus="in-progress", **form
        )
        assert answer.status_code == 200
        self.path, self.form, self.document = path, form, answer.data
        self.verbs = ElementTree.fromstring(answer.data)
        steps = re.findall(r"/twilio/voice/step/\d+", answer.data.decode())
        self.next = steps[-1] if steps else ""
        return self

    def press(self, *keys):
        for key in keys:
            self._post(self.next, Digits=key)
        return self

    def silence(self, times=1):
        for _ in range(times):
            self._post(self.next)
        return self

    def speak(self, ended_by="#"):
        return self._post(
            self.next, RecordingSid=new_sid("RE"), RecordingDuration="4", Digits=ended_by
        )

    def again(self):
        """The same request once more, as a carrier does that lost the answer."""
        before = self.document
        self._post(self.path, **self.form)
        return before

    def hang_up(self):
        self.stage.post(
            "/twilio/status", CallSid=self.sid, From=self.number, CallStatus="completed"
        )

    @property
    def heard(self):
        return " ".join(self.verbs.itertext())

    @property
    def records(self):
        return self.verbs.find(".//Record") is not None

    @property
    def receipt(self):
        digits = "".join(DIGITS[word] for word in self.heard.split() if word in DIGITS)
        code = digits[:8]
        assert digits[:16] == code * 2, "said twice, digit by digit"
        return code


def requests_of(stage):
    with stage.ports.unit_of_work() as tx:
        return list(tx.requests.everything())


def recordings_of(stage, request):
    with stage.ports.unit_of_work() as tx:
        return list(tx.recordings.of_request(request.id))


def rules_of(stage):
    with stage.ports.unit_of_work() as tx:
        (request,) = tx.requests.everything()
        return contact_rules_of(tx, request)


def test_v14_nothing_records_before_the_yes_and_a_yes_records(stage):
    caller = Caller(stage)
    for _ in range(2):
        assert not caller.records
        caller.press("1")
    assert not caller.records
    assert "recorded" in caller.heard
    assert "erased" in caller.heard
    assert caller.press("1").records


def test_v10_staying_on_the_line_after_being_told_twice_is_agreement(stage):
    caller = Caller(stage).press("1", "1")
    assert not caller.silence().records
    assert caller.silence().records


@pytest.mark.parametrize("no", [["2"], ["#"], ["8", "8", "8"]])
def test_v14_without_recording_the_request_waits_with_its_topic(stage, no):
    caller = Caller(stage).press("1", "2", *no)
    assert "Nothing is recorded" in caller.heard
    (request,) = requests_of(stage)
    assert (request.topic, request.state.value) == ("housing", "queued")
    caller.press("3")
    assert not caller.records
    assert recordings_of(stage, request) == []
    assert len(caller.receipt) == 8
    assert len(requests_of(stage)) == 1


def test_v11_the_choice_is_said_back(stage):
    heard = Caller(stage).press("1", "1").heard
    assert "You chose: Food or water" in " ".join(heard.split())
    assert "press star" in heard


def test_v20_danger_goes_to_the_top_and_dials_nobody(stage):
    Caller(stage).press("1", "1", "1").speak("hangup")
    caller = Caller(stage).press("1", "5")
    assert "911" in caller.heard
    assert caller.verbs.find(".//Dial") is None
    caller.press("1").speak("hangup")
    with stage.ports.unit_of_work() as tx:
        assert [request.urgent for request in tx.requests.open_ones()] == [True, False]


@pytest.mark.parametrize("then", [[], ["3"], ["#"], ["1"], ["1", "1"]])
def test_v15_hanging_up_before_the_end_of_the_questions_is_no_contact(stage, then):
    caller = Caller(stage).press("1", "1", "1").speak()
    caller.press(*then).hang_up()
    assert rules_of(stage) == NO_CONTACT


def test_v15_silence_skips_every_question_and_allows_nothing(stage):
    caller = Caller(stage).press("1", "1", "1").speak().silence(2)
    assert "will not contact you" in caller.heard
    assert rules_of(stage) == NO_CONTACT


def test_v15_what_was_allowed_is_kept_sealed_with_a_safe_word(stage):
    caller = Caller(stage).press("1", "1", "1").speak().press("1", "2", "2")
    assert caller.records
    caller.speak()
    rules = rules_of(stage)
    assert (rules.ways, rules.hours.value, rules.to_others.value) == (
        frozenset({Contact.CALL}), "morning", "friend",
    )  # fmt: skip
    (request,) = requests_of(stage)
    purposes = {each.purpose.value for each in recordings_of(stage, request)}
    assert purposes == {"story", "safe_word"}
    assert len(caller.receipt) == 8


def test_v13_a_withheld_number_is_not_asked_whether_we_may_call_it(stage):
    """V13: only whether there is another; who presses no has their receipt at once."""
    caller = Caller(stage, "anonymous").press("1", "1", "1").speak()
    assert "phone that you called from" not in caller.heard
    caller.press("3")
    assert len(caller.receipt) == 8
    assert "will not contact you" in caller.heard


def test_v13_the_receipt_opens_from_a_withheld_phone_in_the_callers_language(stage):
    code = Caller(stage).press("1", "1", "1").speak().press("3").receipt
    caller = Caller(stage, "anonymous").press("8", code)
    assert "is waiting for a neighbor" in caller.heard
    caller.press("1")
    caller.press("1").speak()
    (request,) = requests_of(stage)
    assert len(recordings_of(stage, request)) == 2
    assert "is waiting for a neighbor" in caller.heard


def test_v13_the_contact_rules_can_be_changed_with_the_receipt(stage):
    code = Caller(stage).press("1", "1", "1").speak().press("3").receipt
    caller = Caller(stage, "+15550100077").press("8", code, "2", "2", "1")
    assert rules_of(stage).ways == {Contact.TEXT}
    assert "waiting" in caller.heard


def test_erasing_takes_a_second_key_and_leaves_a_row_without_anything(stage):
    code = Caller(stage).press("1", "1", "1").speak().press("1", "1", "1").silence().receipt
    caller = Caller(stage, "anonymous").press("8", code, "3")
    (before,) = requests_of(stage)
    assert before.contact is not None
    assert "erased" in caller.press("1").heard
    (request,) = requests_of(stage)
    assert (request.contact, request.fingerprint, request.contact_rules) == (None, None, None)
    with stage.ports.unit_of_work() as tx, pytest.raises(KeyLost):
        tx.keys.open(request.key_id)
    assert "do not find" in Caller(stage).press("8", code).heard


@pytest.mark.parametrize("key", ["2", "#", "5"])
def test_any_other_key_erases_nothing(stage, key):
    code = Caller(stage).press("1", "1", "1").speak().press("3").receipt
    caller = Caller(stage).press("8", code, "3", key)
    assert "Nothing was erased" in caller.heard
    assert requests_of(stage)[0].state.value == "queued"


def test_e2_after_five_wrong_numbers_even_the_right_one_opens_nothing_for_a_day(stage, clock):
    code = Caller(stage).press("1", "1", "1").speak().press("3").receipt
    wrong = "00000000" if code != "00000000" else "11111111"
    for _ in range(5):
        Caller(stage, "+15550100066").press("8", wrong)
    assert "closed for a day" in Caller(stage, "+15550100066").press("8", code).heard
    clock.forward(hours=25)
    assert "is waiting" in Caller(stage, "+15550100066").press("8", code).heard


def test_e2_the_number_of_the_phone_alone_opens_nothing(stage):
    Caller(stage).press("1", "1", "1").speak().press("3")
    for keys in (["8"], ["8", "1"], ["8", "#"], ["1", "8"]):
        caller = Caller(stage).press(*keys)
        assert "is waiting" not in caller.heard


def test_a_receipt_is_nowhere_in_the_database_and_a_repeat_says_it_again(stage, tmp_path):
    caller = Caller(stage).press("1", "1", "1").speak().press("3")
    code, first = caller.receipt, caller.document
    assert caller.again() == first
    assert caller.document == first
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert code.encode() not in files
    assert b"This is your number" not in files


def test_v12_zero_before_any_choice_is_the_relay_door(stage):
    caller = Caller(stage).press("0")
    assert "no menus" in caller.heard
    assert caller.verbs.find(".//Gather").attrib["timeout"] == "60"
    assert caller.press("1").verbs.find(".//Record").attrib["timeout"] == "60"
