"""Booking an interpreter by the page: refusals, the form, the queue's chip, who may (O9)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from hotline.domain.contact_safety import rules_from, to_json
from hotline.services.booking_sweep import look_after_bookings
from hotline.services.claims import claim
from hotline.services.volunteer_texts import answer_volunteer
from hotline.types import Language
from tests.house import ENGLISH
from tests.web.site import Site
from tests.web.test_offers import Person

MAM = Language("mam")


@pytest.fixture
def scene(site: Site, clock):
    """Wednesday, 12:00 UTC: Rosa holds a request in Mam, whose person may be called by day."""
    clock.moment = datetime(2026, 11, 25, 12, tzinfo=UTC)
    rosa, sam = Person(site, site.volunteer("Rosa")), Person(site, site.volunteer("Sam"))
    boss = Person(site, site.coordinator("Boss"))
    min_ = site.volunteer("Min <b>", (MAM, ENGLISH))
    code = site.voice_request(language=MAM)[0]
    with site.house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        rules = to_json(rules_from("call", "any", "nothing"))
        sealed = tx.keys.open(request.key_id).seal_text("contact.rules", rules)
        tx.requests.set_contact_rules(request.id, sealed)
    claim(site.house.ports, rosa.id, code)
    return site, code, rosa, sam, boss, min_


def _live(site: Site, code: str):
    with site.house.ports.unit_of_work() as tx:
        return tx.bookings.live_of(tx.requests.by_code(code).id)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Choose a day and a time"),
        ({"day": "2026-11-26"}, "Choose a day and a time"),
        ({"day": "9999-12-31", "time": "23:59"}, "Choose a day and a time"),
        ({"day": "0001-01-01", "time": "00:00"}, "Choose a day and a time"),
        ({"day": "2026-02-30", "time": "18:00"}, "Choose a day and a time"),
        ({"day": "2026-11-24", "time": "18:00"}, "Choose a day and a time"),
        ({"day": "2026-11-26", "time": "25:00"}, "Choose a day and a time"),
        ({"day": "2026-11-26", "time": "18:00", "language": "tlh"}, "Choose a language"),
        ({"day": "2026-11-26", "time": "18:00", "language": "<script>"}, "Choose a language"),
        ({"day": "2026-11-26", "time": "18:00", "language": ""}, "Choose a language"),
        ({"day": "2026-11-26", "time": "21:00"}, "they may be called from Friday 09:00"),
    ],
)
def test_bad_input_comes_back_with_one_sentence_and_what_was_chosen(scene, form, said) -> None:
    """O3: nobody types it twice."""
    site, code, rosa, *_ = scene
    answer = rosa.press(f"/requests/{code}/booking", **{"language": "mam", **form})
    assert answer.status_code == 422
    assert said in answer.text
    if form.get("time") == "21:00":
        assert 'value="21:00"' in answer.text
    assert _live(site, code) is None


def test_only_the_holder_and_coordinators_see_and_change_it(scene) -> None:
    site, code, rosa, sam, boss, _min = scene
    good = {"language": "mam", "day": "2026-11-26", "time": "18:00"}
    assert "Interpreter at a set time" not in sam.page(f"/requests/{code}")
    refused = "Only the person who has taken this request"
    assert refused in sam.press(f"/requests/{code}/booking", **good).text
    assert rosa.press("/requests/zzz/booking", **good).status_code == 404
    assert "are asked now" in boss.press(f"/requests/{code}/booking", **good).text
    assert refused in sam.press(f"/requests/{code}/booking/cancel").text
    assert _live(site, code) is not None
    assert "Cancel that first" in rosa.press(f"/requests/{code}/booking", **good).text
    assert "is cancelled" in rosa.press(f"/requests/{code}/booking/cancel").text
    assert "no booking any more" in rosa.press(f"/requests/{code}/booking/cancel").text
    assert _live(site, code) is None


def test_from_the_form_to_the_name_on_the_page(scene) -> None:
    """O9, story 1: call back Thursday 18:00 with a Mam speaker."""
    site, code, rosa, sam, _boss, min_ = scene
    page = rosa.page(f"/requests/{code}")
    assert 'type="date" min="2026-11-25" max="2027-01-24"' in page
    rosa.press(f"/requests/{code}/booking", language="mam", day="2026-11-26", time="18:00")
    assert re.search(
        r"Nobody has said yes yet \(.*Mam.*\): Thursday 18:00", rosa.page(f"/requests/{code}")
    )
    assert "Interpreter wanted: Thu 18:00" in sam.page("/queue")
    before = sam.page("/queue/rows")
    ports = site.house.ports
    look_after_bookings(ports)
    take = _live(site, code).code
    with ports.unit_of_work() as tx:
        answer_volunteer(ports, tx, tx.volunteers.by_id(min_), f"take {take}")
    page = rosa.page(f"/requests/{code}")
    assert "Min &lt;b&gt;, Thursday 18:00" in page
    assert "Cancel the booking" in page
    queue = sam.page("/queue/rows")
    assert "Booked: Thu 18:00" in queue
    assert "Min" not in queue
    assert take not in queue
    # So that open pages show it, the row has another version.
    version = f'data-code="{code}"'
    assert before.split(version)[1].split(">")[0] != queue.split(version)[1].split(">")[0]


def test_a_line_that_may_be_listened_to_has_no_form(scene) -> None:
    """V22, story 9."""
    site, code, rosa, *_ = scene
    rosa.press(f"/requests/{code}/call/listened", listened="1")
    assert "Interpreter at a set time" not in rosa.page(f"/requests/{code}")
    form = {"language": "mam", "day": "2026-11-26", "time": "18:00"}
    answer = rosa.press(f"/requests/{code}/booking", **form)
    assert answer.status_code == 422
    assert "a third phone would end the call" in answer.text
    assert _live(site, code) is None


def test_nothing_is_booked_for_who_may_not_be_called(site: Site) -> None:
    """Nor is a text asked whether it comes from a jail's phone: the page has less to read."""
    rosa = Person(site, site.volunteer("Rosa"))
    site.volunteer("Min", (MAM, ENGLISH))
    code = site.text_request("We need food")
    claim(site.house.ports, rosa.id, code)
    page = rosa.page(f"/requests/{code}")
    assert "Safe contact" in page
    assert "Interpreter at a set time" not in page
    assert "jail or detention" not in page
