"""One's own hours are one's own; coordinators see "offer rest" and dead phones by name (C11, O7)."""

from __future__ import annotations

from datetime import time

from hotline.domain.recurrence import Recurrence
from hotline.services.shifts import add_shift
from tests.web.site import Site
from tests.web.test_offers import Person


def on_shift(site: Site, who: str, begin: time, hours: int, days: int = 1) -> None:
    """A shift on each of so many days from today on."""
    add_shift(
        site.house.ports, "coordinator", who, since=site.house.ports.clock.now().date(),
        begin=begin, minutes=hours * 60, rule=Recurrence("DAILY", count=days),
    )  # fmt: skip


def test_nobody_is_offered_rest_for_nothing(site: Site) -> None:
    rosa, coco = Person(site, site.volunteer("Rosa")), Person(site, site.coordinator("Coco"))
    assert "That is a lot" not in rosa.page("/me")
    page = coco.page("/me")
    assert "Offer rest" not in page
    assert "cannot be rung" not in page


def test_hours_and_nights_are_for_the_volunteer_and_rest_for_the_coordinator(
    site: Site, clock
) -> None:
    """C11: permission test."""
    who = site.volunteer("Rosa")
    on_shift(site, who, time(22), 6, days=3)
    clock.forward(days=3)
    rosa, coco = Person(site, who), Person(site, site.coordinator("Coco"))
    sam = Person(site, site.volunteer("Sam"))
    own = rosa.page("/me")
    assert "<dd>18</dd>" in own.split("Hours on shift in 7 days")[1][:60]
    assert "<dd>3</dd>" in own.split("Nights in a row")[1][:60]
    assert "That is a lot" in own
    seen = coco.page("/me")
    assert "<bdi>Rosa</bdi>" in seen.split("Offer rest")[1]
    assert "18" not in seen.split("Offer rest")[1].split("</section>")[0]
    assert "Rosa" not in sam.page("/me")


def test_the_cap_of_hours_in_one_go_offers_a_break(site: Site, clock) -> None:
    """O7: cap (default 4 h): offer a break."""
    first, second = site.volunteer("Rosa"), site.volunteer("Sam")
    on_shift(site, first, time(12), 6)
    on_shift(site, second, time(13), 6)
    clock.forward(hours=4)
    assert "That is a lot" in Person(site, first).page("/me")
    assert "That is a lot" not in Person(site, second).page("/me")
    clock.forward(hours=3)
    assert "That is a lot" not in Person(site, first).page("/me"), "the shift is over"


def test_a_dead_phone_is_named_until_it_answers(site: Site, clock) -> None:
    rosa, coco = Person(site, site.volunteer("Rosa")), Person(site, site.coordinator("Coco"))

    def note(action: str) -> None:
        clock.forward(minutes=1)
        with site.house.ports.unit_of_work() as tx:
            tx.audit.write("carrier", action, rosa.id, clock.now())

    note("volunteer:unreachable")
    assert "<bdi>Rosa</bdi>" in coco.page("/me").split("Phones that cannot be rung")[1]
    assert "Phones that cannot be rung" not in rosa.page("/me")
    note("volunteer:reachable")
    assert "Phones that cannot be rung" not in coco.page("/me")
    note("volunteer:unreachable")
    assert "Phones that cannot be rung" in coco.page("/me")
