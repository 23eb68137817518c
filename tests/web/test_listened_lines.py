"""The holder's page says that a line may be listened to (V22)."""

from __future__ import annotations

from hotline.services.claims import claim
from tests.web.site import Site
from tests.web.test_offers import Person


def test_the_page_warns_once_it_was_said(site: Site) -> None:
    rosa, sam = Person(site, site.volunteer("Rosa")), Person(site, site.volunteer("Sam"))
    code = site.voice_request()[0]
    claim(site.house.ports, rosa.id, code)
    assert "This line may be listened to" not in rosa.page(f"/requests/{code}")
    assert "Noted" in rosa.press(f"/requests/{code}/call/listened", listened="1").text
    assert "This line may be listened to" in rosa.page(f"/requests/{code}")
    refused = sam.press(f"/requests/{code}/call/listened").text
    assert "Only the person who has taken this request" in refused
    assert "This line may be listened to" in rosa.page(f"/requests/{code}")
    rosa.press(f"/requests/{code}/call/listened")
    assert "This line may be listened to" not in rosa.page(f"/requests/{code}")
