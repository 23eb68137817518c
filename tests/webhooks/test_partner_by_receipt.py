"""With their number people hear what would be passed on, and say yes, no, or take it back (N4)."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from hotline.domain.partners import AskedBy, Card, Consent, Passing
from hotline.services import partner_consents, partner_passings, partners
from hotline.services.claims import claim
from hotline.store.database import open_database
from hotline.types import Language
from tests.text.talking import somebody_on_call
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller


class Scene:
    def __init__(self, stage) -> None:
        self.stage, self.ports = stage, stage.ports
        self.rosa = somebody_on_call(stage)
        caller = Caller(stage).press("1", "1", "1").speak().press("3")
        self.receipt = caller.receipt
        caller.hang_up()
        with self.ports.unit_of_work() as tx:
            (request,) = tx.requests.everything()
        self.code, self.id = request.code, request.id
        claim(self.ports, self.rosa, self.code)
        self.partner = partners.add_partner(self.ports, "coordinator", Card("Elm Pantry"))

    def ask(self, need: str = "diapers, size 3") -> str:
        return partner_consents.ask(
            self.ports,
            self.rosa,
            self.code,
            self.partner,
            AskedBy.RECEIPT,
            ["need"],
            {"need": need},
        )

    def call(self) -> Caller:
        """Somebody calls from another phone, chooses English and keys the number in."""
        return Caller(self.stage, "+15550100099").press("1", "8", self.receipt)

    def state(self, consent: str) -> Consent:
        with self.ports.unit_of_work() as tx:
            return tx.partners.consent(consent).state


@pytest.fixture
def scene(tmp_path, clock) -> Scene:
    return Scene(build_stage(tmp_path, clock))


def test_without_a_question_nothing_is_asked(scene):
    call = scene.call()
    assert "has your request" in call.heard
    assert "tell them" not in call.heard
    assert "take back" not in call.heard
    assert "take back" not in call.press("4").heard


def test_the_whole_preview_is_heard_before_the_keys(scene):
    scene.ask()
    heard = scene.call().heard
    assert heard.index("Elm Pantry") < heard.index("Yes, tell them that")
    assert "diapers, size 3" in heard
    assert "nothing else" in heard


@pytest.mark.parametrize("keys", [(), ("3", "5"), ("#",), ("9",), ("12",)])
def test_anything_but_one_is_no_yes(scene, keys):
    consent = scene.ask()
    call = scene.call()
    for key in keys:
        call.press(key)
    call.silence(2).hang_up()
    assert scene.state(consent) is Consent.ASKED
    assert "Elm Pantry" in scene.call().heard, "it is asked again with the next call"


def test_one_is_yes_two_is_no_and_a_yes_can_be_taken_back(scene):
    consent = scene.ask()
    call = scene.call().press("1")
    assert scene.state(consent) is Consent.YES
    assert "nothing else" in call.heard
    passing = partner_passings.pass_on(scene.ports, scene.rosa, scene.code, consent, ["need"])
    assert passing.state is Passing.SENT
    call.hang_up()
    call = scene.call()
    assert "have not answered yet" in call.heard
    call.press("4")
    assert scene.state(consent) is Consent.TAKEN_BACK
    assert "nothing more" in call.heard
    call.hang_up()
    second = scene.ask("blankets")
    scene.call().press("2").hang_up()
    assert scene.state(second) is Consent.NO


def test_the_same_key_twice_is_one_answer(scene):
    consent = scene.ask()
    call = scene.call().press("1")
    before = call.again()
    assert before == call.document
    assert scene.state(consent) is Consent.YES


def test_what_the_partner_said_is_heard(scene):
    consent = scene.ask()
    scene.call().press("1").hang_up()
    passing = partner_passings.pass_on(scene.ports, scene.rosa, scene.code, consent, ["need"])
    for answer, words in ((Passing.ACCEPTED, "have said yes"), (Passing.DONE, "it is done")):
        partner_passings.note_partners_answer(
            scene.ports, scene.rosa, scene.code, passing.id, answer
        )
        call = scene.call()
        assert words in call.heard
        call.hang_up()


def test_no_question_where_its_words_cannot_be_heard(scene):
    """A yes to silence is no yes: a language without a voice is asked by a volunteer."""
    with scene.ports.unit_of_work() as tx:
        tx.requests.describe(scene.id, Language("mam"), "food")
    consent = scene.ask()
    call = scene.call()
    call.press("1").hang_up()
    assert scene.state(consent) is Consent.ASKED


def test_the_session_of_the_call_never_holds_the_words(scene):
    scene.ask()
    scene.call()
    with open_database(scene.stage.settings.database_url).connect() as connection:
        keys = connection.execute(text("select id, key_id from calls")).all()
    for call_id, key_id in keys:
        with scene.ports.unit_of_work() as tx:
            call = tx.calls.by_id(call_id)
            plain = tx.keys.open(key_id).open_text("call.session", call.session)
        assert "diapers" not in plain
        assert json.loads(plain)["partner"] in {"", "asked"}


def test_erasing_by_the_number_takes_the_yes_back(scene):
    consent = scene.ask()
    call = scene.call().press("1", "3", "1")
    assert "erased" in call.heard
    assert scene.state(consent) is Consent.TAKEN_BACK
    with scene.ports.unit_of_work() as tx:
        assert tx.partners.consent(consent).envelope is None
