"""The button that rings who is booked as interpreter: it stands in the call, and rings them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.domain.bridges import LegRole
from hotline.services import bookings
from hotline.types import Language
from tests.web.site import Site
from tests.web.test_callbacks import held, page_of, press, talk

SPANISH = Language("es")


@pytest.fixture
def rosa(site: Site) -> str:
    return site.volunteer("Rosa")


def booked(site: Site, rosa: str, code: str, who: str) -> None:
    ports = site.house.ports
    bookings.book(ports, rosa, code, SPANISH, ports.clock.now() + timedelta(hours=1))
    with ports.unit_of_work() as tx:
        booking = tx.bookings.live_of(tx.requests.by_code(code).id)
        assert bookings.take_in(ports, tx, tx.volunteers.by_id(who), booking)


def interpreters_of(site: Site, code: str) -> list[str | None]:
    with site.house.ports.unit_of_work(read_only=True) as tx:
        bridge = tx.bridges.open_of_request(tx.requests.by_code(code).id)
        legs = tx.legs.of_bridge(bridge.id)
        return [leg.volunteer_id for leg in legs if leg.role is LegRole.INTERPRETER]


def test_o9_one_button_rings_who_is_booked(site: Site, rosa: str) -> None:
    """O9: Ana is booked, Ben speaks it as well; the button of the page is Ana's."""
    ben, ana = site.volunteer("Ben", (SPANISH,)), site.volunteer("Ana", (SPANISH,))
    code = held(site, rosa)
    booked(site, rosa, code, ana)
    assert "who is booked" not in page_of(site, rosa, code), "not before the two talk"
    talk(site, rosa, code)
    page = page_of(site, rosa, code)
    button = re.search(r"Ring (<bdi[^>]*>)?Ana(</bdi>)?, who is booked", page)
    assert button, page
    (form,) = re.findall(
        r'<form[^>]*action="([^"]*/interpreter)"[^>]*>(?:(?!</form>).)*booked', page, re.S
    )
    assert form == f"/requests/{code}/call/interpreter"
    press(site, rosa, code, "/interpreter", language="es")
    assert interpreters_of(site, code) == [ana]
    assert ben not in interpreters_of(site, code)


def test_pressed_twice_it_rings_once(site: Site, rosa: str) -> None:
    ana = site.volunteer("Ana", (SPANISH,))
    site.volunteer("Ben", (SPANISH,))
    code = held(site, rosa)
    booked(site, rosa, code, ana)
    talk(site, rosa, code)
    for _ in range(2):
        press(site, rosa, code, "/interpreter", language="es")
    assert interpreters_of(site, code) == [ana]


def test_without_a_booking_there_is_no_such_button(site: Site, rosa: str) -> None:
    site.volunteer("Ana", (SPANISH,))
    code = held(site, rosa)
    talk(site, rosa, code)
    assert "who is booked" not in page_of(site, rosa, code)
