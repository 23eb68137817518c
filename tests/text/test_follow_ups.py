"""How it went: one text, only of who agreed, only where it is safe; three keys (C10)."""

from __future__ import annotations

import pytest

from hotline.domain.contact_safety import NO_CONTACT, Contact, ContactRules, Hours
from hotline.domain.follow_ups import Answer, Pressed, read_answer
from hotline.domain.outcomes import Ending, Outcome
from hotline.errors import NotFound
from hotline.services.claims import claim
from hotline.services.erasure import erase_request
from hotline.services.follow_ups import answers, ask_due, open_words
from hotline.services.outcomes import close
from hotline.services.purge import purge
from hotline.services.safe_texting import keep_rules
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage

DONE = Ending(Outcome.ANSWERED)


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("1", Pressed(Answer.CAME)),
        (" 2. ", Pressed(Answer.NOT_COME)),
        ("３", Pressed(Answer.FELT_BAD)),
        ("٣ كان فظا", Pressed(Answer.FELT_BAD, "كان فظا")),
        ("3: he was rude", Pressed(Answer.FELT_BAD, "he was rude")),
        ("2 kids need food", Pressed(Answer.NOT_COME, "kids need food")),
        ("", None),
        ("4", None),
        ("0", None),
        ("12", None),
        ("2nd street", None),
        ("it came", None),
        ("²", None),
    ],
)
def test_what_a_text_says(body, read):
    assert read_answer(body) == read


@pytest.fixture
def scene(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    rosa = somebody_on_call(stage)
    person = Texter(stage, clock=clock)
    person.text("I need diapers")
    code = person.request().code
    claim(stage.ports, rosa, code)
    clock.moment = clock.moment.replace(hour=15)
    return person, rosa, code


def asked(person: Texter) -> list[str]:
    """What a sweep sends to this person."""
    ask_due(person.stage.ports)
    before = len(person.carrier.sent)
    person.deliver()
    return [body for to, body in person.carrier.sent[before:] if to == person.number]


def with_rules(person: Texter, code: str, rules: ContactRules) -> None:
    with person.stage.ports.unit_of_work() as tx:
        keep_rules(person.stage.ports, tx, tx.requests.by_code(code), rules)


def test_who_did_not_agree_is_never_asked(scene, clock):
    """C10: the job picks only consenting."""
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE)
    clock.forward(hours=24)
    assert asked(person) == []


def test_one_text_a_day_after_and_never_a_second(scene, clock):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    assert asked(person) == []
    clock.forward(hours=24)
    (text,) = asked(person)
    assert "how did it go" in text
    clock.forward(hours=2)
    assert asked(person) == []


@pytest.mark.parametrize(
    "rules",
    [NO_CONTACT, ContactRules(frozenset({Contact.CALL})), ContactRules(frozenset())],
)
def test_rules_that_allow_no_text_end_it_for_good(scene, clock, rules):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    with_rules(person, code, rules)
    clock.forward(hours=24)
    assert asked(person) == []
    with_rules(person, code, ContactRules(frozenset({Contact.TEXT})))
    assert asked(person) == [], "a no is not asked about again"


def test_it_waits_for_their_hours(scene, clock):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    with_rules(person, code, ContactRules(frozenset({Contact.TEXT}), Hours.EVENING))
    clock.moment = clock.moment.replace(hour=23)
    clock.forward(hours=14)  # 13:00
    assert asked(person) == []
    clock.forward(hours=5)
    assert len(asked(person)) == 1


def test_who_stopped_texts_or_was_silent_too_long_is_not_asked(scene, clock):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    clock.forward(hours=80)
    assert asked(person) == []
    other = Texter(person.stage, "+15550160055", carrier=person.carrier, clock=clock)
    other.text("I need a ride")
    claim(person.stage.ports, rosa, other.request().code)
    close(person.stage.ports, rosa, other.request().code, DONE, may_ask=True)
    other.text("STOP")
    clock.forward(hours=24)
    assert asked(other) == []


@pytest.mark.parametrize(
    ("body", "answer"), [("1", Answer.CAME), ("2", Answer.NOT_COME), ("٣", Answer.FELT_BAD)]
)
def test_a_key_is_a_state_and_no_new_request(scene, clock, body, answer):
    person, rosa, code = scene
    ports = person.stage.ports
    close(ports, rosa, code, DONE, may_ask=True)
    clock.forward(hours=24)
    asked(person)
    (thanks,) = person.text(body)
    assert "coordinator" in thanks
    assert person.request() is None
    (told,) = answers(ports)
    assert (told.code, told.answer, told.has_words) == (code, answer, False)
    person.text("1")
    assert person.request() is not None, "after the answer a number is words like others"
    assert [each.answer for each in answers(ports)] == [answer]


def test_words_beside_the_number_are_sealed_and_lost_to_nobody(scene, clock):
    person, rosa, code = scene
    ports = person.stage.ports
    close(ports, rosa, code, DONE, may_ask=True)
    clock.forward(hours=24)
    asked(person)
    person.text("2 kids still need food")
    assert "kids still need food" in " ".join(person.request().words)
    assert answers(ports)[0].has_words
    assert open_words(ports, "coordinator", code) == "kids still need food"
    with ports.unit_of_work() as tx:
        request_id = tx.requests.by_code(code).id
    with ports.unit_of_work() as tx:
        assert any(action == "follow-up:open" for _, _, action in tx.audit.of_subject(request_id))
        erase_request(ports, tx, request_id)
    assert answers(ports) == []
    with pytest.raises(NotFound):
        open_words(ports, "coordinator", code)


def test_what_nobody_asked_is_no_answer(scene, clock):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    person.text("1")
    assert answers(person.stage.ports) == []
    stranger = Texter(person.stage, "+15550160066", carrier=person.carrier, clock=clock)
    clock.forward(hours=24)
    asked(person)
    stranger.text("3")
    assert answers(person.stage.ports) == []


def test_it_goes_with_the_words_of_the_request(scene, clock):
    person, rosa, code = scene
    close(person.stage.ports, rosa, code, DONE, may_ask=True)
    clock.forward(hours=24)
    asked(person)
    person.text("1")
    clock.forward(days=31)
    purge(person.stage.ports)
    assert answers(person.stage.ports) == []
