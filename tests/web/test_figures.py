"""How requests ended: counted in the closing, kept past the purge, small numbers hidden (C9, N7)."""

from __future__ import annotations

import base64
import json
import os

import pytest
from click.testing import CliRunner
from sqlalchemy import delete

from hotline.cli import hotline
from hotline.config import Settings
from hotline.domain.figures import Counted
from hotline.domain.outcomes import Ending, Outcome, Reason, ToldHow
from hotline.errors import SettingsError
from hotline.services.claims import claim, resolve
from hotline.services.outcomes import close, figures
from hotline.services.purge import purge
from hotline.store.database import open_database
from hotline.store.figure_tables import outcome_counts
from hotline.store.tables import metadata
from tests.house import build_house
from tests.web.site import Site
from tests.web.test_offers import Person


def end(
    house, volunteer: str, times: int, ending: Ending | None = None, topic: str = "food"
) -> None:
    for _ in range(times):
        code = house.request(topic=topic)
        claim(house.ports, volunteer, code)
        if ending:
            close(house.ports, volunteer, code, ending)
        else:
            resolve(house.ports, volunteer, code)


def test_every_way_of_closing_is_counted_once(tmp_path, clock):
    house = build_house(tmp_path, clock)
    rosa = house.volunteer("Rosa")
    end(house, rosa, 6)
    end(house, rosa, 5, Ending(Outcome.ANSWERED))
    told = Ending(Outcome.CANNOT, Reason.TOO_FAR, ToldHow.CALL, clock.now().date())
    end(house, rosa, 7, told)
    (month,) = figures(house.ports)
    assert month.outcomes == {"answered": 11, "we can't": 7}
    assert month.reasons.cells == {"too far": 7}


def test_the_figures_outlive_everything_that_they_counted(tmp_path, clock):
    house = build_house(tmp_path, clock)
    end(house, house.volunteer("Rosa"), 5)
    before = figures(house.ports)
    clock.forward(days=400)
    purge(house.ports)
    with open_database(house.url).begin() as connection:
        for table in reversed(metadata.sorted_tables):
            if table is not outcome_counts:
                connection.execute(delete(table))
    assert figures(house.ports) == before


def test_the_month_is_the_networks_own(tmp_path, clock):
    from dataclasses import replace
    from zoneinfo import ZoneInfo

    house = build_house(tmp_path, clock)
    house.ports = replace(house.ports, zone=ZoneInfo("America/New_York"))
    clock.forward(days=5, hours=14)  # the first of December, 02:00 UTC
    end(house, house.volunteer("Rosa"), 5)
    assert [each.month for each in figures(house.ports)] == ["2026-11"]


def test_coordinators_see_them_and_small_ones_are_hidden(site: Site) -> None:
    coco = Person(site, site.coordinator("Coco"))
    sam = Person(site, site.volunteer("Sam"))
    assert "No request has ended yet" in coco.page("/figures")
    end(site.house, sam.id, 6)
    end(site.house, sam.id, 2, topic="housing")
    page = coco.page("/figures")
    assert "<dd>8</dd>" in page
    assert "<td>2</td>" not in page
    assert "<td>6</td>" not in page, "with the sum of 8 it would tell the 2"
    assert "<td>hidden</td>" in page
    assert sam.client.get("/figures").status_code == 404


def test_anybody_reads_months_that_are_over_where_a_network_wants_it(site: Site, clock) -> None:
    """C9, N7: counted and published, small numbers hidden, and no month that still changes."""
    boss, sam = Person(site, site.coordinator("Boss")), site.volunteer("Sam")
    end(site.house, sam, 7)
    end(site.house, sam, 2, topic="housing")
    stranger = site.client()
    site.app.config["PUBLIC_FIGURES"] = False
    assert stranger.get("/our-figures").status_code == 404
    assert "/our-figures" not in boss.page("/figures")
    site.app.config["PUBLIC_FIGURES"] = True
    before = stranger.get("/our-figures").text
    assert "No request has ended yet" in before
    assert "2026-11" not in before, "one more tomorrow would tell of whom"
    assert 'href="/our-figures"' in boss.page("/figures")
    clock.forward(days=6)
    page = stranger.get("/our-figures")
    assert page.status_code == 200
    assert "<dd>9</dd>" in page.text
    assert "<td>2</td>" not in page.text
    assert "<td>hidden</td>" in page.text
    assert "/follow-ups" not in page.text
    assert "Set-Cookie" not in page.headers or "token" not in page.headers["Set-Cookie"]


@pytest.mark.parametrize("value", ["yes", "ON", "1"])
def test_a_setting_that_is_neither_on_nor_off_is_refused(monkeypatch, tmp_path, value) -> None:
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HOTLINE_PUBLIC_FIGURES", value)
    with pytest.raises(SettingsError, match="HOTLINE_PUBLIC_FIGURES is neither on nor off"):
        Settings.from_env(os.environ)


@pytest.mark.parametrize("more", [(), ("--month", "2026-11"), ("--month", "x")])
def test_the_command_publishes_the_same(tmp_path, monkeypatch, more) -> None:
    (tmp_path / "master.key").write_text(base64.b64encode(os.urandom(32)).decode())
    monkeypatch.setenv("HOTLINE_DATA_DIR", str(tmp_path))
    assert CliRunner().invoke(hotline, ["migrate"]).exit_code == 0
    from hotline.assembly import build_ports

    ports = build_ports(Settings.from_env(os.environ))
    with ports.unit_of_work() as tx:
        for topic, number in (("food", 9), ("housing", 3), ("health", 7)):
            tx.figures.count(Counted("2026-11", topic, "mam", "answered", "", number))
    said = CliRunner().invoke(hotline, ["outcomes", *more])
    assert said.exit_code == 0
    if "x" in more:
        assert "Nothing ended in x" in said.output
        return
    assert "answered: 19" in said.output
    assert "food, answered: 9" in said.output
    assert "housing, answered: hidden" in said.output
    assert "health, answered: hidden" in said.output
    plain = json.loads(CliRunner().invoke(hotline, ["outcomes", "--json", *more]).output)
    assert plain[0]["by_topic"][0]["cells"]["housing"] is None
