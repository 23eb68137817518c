"""Whoever writes to a person by text hears by text that it did not arrive (T12, T24)."""

from __future__ import annotations

import itertools

import pytest

from hotline.errors import CarrierRefused
from hotline.services.claims import claim, release
from hotline.types import MessageSid
from tests.text.talking import Carrier, Texter
from tests.text.test_volunteer_conversation import a_volunteer, sent_to
from tests.webhooks.stage import build_stage

_numbers = itertools.count(1000)
LATER = "Open the page to see why, and try again or call."


class Fickle(Carrier):
    """Refuses one phone with an error; tells the sid of every text that it took."""

    refused: tuple[str, int] = ("", 0)

    def __init__(self):
        super().__init__()
        self.sids: list[tuple[str, str]] = []

    def send_text(self, to, body, reference):
        if to.reveal() == self.refused[0]:
            raise CarrierRefused("refused", self.refused[1])
        sid = super().send_text(to, body, reference)
        self.sids.append((to.reveal(), sid))
        return MessageSid(sid)


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


@pytest.fixture
def held(stage, clock):
    """(the person's phone, the phone of the volunteer who holds their request, its code)."""
    person = Texter(stage, f"+1206558{next(_numbers)}", Fickle(), clock)
    person.text("we need food")
    volunteer, volunteer_id = a_volunteer(stage, clock, person)
    code = person.request().code
    claim(stage.ports, volunteer_id, code)
    return person, volunteer, code


def _report(stage, sid: str, status: str, code: int | None = None) -> None:
    error = {"ErrorCode": str(code)} if code else {}
    answer = stage.post(
        "/twilio/messages/status",
        MessageSid=sid, SmsSid=sid, MessageStatus=status, SmsStatus=status,
        From="+15550100000", To="+12065580000", **error,
    )  # fmt: skip
    assert answer.status_code in {200, 204}


def _last_sid(person: Texter) -> str:
    return [sid for to, sid in person.carrier.sids if to == person.number][-1]


ENDS = [
    (30006, "texts do not reach this number. Open the page: it says if you may call."),
    (21614, "texts do not reach this number. Open the page: it says if you may call."),
    (30007, "texts do not reach this number. Open the page: it says if you may call."),
    (30003, "their phone is off or has no signal. Open the page to try again."),
    (30005, LATER),
    (21211, LATER),
    (30008, LATER),
    (30034, LATER),
    (21610, "they may not be texted. The page says why."),
    (63016, "On WhatsApp they must write first"),
]


@pytest.mark.parametrize(("code", "words"), ENDS)
def test_t12_the_carriers_report_is_told_once_in_words_that_say_what_to_do(held, code, words):
    person, volunteer, request = held
    volunteer.text(f"{request} we come at six to the yellow house")
    sid = _last_sid(person)
    before = len(person.carrier.sent)
    for status in ("undelivered", "failed", "undelivered"):
        _report(person.stage, sid, status, code)
    person.deliver()
    (told,) = sent_to(volunteer, before)
    assert told.startswith(f"{request}: ")
    assert words in told
    assert "yellow" not in told
    assert person.number[2:] not in told


@pytest.mark.parametrize(("code", "words"), ENDS[:3])
def test_t12_a_text_that_the_carrier_refuses_at_once_is_told_too(held, code, words):
    person, volunteer, request = held
    person.carrier.refused = (person.number, code)
    volunteer.text(f"{request} we come at six")
    person.deliver()
    assert sum(words in each for each in sent_to(volunteer, 0)) == 1


def test_several_parts_and_several_texts_are_told_in_one_until_they_write_again(held):
    person, volunteer, request = held
    volunteer.text(f"{request} " + "We come at six with soup and bread. " * 10)
    volunteer.text(f"{request} And with milk.")
    parts = [sid for to, sid in person.carrier.sids if to == person.number][1:]
    assert len(parts) > 2
    before = len(person.carrier.sent)
    for sid in parts:
        _report(person.stage, sid, "undelivered", 30003)
    person.deliver()
    assert len(sent_to(volunteer, before)) == 1
    volunteer.text(f"{request} Are you there?")
    before = len(person.carrier.sent)
    _report(person.stage, _last_sid(person), "undelivered", 30003)
    person.deliver()
    assert len(sent_to(volunteer, before)) == 1


def test_h3_who_has_given_the_request_back_hears_nothing_more(held):
    person, volunteer, request = held
    volunteer.text(f"{request} we come at six")
    sid = _last_sid(person)
    with person.stage.ports.unit_of_work() as tx:
        holder = tx.requests.by_code(request).claimed_by
    release(person.stage.ports, holder, request)
    before = len(person.carrier.sent)
    _report(person.stage, sid, "undelivered", 30006)
    person.deliver()
    assert sent_to(volunteer, before) == []


def test_the_hotlines_own_answers_and_what_arrives_are_not_told(held):
    person, volunteer, request = held
    own = [sid for to, sid in person.carrier.sids if to == person.number]
    before = len(person.carrier.sent)
    _report(person.stage, own[0], "undelivered", 30006)
    volunteer.text(f"{request} we come at six")
    sid = _last_sid(person)
    for status in ("sent", "delivered", "undelivered"):
        _report(person.stage, sid, status)
    person.deliver()
    assert sent_to(volunteer, before) == [f"{request}: sent."]


def test_f2_a_volunteers_phone_that_answers_by_itself_falls_silent(held):
    """Two auto-responders die out on the volunteers' line too: the last word is not answered."""
    person, volunteer, _ = held
    answers = [volunteer.text("I am driving now. I will write later.") for _ in range(40)]
    assert answers[0]
    assert [each for each in answers[-5:] if each] == []
    assert sum("not sent" in each for answer in answers for each in answer) == 1
    assert len(sent_to(person, 0)) <= 1 + 30
