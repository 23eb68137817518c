"""A real Chromium: the worker starts under our policy, shows what is pushed, and opens the queue.

The browser's own agreement with its maker's service is out of reach of any test here: the page's
script is tried up to there, and what it says when it gets no further.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from hotline.adapters.web_push import WebPush
from hotline.web.headers import CONTENT_SECURITY_POLICY
from tests.journeys.browser import chromium
from tests.web.site import Site
from tests.web.test_call_in_browser import address  # noqa: F401  (a fixture)

SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/static/');
  const all = await registration.getNotifications();
  return all.map((each) => ({title: each.title, body: each.body, lang: each.lang, tag: each.tag}));
}"""
CLICK = """async () => {
  const opened = [];
  self.clients.openWindow = async (url) => { opened.push(url); return null; };
  const [notification] = await self.registration.getNotifications();
  let work = Promise.resolve();
  const event = new NotificationEvent('notificationclick', {notification});
  event.waitUntil = (promise) => { work = promise; };
  self.dispatchEvent(event);
  await work;
  return [opened, (await self.registration.getNotifications()).length];
}"""


def own_page(site: Site, context: Any, address: str, before: str = "") -> Any:  # noqa: F811
    """A volunteer's page; `before` is a script that runs ahead of the page's own."""
    push = WebPush(bytes(range(32)), "mailto:hotline@example.org")
    site.house.ports = dataclasses.replace(site.house.ports, push=push)
    site.app.extensions["hotline-pages"] = dataclasses.replace(
        site.app.extensions["hotline-pages"], ports=site.house.ports
    )
    client = site.client(site.volunteer("Rosa"))
    client.get("/queue")
    cookie = client.get_cookie("hotline")
    assert cookie is not None
    context.add_cookies([{"name": "hotline", "value": cookie.value, "url": address}])
    page = context.new_page()
    if before:
        page.add_init_script(before)
    page.set_viewport_size({"width": 360, "height": 800})
    answer = page.goto(f"{address}/me?language=en")
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    return page


def test_a_push_is_shown_and_its_click_opens_the_queue(site: Site, address: str) -> None:  # noqa: F811
    """O3, G3: under the strict policy; the words, in their language, and nothing else."""
    with chromium() as context:
        context.grant_permissions(["notifications"], origin=address)
        page = own_page(site, context, address)
        devtools = context.new_cdp_session(page)
        known: list[str] = []
        devtools.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: known.extend(each["registrationId"] for each in event["registrations"]),
        )
        devtools.send("ServiceWorker.enable")
        page.evaluate(
            """async () => {
              const form = document.getElementById('browser-notices');
              const registration = await navigator.serviceWorker.register(form.dataset.worker);
              while (!registration.active) await new Promise((done) => setTimeout(done, 20));
            }"""
        )
        words = "Hotline: a request is waiting (362d). Reply 1a to take it."
        for text in ("older", words):
            devtools.send(
                "ServiceWorker.deliverPushMessage",
                {
                    "origin": address,
                    "registrationId": known[-1],
                    "data": json.dumps({"words": text, "lang": "en"}).ljust(1024),
                },
            )
        page.wait_for_function(f"async () => (await ({SHOWN})())[0]?.title === {json.dumps(words)}")
        assert page.evaluate(SHOWN) == [
            {"title": words, "body": "", "lang": "en", "tag": "requests"}
        ]
        worker = context.service_workers[0]
        assert worker.evaluate(CLICK) == [[f"{address}/queue"], 0]


GRANTED = "Notification.requestPermission = async () => 'granted';"


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("delete window.PushManager;", "This browser cannot show notices of a page"),
        ("Notification.requestPermission = async () => 'denied';", "The browser does not allow"),
        (
            GRANTED + "PushManager.prototype.subscribe = async () => "
            "{ throw new DOMException('push service not available', 'AbortError'); };",
            "did not reach the service of its maker",
        ),
    ],
)
def test_a_browser_that_cannot_will_not_or_gets_no_further_says_so(
    site: Site, address: str, before: str, said: str  # noqa: F811
) -> None:  # fmt: skip
    with chromium() as context:
        page = own_page(site, context, address, before)
        button = page.get_by_role("button", name="Notices in this browser")
        if "delete" in before:
            assert not button.is_visible()
        else:
            button.click()
        page.locator("#browser-notices-said").get_by_text(said).wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_what_the_browser_gave_is_sent_by_an_ordinary_form(site: Site, address: str) -> None:  # noqa: F811
    """All of the script but the maker's answer, which stands here as the browser gives it."""
    gave = """
      PushManager.prototype.subscribe = async function (options) {
        window.asked = [options.userVisibleOnly, options.applicationServerKey.length];
        const pair = await crypto.subtle.generateKey({name: 'ECDH', namedCurve: 'P-256'}, true, ['deriveBits']);
        const point = await crypto.subtle.exportKey('raw', pair.publicKey);
        return {
          endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
          getKey: (name) => name === 'auth' ? new Uint8Array(16).buffer : point,
        };
      };"""
    with chromium() as context:
        page = own_page(site, context, address, GRANTED + gave)
        page.get_by_role("button", name="Notices in this browser").click()
        page.get_by_text("Notices come to this browser now").wait_for()
        page.get_by_text("This browser, since").wait_for()
        cookies = {each["name"]: each for each in context.cookies()}
        assert cookies["hotline-browser"]["httpOnly"]


def test_without_scripts_the_page_says_what_is_missing(site: Site, address: str) -> None:  # noqa: F811
    with chromium() as context:
        context.route("**/notices.js", lambda route: route.abort())
        page = own_page(site, context, address)
        assert page.get_by_text("allow scripts for this page").is_visible()
        assert not page.get_by_role("button", name="Notices in this browser").is_visible()
