"""I7, F3: coordinators see within a minute what was given up and that money runs out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.domain.outbox import PATIENCE, OutboxKind
from hotline.domain.spending import MoneyRules
from hotline.services import spending
from hotline.web.context import EXTENSION
from tests.web.site import Site
from workers.jobs import Workshop, run


class Broken:
    def __getattr__(self, name):
        raise RuntimeError("nothing works")


def _give_up(site: Site, clock) -> None:
    """A job fails until it is a dead letter."""
    ports = site.house.ports
    with ports.unit_of_work() as tx:
        row_id = tx.outbox.add(OutboxKind.TRANSCRIBE, "no-such-recording")
    workshop = Workshop(ports, Broken(), Broken())
    with ports.unit_of_work() as tx:
        for _ in range(PATIENCE[OutboxKind.TRANSCRIBE].tries):
            tx.outbox.lease(row_id, clock.now())
            tx.outbox.failed(row_id, "Broken", clock.now())
            clock.forward(seconds=60)
    assert not run(workshop, row_id)


def test_i7_a_dead_letter_stands_on_the_coordinators_page_and_on_no_other(site: Site, clock):
    boss, rosa = site.coordinator("Boss"), site.volunteer("Rosa")
    assert "Given up" not in site.client(boss).get("/queue").text
    _give_up(site, clock)
    assert "Given up after every try: 1." in site.client(boss).get("/queue").text
    assert "Given up after every try: 1." in site.client(boss).get("/queue/rows").text
    assert "Given up" not in site.client(rosa).get("/queue").text
    assert "Given up" not in site.client(rosa).get("/queue/rows").text


def test_i7_open_pages_are_told_at_once(site: Site, clock):
    house = site.house
    with house.ports.unit_of_work() as tx:
        row_id = tx.outbox.add(OutboxKind.SWEEP_TEXTS, "carrier")
    before = house.jobs.announcements
    assert not run(Workshop(house.ports, Broken(), Broken()), row_id)
    assert house.jobs.announcements > before


@pytest.mark.parametrize(("price", "words"), [(600, "60 percent"), (1100, "money is spent")])
def test_f3_the_state_of_the_money_stands_there_too(site: Site, price, words):
    boss = site.coordinator("Boss")
    client = site.client(boss)
    context = site.app.extensions[EXTENSION]
    # What the alarms cost is kept back of the budget.
    money = MoneyRules(day_budget=100_000, text_price=1)
    ports = replace(context.ports, money=money)
    site.app.extensions[EXTENSION] = replace(context, ports=ports)
    with ports.unit_of_work() as tx:
        spent = tx.spending.of_day(ports.clock.now().date())
        spending.note(ports, tx, price * 100 - spent)
    assert words in client.get("/queue").text
