"""C2: what was found before the next shift stands on the coordinators' page of shifts."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from hotline.domain.bridges import LegEnd
from hotline.ports import Readiness
from hotline.services import leg_events
from hotline.services.care import UNREACHABLE
from hotline.services.line_tests import Outcome
from hotline.services.preflight import tell_preflight
from hotline.types import Language
from hotline.web.context import EXTENSION
from hotline.web.preflight_words import how_it_went
from tests.house import ENGLISH
from tests.web.site import Site, form_token
from tests.web.test_catalogs import english_pieces


@pytest.fixture
def boss(site: Site) -> str:
    return site.coordinator("Boss")


def _ready(site: Site, **changes) -> None:
    ready = replace(Readiness(lambda _: (0, 0), lambda _: True, lambda: ()), **changes)
    context = site.app.extensions[EXTENSION]
    ports = replace(context.ports, readiness=ready, languages=(ENGLISH,))
    site.app.extensions[EXTENSION] = replace(context, ports=ports)
    site.house.ports = ports


def test_where_nothing_is_missing_the_page_says_that_it_looked(site: Site, boss):
    _ready(site)
    assert "Nothing is missing" in site.client(boss).get("/rota").text


def test_each_finding_has_a_sentence_and_what_to_do_and_what_blocks_comes_first(site, boss, clock):
    rosa = site.volunteer("Rosa <b>")
    with site.house.ports.unit_of_work() as tx:
        tx.audit.write("carrier", UNREACHABLE, rosa, clock.now())
    _ready(site, silent_parts=lambda: ("speech",), unsaid=lambda _: (2, 0))
    page = site.client(boss).get("/rota").text
    assert "Ask them for another number." in page
    assert "Rosa &lt;b&gt;" in page
    assert "sentences that callers hear in another language: 2." in page
    assert page.index("Mend first:") < page.index("no sign of life: speech") < page.index("Rosa")
    assert tell_preflight(site.house.ports) == 0, "the page has told it"


def test_what_several_findings_need_is_said_once_after_them(site, boss):
    """C2: six languages without a model are six lines and one thing to do."""
    _ready(site, is_written_down=lambda _: False)
    languages = (ENGLISH, Language("es"), Language("ko"))
    ports = replace(site.house.ports, languages=languages)
    context = site.app.extensions[EXTENSION]
    site.app.extensions[EXTENSION] = replace(context, ports=ports)
    page = site.client(boss).get("/rota").text
    assert page.count("are heard, not written down") == 3
    assert page.count("somebody has to listen") == 1
    assert page.index("Messages in Korean") < page.index("somebody has to listen")


@pytest.mark.parametrize("tag", ["es", "ko", "ar", "fr", "ht", "vi", "zh"])
def test_no_english_is_left_of_it_in_another_language(site: Site, tag):
    language = Language(tag)
    boss = site.coordinator("Ñ", (language,))
    _ready(
        site, silent_parts=lambda: ("§",), unsaid=lambda _: (2, 1),
        is_written_down=lambda _: False,
    )  # fmt: skip
    whole = site.client(boss).get("/rota").text
    page = whole[whole.index('id="preflight-heading"') : whole.index('id="gaps-heading"')]
    assert "§" in page
    for piece in english_pieces(tag):
        assert piece not in re.sub("<[^>]*>", "", page), piece


def test_a_volunteer_does_not_see_it(site: Site):
    rosa = site.client(site.volunteer("Rosa"))
    assert rosa.get("/rota").status_code == 404
    token = form_token(rosa.get("/queue").text)
    assert rosa.post("/rota/test-call", data={"form_token": token}).status_code == 404


def test_the_line_rings_the_coordinators_own_phone_and_the_page_says_how_it_goes(site: Site, boss):
    """C2: one press asks for one call; what became of it stands by the button."""
    client = site.client(boss)
    before = client.get("/rota").text
    assert "Your last test" not in before

    def press() -> str:
        token = form_token(before)
        client.post("/rota/test-call", data={"form_token": token})
        return client.get("/rota").text

    page = press()
    assert "Your phone rings in a moment." in page
    assert "It is under way." in page
    assert "in a call of the line" in press()
    with site.house.ports.unit_of_work() as tx:
        (leg,) = tx.legs.under_way_of(boss)
        leg_events.end_leg(site.house.ports, tx, leg.id, LegEnd.NO_ANSWER)
    assert "Nobody picked up" in client.get("/rota").text


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_its_own_sentence(site: Site, outcome):
    with site.app.test_request_context():
        said = how_it_went(outcome)
        assert sum(how_it_went(other) == said for other in Outcome) == 1
