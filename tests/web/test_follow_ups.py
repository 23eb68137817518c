"""The page of how it went: coordinators alone, words one by one and noted (C10)."""

from __future__ import annotations

from hotline.domain.follow_ups import Answer
from hotline.services.claims import claim
from tests.web.site import Site
from tests.web.test_offers import Person


def test_closing_keeps_the_agreement_and_coordinators_read_the_answer(site: Site, clock) -> None:
    ports = site.house.ports
    coco, sam = Person(site, site.coordinator("Coco")), Person(site, site.volunteer("Sam"))
    assert "Nobody has answered yet" in coco.page("/follow-ups")
    codes = [site.text_request(f"need {each}") for each in ("food", "a ride")]
    for code, ticked in zip(codes, ({"may_ask": "1"}, {}), strict=True):
        claim(ports, sam.id, code)
        sam.press(f"/requests/{code}/close", outcome="answered", **ticked)
    with ports.unit_of_work() as tx:
        agreed, other = (tx.requests.by_code(code) for code in codes)
        assert tx.follow_ups.of(other.id) is None
        assert tx.follow_ups.take(agreed.id, clock.now())
        words = tx.keys.open(agreed.key_id).seal_text("follow-up.words", "he was <rude>")
        assert tx.follow_ups.answer(agreed.id, Answer.FELT_BAD, words, clock.now())
        assert not tx.follow_ups.answer(agreed.id, Answer.CAME, None, clock.now())
    page = coco.page("/follow-ups")
    assert "Something felt bad" in page
    assert "rude" not in page
    assert "he was &lt;rude&gt;" in coco.press(f"/follow-ups/{codes[0]}/words").text
    with ports.unit_of_work() as tx:
        assert tx.audit.has(coco.id, "follow-up:open", agreed.id)
    assert coco.press(f"/follow-ups/{codes[1]}/words").status_code == 404
    assert sam.client.get("/follow-ups").status_code == 404
    assert sam.press(f"/follow-ups/{codes[0]}/words").status_code == 404
