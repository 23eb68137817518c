"""The part about a call keeps itself up to date in a real browser, and takes no focus away."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.journeys.browser import chromium
from tests.web.site import Site
from tests.web.test_callbacks import held, talk


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_call_is_told_as_it_goes_on(site: Site, address: str) -> None:
    """O3, O10: a polite line says what changes; whoever has the focus on a button keeps it."""
    rosa = site.volunteer("Rosa")
    code = held(site, rosa)
    with chromium() as context:
        client = site.client(rosa)
        client.get("/queue")
        cookie = client.get_cookie("hotline")
        assert cookie is not None
        context.add_cookies([{"name": "hotline", "value": cookie.value, "url": address}])
        page = context.new_page()
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"{address}/requests/{code}")
        page.get_by_role("button", name="Call them").click()
        status = page.locator(".call-phase")
        status.get_by_text("Your phone rings.").wait_for()
        page.get_by_role("button", name="End the call").focus()
        talk(site, rosa, code)
        status.get_by_text("You are connected.").wait_for()
        focused = page.evaluate("document.activeElement.textContent.trim()")
        assert focused == "End the call"
        assert page.get_by_role("button", name="I reached them").is_visible()
        widest = page.evaluate("document.documentElement.scrollWidth")
        assert widest <= 360
        page.get_by_role("button", name="End the call").click()
        page.get_by_text("The call is over.").wait_for()
        assert mistakes == []
