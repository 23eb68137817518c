"""A volunteer answers from their own phone; neither phone ever learns of the other (E3, H3)."""

from __future__ import annotations

import itertools

import pytest

from hotline.domain.volunteer_words import ReadWish, WordsFor, read_volunteer_words
from hotline.services.accounts import add_volunteer
from hotline.services.claims import claim
from hotline.types import Language, PhoneNumber
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage, new_sid

_numbers = itertools.count(1000)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("472b we come at six", WordsFor("472b", "we come at six")),
        ("472B: we come at six", WordsFor("472b", "we come at six")),
        ("４７２b 내일 갈게요", WordsFor("472b", "내일 갈게요")),
        ("1a yes", WordsFor("1a", "yes")),
        ("we come at six", WordsFor("", "we come at six")),
        ("keep warm, we come at six", WordsFor("", "keep warm, we come at six")),
        ("sí", WordsFor("", "sí")),
        ("READ 472b", ReadWish("472b")),
        ("leer 472b", ReadWish("472b")),
        ("읽기 472b", ReadWish("472b")),
        ("اقرأ ٤٧٢b", ReadWish("472b")),
        ("read", ReadWish("")),
        ("read it again please", WordsFor("", "read it again please")),
        # Another's grammar: codes, KEEP, RELEASE, and wishes about texts.
        ("472b", None),
        ("a", None),
        ("take 472b", None),
        ("keep 472b", None),
        ("release", None),
        ("stop", None),
        ("help", None),
        ("", None),
        ("   ", None),
    ],
)
def test_what_a_volunteers_text_says(body, read):
    assert read_volunteer_words(body) == read


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


def a_volunteer(stage, clock, person: Texter) -> tuple[Texter, str]:
    phone = Texter(stage, f"+1206557{next(_numbers)}", carrier=person.carrier, clock=clock)
    added = add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber(phone.number),
        languages=(Language("en"),),
        topics=(),
        on_call=False,
        pin="4711",
    )
    return phone, added.volunteer_id


@pytest.fixture
def held(stage, clock):
    """(the person's phone, the volunteer's phone, the code that the volunteer holds)."""
    person = Texter(stage, f"+1206556{next(_numbers)}", clock=clock)
    person.text("we need food")
    volunteer, volunteer_id = a_volunteer(stage, clock, person)
    code = person.request().code
    claim(stage.ports, volunteer_id, code)
    return person, volunteer, code


def sent_to(phone: Texter, since: int) -> list[str]:
    return [body for to, body in phone.carrier.sent[since:] if to == phone.number]


@pytest.mark.parametrize("begin", ["{code} ", ""])
def test_words_reach_the_person_and_no_number_leaks(held, begin):
    person, volunteer, code = held
    before = len(person.carrier.sent)
    (answer,) = volunteer.text(begin.format(code=code) + "We can bring it at six.")
    assert answer == f"{code}: sent."
    assert sent_to(person, before) == ["We can bring it at six."]
    everything = " ".join(body for _, body in person.carrier.sent)
    assert person.number[2:] not in everything
    assert volunteer.number[2:] not in everything


def test_h4_a_new_message_is_told_without_a_word_of_it_and_read_on_wish(held):
    person, volunteer, code = held
    before = len(person.carrier.sent)
    person.text("my secret is mango")
    person.text("and water too")
    (notice,) = sent_to(volunteer, before)
    assert notice == f"{code} has a new message. Open the page, or reply READ {code}."
    assert volunteer.text(f"read {code}") == [
        f"{code}: my secret is mango",
        f"{code}: and water too",
    ]
    assert volunteer.text("READ") == [f"{code}: nothing new."]
    before = len(person.carrier.sent)
    person.text("one thing more")
    assert len(sent_to(volunteer, before)) == 1, "told again, for they have looked"
    ports = volunteer.stage.ports
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert tx.audit.has(request.claimed_by, "request:open", request.id)


def test_h3_what_is_not_theirs_gets_no_words_and_gives_none(held, stage, clock):
    person, _, code = held
    stranger, _ = a_volunteer(stage, clock, person)
    before = len(person.carrier.sent)
    for body in (f"{code} hello there", f"READ {code}", "hello there"):
        answers = stranger.text(body)
        assert all("we need food" not in each for each in answers)
    assert sent_to(person, before) == []


def test_two_held_requests_need_the_code(held, stage, clock):
    person, volunteer, code = held
    other = Texter(stage, f"+1206558{next(_numbers)}", carrier=person.carrier, clock=clock)
    other.text("we need a ride")
    with stage.ports.unit_of_work() as tx:
        holder = tx.requests.by_code(code).claimed_by
    claim(stage.ports, holder, other.request().code)
    before = len(person.carrier.sent)
    (help_text,) = volunteer.text("we come at six")
    assert help_text.startswith("You hold more than one request.")
    assert sent_to(person, before) + sent_to(other, before) == []
    volunteer.text(f"{other.request().code} we drive at six")
    assert sent_to(other, before) == ["we drive at six"]
    assert sent_to(person, before) == []


@pytest.mark.parametrize(
    ("words", "answer"),
    [("the ICE is gone", "A word in it may put them at risk"), ("x y" * 300, "Too long")],
)
def test_t9_what_is_not_sent_is_told(held, words, answer):
    person, volunteer, _ = held
    before = len(person.carrier.sent)
    (said,) = volunteer.text(words)
    assert answer in said
    assert sent_to(person, before) == []


def test_t5_after_stop_nothing_a_volunteer_writes_goes_out(held):
    person, volunteer, code = held
    person.text("please stop texting me")
    before = len(person.carrier.sent)
    (said,) = volunteer.text("we come at six")
    assert said.startswith(f"{code}: not sent, they may not be texted.")
    assert sent_to(person, before) == []


def test_t25_a_volunteers_text_twice_is_sent_once(held):
    person, volunteer, _ = held
    before, sid = len(person.carrier.sent), new_sid("SM")
    volunteer.text("we come at six", MessageSid=sid)
    volunteer.text("we come at six", MessageSid=sid)
    assert len(sent_to(person, before)) == 1


def test_h4_the_first_new_words_are_read_also_while_the_clock_goes_on(stage, clock, monkeypatch):
    """H4: words are older than the note that they are there, by as long as taking them in takes."""
    person = Texter(stage, f"+1206556{next(_numbers)}", clock=clock)
    person.text("we need food")
    volunteer, volunteer_id = a_volunteer(stage, clock, person)
    code = person.request().code
    claim(stage.ports, volunteer_id, code)
    held_now = type(clock).now

    def going_on(self):
        self.forward(seconds=0.001)
        return held_now(self)

    monkeypatch.setattr(type(clock), "now", going_on)
    person.text("at six is fine")
    assert volunteer.text(f"read {code}") == [f"{code}: at six is fine"]
