"""A person is asked by text whether something may be passed on, and answers with a number (N4)."""

from __future__ import annotations

import pytest

from hotline.domain.partners import AskedBy, Card, Consent
from hotline.services import partner_consents, partner_passings, partners
from hotline.services.answers_by_text import number_in
from hotline.services.claims import claim
from hotline.services.conversation import reply
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage


@pytest.fixture
def asked(tmp_path, clock):
    """(texter, rosa, code, consent): Rosa holds their request and has asked by text."""
    stage = build_stage(tmp_path, clock)
    rosa = somebody_on_call(stage)
    person = Texter(stage, clock=clock)
    person.text("I need diapers, size 3")
    code = person.request().code
    claim(stage.ports, rosa, code)
    partner = partners.add_partner(stage.ports, "coordinator", Card("Elm Pantry"))
    clock.forward(seconds=5)
    consent = partner_consents.ask(
        stage.ports, rosa, code, partner, AskedBy.TEXT, ["need"], {"need": "diapers"}
    )
    before = len(person.carrier.sent)
    person.deliver()
    ((to, body),) = person.carrier.sent[before:]
    assert to == person.number
    assert "Elm Pantry" in body
    assert "diapers" in body
    assert body.endswith("1 yes 2 no")
    return person, rosa, code, consent


def state(person: Texter, consent: str) -> Consent:
    with person.stage.ports.unit_of_work() as tx:
        return tx.partners.consent(consent).state


@pytest.mark.parametrize("body", ["3", "yes please", "1 2", "12", "", "0", "I am not sure", "１2"])
def test_anything_else_is_words_for_people_and_no_yes(asked, body):
    person, _, _, consent = asked
    person.text(body)
    assert state(person, consent) is Consent.ASKED
    assert person.stage.ports


@pytest.mark.parametrize(
    ("body", "said"),
    [("1", Consent.YES), (" 1. ", Consent.YES), ("２", Consent.NO), ("٢", Consent.NO)],
)
def test_a_bare_number_is_the_answer_in_digits_of_any_script(asked, body, said):
    person, rosa, code, consent = asked
    (answer,) = person.text(body)
    assert ("nothing else" in answer) is (said is Consent.YES)
    assert state(person, consent) is said
    assert body.strip() in "".join(person.request().words)
    view = partner_passings.partner_view(person.stage.ports, rosa, code)
    assert view.steps[0].consent.state is said


def test_after_another_question_a_number_is_no_yes(asked, clock):
    """Their 1 may mean the later question: nobody passes anything on because of it."""
    person, rosa, code, consent = asked
    clock.forward(seconds=5)
    reply(person.stage.ports, rosa, code, "canned.today")
    person.deliver()
    person.text("1")
    assert state(person, consent) is Consent.ASKED


def test_a_second_number_changes_nothing(asked):
    person, _, _, consent = asked
    person.text("2")
    person.text("1")
    assert state(person, consent) is Consent.NO


def test_another_phone_answers_nothing(asked, clock):
    person, _, _, consent = asked
    Texter(person.stage, "+15550160077", carrier=person.carrier, clock=clock).text("1")
    assert state(person, consent) is Consent.ASKED


def test_numbers():
    assert [number_in(each) for each in ("1", "۲", "10", "x", "²")] == [1, 2, 0, 0, 0]
