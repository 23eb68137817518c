"""Notices in one's own browsers: refused, agreed to, listed, ended; and each way a notice takes."""

from __future__ import annotations

import dataclasses
import json
import sqlite3

import pytest

from hotline.adapters.web_push import WebPush
from hotline.domain.telling import Telling
from hotline.services.accounts import remove_volunteer, renew_pin
from hotline.services.deliveries import NOT_TOLD
from hotline.services.purge import purge
from hotline.services.telling import own_telling, set_telling
from tests.offers.stage import Stage
from tests.push_service import PushService, SubscribedBrowser, base64url
from tests.web.site import Site, form_token
from tests.web.test_offers import Person

ADDRESS = "planted-mango"


@pytest.fixture
def service(tmp_path):
    service = PushService(tmp_path)
    yield service
    service.close()


@pytest.fixture
def stage(site: Site, service: PushService, clock) -> Stage:
    """The site's house with a worker, and a push service that it may reach."""
    push = WebPush(
        bytes(range(32)),
        "mailto:hotline@example.org",
        hosts=["127.0.0.1"],
        allow_private=True,
        authority=service.authority,
    )
    site.house.ports = dataclasses.replace(site.house.ports, push=push)
    site.app.extensions["hotline-pages"] = dataclasses.replace(
        site.app.extensions["hotline-pages"], ports=site.house.ports
    )
    return Stage(site.house, clock)


def person(site: Site, stage: Stage, name: str, *, on_call: bool = True) -> Person:
    who = site.volunteer(name, on_call=on_call)
    stage.ids[name], stage.phones[name] = who, site.phones[who]
    there = Person(site, who)
    # The code by which they signed in is no notice.
    stage.work()
    stage.told(name)
    return there


def agree(who: Person, browser: SubscribedBrowser, address: str):
    """What the page's script puts into its form."""
    return who.press(
        "/me/browsers",
        endpoint=address,
        public=base64url(browser.public),
        auth=base64url(browser.auth),
    )


def last_notice(service: PushService, browser: SubscribedBrowser) -> dict[str, str]:
    return json.loads(browser.read(service.pushed[-1].body))


def dump(site: Site) -> str:
    with sqlite3.connect(site.house.url.removeprefix("sqlite:///")) as connection:
        return "\n".join(connection.iterdump()).lower()


@pytest.mark.parametrize(
    "endpoint",
    ["", "rosa", "http://127.0.0.1/x", "https://localhost/x", "https://10.0.0.1/", "https://127.0.0.1/" + "x" * 2000],
)  # fmt: skip
def test_what_a_browser_would_not_say_is_refused(site, stage, endpoint) -> None:
    rosa = person(site, stage, "Rosa")
    answer = agree(rosa, SubscribedBrowser(), endpoint)
    assert "We do not know the service of this browser" in answer.text
    assert own_telling(stage.house.ports, rosa.id).browsers == ()


def test_garbage_keys_a_missing_token_and_another_role_change_nothing(site, stage, service) -> None:
    rosa, address = person(site, stage, "Rosa"), f"{service.origin}/x"
    assert "do not know" in rosa.press("/me/browsers", endpoint=address, public="x", auth="y").text
    assert "do not know" in rosa.press("/me/browsers", endpoint=address).text
    good = SubscribedBrowser()
    fields = {
        "endpoint": address,
        "public": base64url(good.public),
        "auth": base64url(good.auth),
    }
    assert rosa.client.post("/me/browsers", data=fields).status_code in {400, 403}
    nobody = site.client()
    assert nobody.post("/me/browsers", data=fields).status_code == 303
    assert own_telling(stage.house.ports, rosa.id).browsers == ()


def test_a_notice_comes_to_each_browser_and_says_what_a_text_says(site, stage, service) -> None:
    """O3: web push beside or instead of a text; codes and that a request is waiting, no more."""
    rosa = person(site, stage, "Rosa")
    home, phone = SubscribedBrowser(), SubscribedBrowser()
    assert "Notices come to this browser now" in agree(rosa, home, f"{service.origin}/1").text
    agree(rosa, phone, f"{service.origin}/2")
    set_telling(stage.house.ports, rosa.id, Telling(text=False))
    code = stage.house.request()
    stage.work()
    assert stage.told("Rosa") == []
    assert sorted(each.path for each in service.pushed) == ["/1", "/2"]
    notice = last_notice(service, phone if service.pushed[-1].path == "/2" else home)
    assert set(notice) == {"words", "lang"}
    assert notice["lang"] == "en"
    assert "a request is waiting" in notice["words"]
    assert code in notice["words"]
    assert "food" not in notice["words"]
    # The same limits as for a text: one a minute, and what came meanwhile in one.
    stage.house.request(caller="+15550100002")
    stage.house.request(caller="+15550100003")
    stage.work()
    assert len(service.pushed) == 2
    stage.later(minutes=2)
    assert len(service.pushed) == 4
    assert "2 requests are waiting" in last_notice(
        service, phone if service.pushed[-1].path == "/2" else home
    )["words"]  # fmt: skip


def test_one_that_takes_none_any_more_is_let_go_said_and_a_text_goes_instead(
    site, stage, service, clock
) -> None:
    rosa = person(site, stage, "Rosa")
    agree(rosa, SubscribedBrowser(), f"{service.origin}/{ADDRESS}")
    set_telling(stage.house.ports, rosa.id, Telling(text=False))
    service.status = 410
    stage.house.request()
    stage.work()
    assert len(service.pushed) == 1
    assert len(stage.told("Rosa")) == 1, "their last way has come to an end"
    with stage.house.ports.unit_of_work(read_only=True) as tx:
        marks = [what for _, _, what in tx.audit.of_subject(rosa.id)]
    assert NOT_TOLD not in marks, "C2: a browser that went is no phone that texts do not reach"
    page = rosa.page("/me")
    assert "A browser of yours stopped taking notices on" in page, page.split("<main")[1][:3000]
    assert "Stop the notices there" not in page
    stage.house.request(caller="+15550100002")
    stage.later(minutes=2)
    assert len(service.pushed) == 1, "it is not told again"
    clock.forward(days=8)
    purge(stage.house.ports)
    assert "stopped taking notices" not in Person(site, rosa.id).page("/me")


def test_a_passing_fault_is_tried_again_and_a_late_notice_is_not_sent(
    site, stage, service, clock
) -> None:
    """Told late is told wrong: what waited for five minutes is of yesterday."""
    rosa = person(site, stage, "Rosa")
    agree(rosa, SubscribedBrowser(), f"{service.origin}/1")
    service.status = 503
    stage.house.request()
    stage.work()
    assert [each.headers["ttl"] for each in service.pushed] == ["300"]
    service.status = 201
    stage.later(minutes=1)
    assert [each.headers["ttl"] for each in service.pushed] == ["300", "240"]
    service.status = 503
    stage.house.request(caller="+15550100002")
    stage.later(minutes=1)
    tried = len(service.pushed)
    clock.forward(minutes=10)
    service.status = 201
    stage.work()
    waiting = [each for each in service.pushed[tried:] if int(each.headers["ttl"]) < 290]
    assert waiting == []


def test_signing_out_there_ends_it_there_alone_and_a_lapsed_session_does_not(
    site, stage, service, clock
) -> None:
    rosa = person(site, stage, "Rosa")
    agree(rosa, SubscribedBrowser(), f"{service.origin}/library")
    other = Person(site, rosa.id)
    agree(other, SubscribedBrowser(), f"{service.origin}/home")
    assert rosa.page("/me").count("This browser, since") == 1
    assert rosa.page("/me").count("Another browser, since") == 1
    rosa.press("/sign-out")
    assert len(own_telling(stage.house.ports, rosa.id).browsers) == 1
    clock.forward(hours=13)
    stage.house.request()
    stage.work()
    assert [each.path for each in service.pushed] == ["/home"], "signed out by time: told still"


def test_ended_by_its_button_by_a_new_pin_and_with_the_volunteer(site, stage, service) -> None:
    rosa, sam = person(site, stage, "Rosa"), person(site, stage, "Sam")
    ports = stage.house.ports
    agree(rosa, SubscribedBrowser(), f"{service.origin}/{ADDRESS}")
    (mine,) = own_telling(ports, rosa.id).browsers
    token = form_token(sam.page("/queue"))
    stranger = sam.client.post(f"/me/browsers/{mine}/remove", data={"form_token": token})
    assert stranger.status_code == 404
    assert own_telling(ports, rosa.id).browsers == (mine,)
    rosa.press(f"/me/browsers/{mine}/remove")
    assert own_telling(ports, rosa.id).browsers == ()
    agree(rosa, SubscribedBrowser(), f"{service.origin}/{ADDRESS}")
    renew_pin(ports, rosa.id)
    assert own_telling(ports, rosa.id).browsers == ()
    sams = SubscribedBrowser()
    agree(sam, sams, f"{service.origin}/{ADDRESS}")
    remove_volunteer(ports, sam.id)
    with ports.unit_of_work() as tx:
        assert tx.browsers.of(sam.id) == []


def test_a_browser_is_one_volunteers_at_a_time_and_five_are_the_most(site, stage, service) -> None:
    """Two who share a machine: who agreed last is told there, and the other no more."""
    rosa, sam = person(site, stage, "Rosa"), person(site, stage, "Sam")
    agree(rosa, SubscribedBrowser(), f"{service.origin}/shared")
    agree(sam, SubscribedBrowser(), f"{service.origin}/shared")
    agree(sam, SubscribedBrowser(), f"{service.origin}/shared")
    assert own_telling(stage.house.ports, rosa.id).browsers == ()
    assert len(own_telling(stage.house.ports, sam.id).browsers) == 1
    for number in range(5):
        answer = agree(sam, SubscribedBrowser(), f"{service.origin}/{number}")
    assert "Five browsers are the most" in answer.text
    assert len(own_telling(stage.house.ports, sam.id).browsers) == 5


def test_where_a_browser_is_told_is_sealed_in_every_table(site, stage, service) -> None:
    """D2: planted, and looked for in the whole file."""
    rosa, browser = person(site, stage, "Rosa"), SubscribedBrowser()
    agree(rosa, browser, f"{service.origin}/{ADDRESS}")
    stage.house.request()
    stage.work()
    assert service.pushed
    kept = dump(site)
    for secret in (ADDRESS, base64url(browser.public), base64url(browser.auth)):
        assert secret.lower() not in kept
        assert secret.encode().hex() not in kept


def test_a_network_that_wants_none_shows_none(site: Site) -> None:
    rosa = Person(site, site.volunteer("Rosa"))
    assert "Notices in a browser" not in rosa.page("/me")
    assert rosa.press("/me/browsers", endpoint="https://fcm.googleapis.com/x").status_code == 200
    assert own_telling(site.house.ports, rosa.id) == Telling()
