"""Around a request: why these people were asked, handing over, wishes, endings, heavy calls."""

from __future__ import annotations

import re

import pytest

from hotline.domain.routing import Traits
from hotline.services.claims import claim
from hotline.services.outcomes import count_endings
from hotline.services.queue import list_for_scripts, list_queue
from hotline.services.wishes import set_traits
from tests.house import ENGLISH, KOREAN, SPANISH
from tests.web.site import Site, form_token


class Person:
    """Somebody at their browser."""

    def __init__(self, site: Site, volunteer_id: str) -> None:
        self.client, self.id = site.client(volunteer_id), volunteer_id
        self.client.get("/queue?language=en")

    def page(self, path: str) -> str:
        return self.client.get(path).text

    def press(self, path: str, **form: str):
        form["form_token"] = form_token(self.page("/queue"))
        return self.client.post(path, data=form, follow_redirects=True)


@pytest.fixture
def people(site: Site) -> dict[str, Person]:
    return {
        "Rosa": Person(site, site.volunteer("Rosa")),
        "Sam": Person(site, site.volunteer("Sam")),
        "Coco": Person(site, site.coordinator("Coco", (SPANISH,))),
    }


def test_the_page_says_who_was_asked_why_and_when_the_next_are(site: Site, people) -> None:
    code = site.voice_request()[0]
    page = people["Rosa"].page(f"/requests/{code}")
    assert "Who was asked, and why" in page
    assert page.count("On call, speaks the language") == 2
    assert "Coco</bdi>:" not in page
    assert "more people are asked at 12:10" in page.replace("\u202f", " ")


def test_of_very_many_on_call_a_short_list_and_the_others_by_name(site: Site) -> None:
    """O3: no page opens the names of a whole city. Speakers of the language stand in the list."""
    rosa = Person(site, site.volunteer("Rosa", (ENGLISH, KOREAN)))
    for number in range(41):
        site.house.volunteer(f"V{number:02}")
    site.house.volunteer("Mina", (KOREAN,))
    two = [site.house.volunteer("Two Names") for _ in range(2)]
    gone = site.house.volunteer("Gone", on_call=False)
    code = site.house.request(KOREAN)
    claim(site.house.ports, rosa.id, code)
    page = rosa.page(f"/requests/{code}")
    assert page.count("<option value=") - page.count('<option value=""') < 60
    assert ">Mina</option>" in page
    listed = sum(f">V{number:02}</option>" in page for number in range(41))
    assert listed < 40
    for nobody in ("Nobody", "two names", "Gone", "rosa"):
        assert "Choose somebody" in rosa.press(f"/requests/{code}/hand-over", name=nobody).text
    assert "Choose somebody" in rosa.press(f"/requests/{code}/hand-over", to=gone).text
    assert "V07 was asked" in rosa.press(f"/requests/{code}/hand-over", name=" v07 ").text
    assert "Two Names was asked" in rosa.press(f"/requests/{code}/hand-over", to=two[0]).text


def test_a_hand_over_by_the_page(site: Site, people) -> None:
    code = site.voice_request()[0]
    rosa, sam = people["Rosa"], people["Sam"]
    claim(site.house.ports, rosa.id, code)
    assert "asks you to take this over" not in sam.page(f"/requests/{code}")
    assert "choose" in rosa.press(f"/requests/{code}/hand-over", to="nobody").text.lower()
    assert "Sam was asked" in rosa.press(f"/requests/{code}/hand-over", to=sam.id).text
    page = sam.page(f"/requests/{code}")
    assert "Rosa asks you to take this over" in page
    assert "They wrote" not in page
    assert "diapers" not in page, "their words open with the taking over, not before (H3)"
    assert "yours now" in sam.press(f"/requests/{code}/take-over").text
    assert "diapers" in sam.page(f"/requests/{code}")
    assert "diapers" not in rosa.page(f"/requests/{code}")


def test_who_was_not_asked_cannot_take_over(site: Site, people) -> None:
    code = site.voice_request()[0]
    claim(site.house.ports, people["Rosa"].id, code)
    assert "Already taken by Rosa" in people["Sam"].press(f"/requests/{code}/take-over").text
    assert people["Sam"].press(f"/requests/{code}/decline").status_code == 404
    refused = people["Sam"].press(f"/requests/{code}/hand-over", to=people["Coco"].id)
    assert "Only the person who has taken this request" in refused.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Say how it ended"),
        ({"outcome": "magic"}, "Say how it ended"),
        ({"outcome": "we can't"}, "Say why we can&#39;t"),
        ({"outcome": "we can't", "reason": "x"}, "Say why we can&#39;t"),
        ({"outcome": "we can't", "reason": "too far"}, "Tell the person first"),
        ({"outcome": "we can't", "reason": "too far", "told_how": "call"}, "on which day"),
        (
            {
                "outcome": "we can't",
                "reason": "too far",
                "told_how": "call",
                "told_on": "2999-01-01",
            },
            "on which day",
        ),
    ],
)
def test_we_cannot_without_having_told_the_person_is_refused(
    site: Site, people, form, said
) -> None:
    """C9: closing as unmet without `told` is refused, and what was chosen stays chosen."""
    code = site.voice_request()[0]
    rosa = people["Rosa"]
    claim(site.house.ports, rosa.id, code)
    answer = rosa.press(f"/requests/{code}/close", **form)
    assert answer.status_code == 422
    assert said in answer.text
    if form.get("reason") == "too far":
        assert 'value="too far" selected' in answer.text
    assert list_for_scripts(site.house.ports)[0].state == "claimed"


def test_endings_are_kept_and_counted(site: Site, people) -> None:
    rosa = people["Rosa"]
    told = {"reason": "too far", "told_how": "text", "told_on": "2026-11-24"}
    for outcome in ("answered", "not reached", "withdrawn", "we can't"):
        code = site.voice_request()[0]
        claim(site.house.ports, rosa.id, code)
        answer = rosa.press(f"/requests/{code}/close", outcome=outcome, **told)
        assert "is closed" in answer.text
    assert count_endings(site.house.ports) == {
        ("answered", ""): 1,
        ("not reached", ""): 1,
        ("withdrawn", ""): 1,
        ("we can't", "too far"): 1,
    }


def test_nobody_else_closes_it(site: Site, people) -> None:
    code = site.voice_request()[0]
    claim(site.house.ports, people["Rosa"].id, code)
    answer = people["Sam"].press(f"/requests/{code}/close", outcome="answered")
    assert "Only the person who has taken this request" in answer.text
    assert list_for_scripts(site.house.ports)[0].state == "claimed"


def test_after_a_heavy_call_nothing_is_offered_until_they_are_ready(site: Site, people) -> None:
    """O7: after `heavy` no ring until acknowledged."""
    code = site.voice_request()[0]
    rosa = people["Rosa"]
    claim(site.house.ports, rosa.id, code)
    page = rosa.press(f"/requests/{code}/close", outcome="answered", heavy="1").text
    assert "You are resting until" in page

    def may_open(code: str) -> bool:
        return next(r for r in list_queue(site.house.ports, rosa.id) if r.code == code).may_open

    assert not may_open(site.voice_request()[0])
    assert "Good to have you back" in rosa.press("/me/ready").text
    assert may_open(site.voice_request()[0])


def test_the_coordinator_sees_only_offer_rest(site: Site, people, clock) -> None:
    """C11: hours, heavy calls: visible to the volunteer; the coordinator sees "offer rest"."""
    rosa, coco = people["Rosa"], people["Coco"]
    rosa.press("/me/heavy")
    assert "Offer rest" not in coco.page("/me")
    clock.forward(minutes=3)
    rosa.press("/me/heavy")
    page = coco.page("/me")
    assert "<bdi>Rosa</bdi>" in page.split("Offer rest")[1]
    assert "Rosa" not in people["Sam"].page("/me")
    own = rosa.page("/me").split("Heavy calls in 7 days")[1]
    assert "<dd>2</dd>" in own


def test_one_tap_texts_the_coordinators(site: Site, people) -> None:
    """O8: silent help request."""
    site.house.jobs.rows.clear()
    assert "coordinator was texted" in people["Rosa"].press("/me/help").text
    assert len(site.house.jobs.rows) == 1
    assert "no other coordinator" in people["Coco"].press("/me/help").text


def test_a_wish_that_nobody_meets_is_said_and_lifted_by_a_word(site: Site, people) -> None:
    """V21."""
    code = site.voice_request()[0]
    rosa, sam, coco = people["Rosa"], people["Sam"], people["Coco"]
    claim(site.house.ports, rosa.id, code)
    assert "Noted" in rosa.press(f"/requests/{code}/wishes", woman="1").text
    rosa.press(f"/requests/{code}/release")
    page = sam.page(f"/requests/{code}")
    assert "They asked for a woman; there is none on call." in page
    assert "somebody else is fine" not in page
    refused = sam.press(f"/requests/{code}/anybody")
    assert "Only the person" in refused.text
    assert "somebody else is fine" in coco.page(f"/requests/{code}")
    assert "Others are asked now" in coco.press(f"/requests/{code}/anybody").text
    assert "there is none on call" not in sam.page(f"/requests/{code}")


def test_what_is_told_of_oneself_is_on_the_own_page_alone(site: Site, people) -> None:
    rosa = people["Rosa"]
    assert "Kept, sealed" in rosa.press("/me/about", woman="1", town="<b>Westville").text
    own = rosa.page("/me")
    assert 'value="&lt;b&gt;Westville"' in own
    assert 'id="woman" checked' in own
    assert "Westville" not in people["Coco"].page("/me")
    set_traits(site.house.ports, rosa.id, Traits())
    assert 'id="woman" checked' not in rosa.page("/me")


def test_arabic_and_spanish_pages_stand(site: Site, people) -> None:
    code = site.voice_request(language=ENGLISH)[0]
    claim(site.house.ports, people["Rosa"].id, code)
    for tag, direction in (("ar", "rtl"), ("es", "ltr")):
        for path in ("/me", f"/requests/{code}"):
            page = people["Rosa"].page(f"{path}?language={tag}")
            assert f'lang="{tag}" dir="{direction}"' in page


def test_a_call_is_a_way_to_be_told_alone_or_beside_a_text(site: Site, people) -> None:
    """Issue 5.3: texts, phone calls or e-mail as each volunteer chooses."""
    rosa = people["Rosa"]
    assert not _is_checked(rosa.page("/me"), "telling-call")
    assert "Kept, sealed" in rosa.press("/me/telling", call="1", addresses="").text
    own = rosa.page("/me")
    assert _is_checked(own, "telling-call")
    assert not _is_checked(own, "telling-text")
    assert not _is_checked(people["Sam"].page("/me"), "telling-call")
    refused = rosa.press("/me/telling", call="1", addresses="no address").text
    assert _is_checked(refused, "telling-call"), "what was chosen is still there"
    assert "Kept, sealed" in rosa.press("/me/telling", text="1", call="1", addresses="").text
    own = rosa.page("/me")
    assert _is_checked(own, "telling-call")
    assert _is_checked(own, "telling-text")
    assert "Kept, sealed" in rosa.press("/me/telling", text="1", addresses="").text
    assert not _is_checked(rosa.page("/me"), "telling-call")


def _is_checked(page: str, field: str) -> bool:
    (box,) = re.findall(rf'<input [^>]*id="{field}"[^>]*>', page)
    return "checked" in box


def test_how_to_reach_me_keeps_what_was_typed_when_a_line_is_wrong(site: Site, people) -> None:
    rosa = people["Rosa"]
    answer = rosa.press("/me/telling", text="1", addresses="json://127.0.0.1/<b>")
    assert answer.status_code == 422
    assert "Line 1 is no address that we can use." in answer.text
    assert "json://127.0.0.1/&lt;b&gt;" in answer.text
    assert "at least one way" in rosa.press("/me/telling", addresses="").text
    assert "Kept, sealed" in rosa.press("/me/telling", text="1", addresses=" ").text
    site.house.jobs.rows.clear()
    assert "A test is on its way." in rosa.press("/me/test").text
    assert [row.kind for row in site.house.jobs.rows] == ["send_text"]
