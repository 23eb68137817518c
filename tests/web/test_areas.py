"""The parts of town on the pages: what callers choose from stands beside what a volunteer writes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hotline.domain.routing import Traits
from hotline.services.wishes import own_traits
from hotline.web.context import EXTENSION
from ivr.flows.library import FlowLibrary
from tests.flows.test_areas import WHERE
from tests.web.site import Site
from tests.web.test_offers import Person

HINT = "Callers choose one of these"


@pytest.fixture
def with_areas(site: Site, tmp_path) -> Site:
    path = tmp_path / "our-line.yaml"
    path.write_text(WHERE, encoding="utf-8")
    given = site.app.extensions[EXTENSION]
    site.app.extensions[EXTENSION] = replace(given, flows=FlowLibrary(path))
    return site


def test_a_volunteer_reads_what_callers_choose_from(with_areas: Site) -> None:
    """Issue 5.2, areas: the words of both sides meet, and the field is described by them."""
    page = Person(with_areas, with_areas.volunteer("Rosa")).page("/me")
    assert HINT in page
    assert "<bdi>north side</bdi>, <bdi>river</bdi>" in page
    assert 'aria-describedby="areas-asked"' in page
    spanish = with_areas.client(with_areas.volunteer("Ana"))
    assert "Quienes llaman eligen uno de estos" in spanish.get("/me?language=es").text


def test_they_stay_when_the_form_comes_back_with_a_mistake(with_areas: Site) -> None:
    rosa = Person(with_areas, with_areas.volunteer("Rosa"))
    assert HINT in rosa.press("/me/telling", addresses="no address").text


def test_without_areas_in_the_flow_there_is_nothing_to_read(site: Site) -> None:
    page = Person(site, site.volunteer("Rosa")).page("/me")
    assert HINT not in page
    assert "areas-asked" not in page


def test_an_area_that_nobody_asks_for_is_kept_all_the_same(with_areas: Site) -> None:
    rosa = Person(with_areas, with_areas.volunteer("Rosa"))
    rosa.press("/me/about", areas="River, The moon , river")
    kept = own_traits(with_areas.house.ports, rosa.id)
    assert kept == Traits(areas=("River", "The moon", "river"))
