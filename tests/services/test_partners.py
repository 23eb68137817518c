"""Passing a request on: no row without a yes, nothing beside what was consented to (N4)."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.domain.contact_safety import Contact, ContactRules
from hotline.domain.partners import (
    AskedBy,
    Card,
    Consent,
    Field,
    Passing,
    Way,
    part_of,
    read_envelope,
)
from hotline.errors import (
    CarrierRefused,
    CarrierUnavailable,
    NotFound,
    NotYours,
    PartnerRefused,
    TextRefused,
)
from hotline.services import partner_consents, partner_passings, partners
from hotline.services.claims import claim, resolve
from hotline.services.erasure import erase_request
from hotline.services.purge import purge
from hotline.services.safe_texting import keep_rules
from hotline.store.database import open_database
from hotline.store.partner_tables import partner_consents as consent_rows
from hotline.store.partner_tables import partner_passings as passing_rows
from hotline.types import Language, MessageSid, PhoneNumber
from tests.house import ENGLISH, SPANISH, build_house
from tests.workers.test_jobs import ScriptedTranscriber
from workers.jobs import Workshop, run

WORDS = {
    "need": "diapers, size 3",
    "language": "Spanish",
    "area": "near Elm Park",
    "answer": "through the hotline",
}
PANTRY = Card("Elm Pantry", "food", (ENGLISH,), Way.TEXT, "+12065550188")


@dataclass
class Carrier:
    texts: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Exception] = field(default_factory=list)

    def send_text(self, to: PhoneNumber, body: str, reference: str) -> MessageSid:
        if self.faults:
            raise self.faults.pop(0)
        self.texts.append((to.reveal(), body))
        return MessageSid("SM" + os.urandom(16).hex())

    def find_text(self, to: PhoneNumber, body: str, since: object) -> MessageSid | None:
        found = (to.reveal(), body) in self.texts
        return MessageSid("SM" + os.urandom(16).hex()) if found else None


@dataclass
class Scene:
    house: object
    rosa: str
    code: str
    carrier: Carrier = field(default_factory=Carrier)

    @property
    def ports(self):
        return self.house.ports

    def partner(self, card: Card = PANTRY) -> str:
        return partners.add_partner(self.ports, "coordinator", card)

    def ask(self, partner: str, how: AskedBy = AskedBy.CALL, fields=("need", "area")) -> str:
        return partner_consents.ask(self.ports, self.rosa, self.code, partner, how, fields, WORDS)

    def yes(self, partner: str, fields=("need", "area")) -> str:
        consent = self.ask(partner, fields=fields)
        partner_consents.note_answer(self.ports, self.rosa, self.code, consent, True)
        return consent

    def pass_on(self, consent: str, fields=("need", "area")):
        return partner_passings.pass_on(self.ports, self.rosa, self.code, consent, fields)

    def work(self) -> None:
        workshop = Workshop(self.ports, self.carrier, ScriptedTranscriber())
        for row in [*self.house.jobs.rows]:
            if row.kind.value == "to_partner":
                run(workshop, row.id)

    def request_id(self) -> str:
        with self.ports.unit_of_work() as tx:
            return tx.requests.by_code(self.code).id

    def state(self, passing: str) -> Passing:
        with self.ports.unit_of_work() as tx:
            return tx.partners.passing(passing).state

    def count(self, table) -> int:
        with open_database(self.house.url).connect() as connection:
            return len(connection.execute(select(table.c.id)).all())


@pytest.fixture
def scene(tmp_path, clock) -> Scene:
    house = build_house(tmp_path, clock)
    rosa = house.volunteer("Rosa")
    code = house.request()
    claim(house.ports, rosa, code)
    return Scene(house, rosa, code)


@pytest.mark.parametrize(
    ("ticked", "words", "kind"),
    [
        ((), WORDS, "nothing"),
        (("need",), {}, "empty"),
        (("need",), {"need": "   "}, "empty"),
        (("need",), {"need": "x" * 121}, "long"),
        (("name",), {"name": "Ana"}, "field"),
        (("need", "phone"), WORDS, "field"),
    ],
)
def test_an_envelope_that_cannot_be_is_refused(scene, ticked, words, kind):
    with pytest.raises(PartnerRefused) as refused:
        partner_consents.ask(
            scene.ports, scene.rosa, scene.code, scene.partner(), AskedBy.CALL, ticked, words
        )
    assert refused.value.kind == kind
    assert scene.count(consent_rows) == 0


@pytest.mark.parametrize(
    ("card", "kind"),
    [
        (Card(" "), "name"),
        (Card("x" * 61), "name"),
        (Card("Elm", "x" * 121), "long"),
        (Card("Elm", way=Way.TEXT, address="a friend"), "address"),
        (Card("Elm", way=Way.TEXT, address="+19005550100"), "address"),
        (Card("Elm", way=Way.MAIL, address="mailto://elm.example"), "address"),
    ],
)
def test_a_partner_that_cannot_be_is_refused(scene, card, kind):
    with pytest.raises(PartnerRefused) as refused:
        scene.partner(card)
    assert refused.value.kind == kind


def test_there_is_no_hand_over_without_a_yes_to_this_partner_and_content(scene):
    """N4: no handover row without consent row."""
    consent = scene.ask(scene.partner())
    with pytest.raises(PartnerRefused) as refused:
        scene.pass_on(consent)
    assert refused.value.kind == "no-consent"
    partner_consents.note_answer(scene.ports, scene.rosa, scene.code, consent, False)
    with pytest.raises(PartnerRefused):
        scene.pass_on(consent)
    with pytest.raises(NotFound):
        scene.pass_on("0" * 32)
    assert scene.count(passing_rows) == 0
    with pytest.raises(PartnerRefused):
        partner_consents.note_answer(scene.ports, scene.rosa, scene.code, consent, True)


def test_the_yes_of_one_request_is_none_for_another(scene):
    consent = scene.yes(scene.partner())
    other = scene.house.request(caller="+15550100055")
    claim(scene.ports, scene.rosa, other)
    with pytest.raises(NotFound):
        partner_passings.pass_on(scene.ports, scene.rosa, other, consent, ("need",))
    sam = scene.house.volunteer("Sam")
    with pytest.raises(NotYours):
        partner_passings.pass_on(scene.ports, sam, scene.code, consent, ("need",))


@given(st.sets(st.sampled_from(list(Field)), min_size=1), st.sets(st.sampled_from(list(Field))))
def test_what_is_passed_on_is_a_part_of_what_was_consented_to(consented, wanted):
    """N4: envelope fields are a subset of the consented."""
    envelope = read_envelope(consented, WORDS)
    if not wanted or wanted - consented:
        with pytest.raises(PartnerRefused):
            part_of(envelope, wanted)
    else:
        part = part_of(envelope, wanted)
        assert set(part) == wanted
        assert part.items() <= envelope.items()


@pytest.mark.parametrize("fields", [("answer",), ("need", "answer"), ("need", "phone"), ()])
def test_the_service_refuses_more_than_the_yes(scene, fields):
    consent = scene.yes(scene.partner(), fields=("need", "area"))
    with pytest.raises(PartnerRefused):
        scene.pass_on(consent, fields)
    assert scene.count(passing_rows) == 0


def test_the_partner_gets_the_consented_words_and_nothing_else(scene):
    """N4: the partner gets a minimal envelope, once."""
    consent = scene.yes(scene.partner(), fields=("need", "area", "answer"))
    passing = scene.pass_on(consent, ("need",))
    scene.work()
    scene.work()
    ((to, body),) = scene.carrier.texts
    assert to == "+12065550188"
    assert "diapers, size 3" in body
    assert "Elm Park" not in body
    assert "through the hotline" not in body
    assert scene.code not in body
    assert "5550100001" not in body
    assert scene.state(passing.id) is Passing.SENT
    with pytest.raises(PartnerRefused):
        scene.pass_on(consent)


def test_a_lost_answer_of_the_carrier_sends_no_second_text(scene, clock):
    passing = scene.pass_on(scene.yes(scene.partner()))
    scene.carrier.faults = [CarrierUnavailable("away")]
    scene.work()
    assert scene.state(passing.id) is Passing.TRYING
    clock.forward(minutes=1)
    scene.work()
    assert len(scene.carrier.texts) == 1
    assert scene.state(passing.id) is Passing.SENT


def test_a_partner_whose_phone_refuses_is_shown_as_failed(scene):
    passing = scene.pass_on(scene.yes(scene.partner()))
    scene.carrier.faults = [CarrierRefused("no", 21211)]
    scene.work()
    assert scene.state(passing.id) is Passing.FAILED


def test_what_is_taken_back_before_it_is_sent_is_not_sent(scene):
    """N4: consent can be taken back."""
    consent = scene.yes(scene.partner())
    passing = scene.pass_on(consent)
    partner_consents.note_taken_back(scene.ports, scene.rosa, scene.code, consent)
    scene.work()
    assert scene.carrier.texts == []
    assert scene.state(passing.id) is Passing.TAKEN_BACK
    with pytest.raises(PartnerRefused):
        scene.pass_on(consent)


def test_a_partner_who_was_told_is_asked_to_erase_it(scene):
    consent = scene.yes(scene.partner())
    passing = scene.pass_on(consent)
    scene.work()
    scene.house.jobs.rows.clear()
    partner_consents.note_taken_back(scene.ports, scene.rosa, scene.code, consent)
    scene.work()
    assert "taken back" in scene.carrier.texts[-1][1]
    assert passing.reference in scene.carrier.texts[-1][1]
    assert "diapers" not in scene.carrier.texts[-1][1]
    with pytest.raises(PartnerRefused):
        partner_passings.note_partners_answer(
            scene.ports, scene.rosa, scene.code, passing.id, Passing.DONE
        )


def test_taken_back_while_the_carrier_has_it_the_partner_hears_of_it(scene):
    consent = scene.yes(scene.partner())
    scene.pass_on(consent)

    class InBetween(Carrier):
        def send_text(self, to, body, reference):
            if not self.texts:
                partner_consents.note_taken_back(scene.ports, scene.rosa, scene.code, consent)
            return super().send_text(to, body, reference)

    scene.carrier = InBetween()
    scene.work()
    scene.work()
    assert len(scene.carrier.texts) == 2
    assert "taken back" in scene.carrier.texts[-1][1]


def test_erasing_takes_back_and_destroys_the_words(scene):
    scene.pass_on(scene.yes(scene.partner()))
    scene.work()
    scene.house.jobs.rows.clear()
    with scene.ports.unit_of_work() as tx:
        erase_request(scene.ports, tx, tx.requests.by_code(scene.code).id)
    scene.work()
    assert "taken back" in scene.carrier.texts[-1][1]
    with open_database(scene.house.url).connect() as connection:
        assert connection.execute(select(consent_rows.c.envelope)).scalars().all() == [None]


def test_the_partners_answer_is_told_where_texts_are_allowed(scene):
    """N4: partner answers accepted, can't, done; the caller is told."""
    passing = scene.pass_on(scene.yes(scene.partner()))
    scene.work()

    def note(answer: Passing) -> bool:
        return partner_passings.note_partners_answer(
            scene.ports, scene.rosa, scene.code, passing.id, answer
        )

    assert note(Passing.ACCEPTED) is False, "they allowed no texts: their number tells it"
    with scene.ports.unit_of_work() as tx:
        request = tx.requests.by_code(scene.code)
        assert partner_passings.told_by_receipt(tx, request) == "accepted"
        keep_rules(scene.ports, tx, request, ContactRules(frozenset({Contact.TEXT})))
    assert note(Passing.DONE) is True
    with pytest.raises(PartnerRefused):
        note(Passing.CANNOT)
    with pytest.raises(PartnerRefused):
        note(Passing.TAKEN_BACK)


def test_who_allowed_no_texts_is_not_asked_by_text(scene):
    with pytest.raises(TextRefused):
        scene.ask(scene.partner(), AskedBy.TEXT)
    assert scene.count(consent_rows) == 0


def test_a_new_question_ends_the_one_before(scene):
    first = scene.ask(scene.partner())
    scene.ask(scene.partner(Card("Food Bank")))
    with pytest.raises(PartnerRefused):
        partner_consents.note_answer(scene.ports, scene.rosa, scene.code, first, True)
    request_id = scene.request_id()
    with scene.ports.unit_of_work() as tx:
        states = [each.state for each in tx.partners.consents_of(request_id)]
    assert sorted(states) == [Consent.ASKED, Consent.NO]


def test_of_a_screen_partner_the_volunteer_sees_what_to_pass_on(scene):
    consent = scene.yes(scene.partner(Card("Elm Pantry", languages=(Language("es"),))))
    scene.pass_on(consent, ("area",))
    view = partner_passings.partner_view(scene.ports, scene.rosa, scene.code)
    assert "Elm Park" in view.steps[0].to_show
    assert "diapers" not in view.steps[0].to_show
    assert view.steps[0].to_show.startswith("[es]")
    sam = scene.house.volunteer("Sam", (SPANISH,))
    assert partner_passings.partner_view(scene.ports, sam, scene.code).steps == ()


def test_a_partner_taken_off_the_list_gets_nothing_more(scene):
    partner = scene.partner()
    passing = scene.pass_on(scene.yes(partner))
    partners.remove_partner(scene.ports, "coordinator", partner)
    scene.work()
    assert scene.carrier.texts == []
    assert scene.state(passing.id) is Passing.FAILED
    assert partners.list_partners(scene.ports) == []


def test_it_is_forgotten_with_the_words_of_the_request(scene, clock):
    consent = scene.yes(scene.partner())
    scene.pass_on(consent)
    request_id = scene.request_id()
    with scene.ports.unit_of_work() as tx:
        lines = [action for _, _, action in tx.audit.of_subject(request_id)]
    assert {"partner:ask", "partner:yes", "partner:pass-on"} <= set(lines)
    resolve(scene.ports, scene.rosa, scene.code)
    clock.forward(days=29)
    purge(scene.ports)
    assert scene.count(passing_rows) == 1
    clock.forward(days=2)
    purge(scene.ports)
    assert scene.count(passing_rows) == scene.count(consent_rows) == 0
