"""Partners on the pages: kept by coordinators, asked about and passed on to by the holder (N4)."""

from __future__ import annotations

import re

import pytest

from hotline.domain.partners import Card, Way
from hotline.services import partners
from hotline.services.claims import claim
from tests.web.site import Site, form_token
from tests.web.test_offers import Person


@pytest.fixture
def people(site: Site) -> dict[str, Person]:
    return {
        "Rosa": Person(site, site.volunteer("Rosa")),
        "Sam": Person(site, site.volunteer("Sam")),
        "Coco": Person(site, site.coordinator("Coco")),
    }


def held(site: Site, people, name: str = "Elm Pantry", way: Way = Way.SCREEN) -> tuple[str, str]:
    """(code, partner) of a request that Rosa holds."""
    address = "+12065550188" if way is Way.TEXT else ""
    partner = partners.add_partner(
        site.house.ports, people["Coco"].id, Card(name, "food", (), way, address)
    )
    code = site.voice_request()[0]
    claim(site.house.ports, people["Rosa"].id, code)
    return code, partner


def test_a_coordinator_keeps_partners_and_nobody_else_sees_the_page(site: Site, people) -> None:
    coco = people["Coco"]
    refused = coco.press("/partners", name="Elm <Pantry>", way="text", address="a friend")
    assert refused.status_code == 422
    assert "Elm &lt;Pantry&gt;" in refused.text, "what was typed stays typed (O3)"
    page = coco.press(
        "/partners", name="Elm <Pantry>", does="food", way="text", address="+12065550188",
        languages="es",
    ).text  # fmt: skip
    assert "Elm &lt;Pantry&gt;</bdi></h2>" in page
    partner = re.search(r'action="/partners/([0-9a-f]{32})"', page)[1]
    assert "Elm Bank" in coco.press(f"/partners/{partner}", name="Elm Bank", way="screen").text
    assert people["Sam"].client.get("/partners").status_code == 404
    assert people["Sam"].press("/partners", name="x", way="screen").status_code == 404
    assert "no partners yet" in coco.press(f"/partners/{partner}/remove").text
    assert coco.press(f"/partners/{partner}", name="x", way="screen").status_code == 200


def test_from_the_question_to_the_partners_answer(site: Site, people) -> None:
    code, partner = held(site, people)
    rosa = people["Rosa"]
    page = f"/requests/{code}"
    asked = rosa.press(
        f"{page}/partner", partner=partner, how="call", fields="need", need="<b>diapers</b>"
    ).text
    assert "Read this to them, word by word" in asked
    assert "&lt;b&gt;diapers&lt;/b&gt;" in asked
    assert "Pass it on now" not in asked
    consent = re.search(r"/partner/([0-9a-f]{32})/answer", asked)[1]
    early = rosa.press(f"{page}/partner/{consent}/pass-on", fields="need").text
    assert "They have not said yes to that" in early
    assert "Pass it on now" in rosa.press(f"{page}/partner/{consent}/answer", said="yes").text
    more = rosa.press(f"{page}/partner/{consent}/pass-on", fields="area").text
    assert "They have not said yes to that" in more
    passed = rosa.press(f"{page}/partner/{consent}/pass-on", fields="need").text
    assert "Tell the partner this" in passed
    passing = re.search(r"/partner-said/([0-9a-f]{32})", passed)[1]
    nonsense = rosa.press(f"{page}/partner-said/{passing}", said="perhaps").text
    assert "answered already" in nonsense
    said = rosa.press(f"{page}/partner-said/{passing}", said="accepted").text
    assert "They hear it when they call" in said
    back = rosa.press(f"{page}/partner/{consent}/take-back").text
    assert "Ask the partner to erase" in back


def test_what_was_typed_stays_typed_and_others_see_nothing(site: Site, people) -> None:
    code, partner = held(site, people)
    rosa, sam = people["Rosa"], people["Sam"]
    wrong = rosa.press(f"/requests/{code}/partner", partner=partner, how="text", need="diapers")
    assert wrong.status_code == 422
    assert "Tick what is to be passed on" in wrong.text
    assert 'value="diapers"' in wrong.text
    assert (
        rosa.press(
            f"/requests/{code}/partner", partner="0" * 32, fields="need", need="x"
        ).status_code
        == 404
    )
    assert "Pass it on to a partner" not in sam.page(f"/requests/{code}")
    taken = sam.press(f"/requests/{code}/partner", partner=partner, fields="need", need="x").text
    assert "Only the person who has taken" in taken


def test_without_partners_the_page_says_nothing_of_them(site: Site, people) -> None:
    code = site.voice_request()[0]
    claim(site.house.ports, people["Rosa"].id, code)
    page = people["Rosa"].page(f"/requests/{code}")
    assert "partner" not in page.lower().replace("/partners", "")
    assert form_token(page)
