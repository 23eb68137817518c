"""The same journey by mouse and keyboard: call on one page, see and take it on another."""

from __future__ import annotations

import json
import re
import subprocess

import pytest

from tests.conftest import SHARED
from tests.journeys.browser import chromium
from tests.journeys.running import Running, wait_for


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("browsed") / "data")
    yield hotline
    hotline.stop()


@pytest.fixture
def context():
    with chromium() as context:
        yield context


def _sign_in(running, context, name):
    """Sign in as a demo volunteer; the code is read on their simulated phone."""
    people = json.loads((running.data_dir / "demo-volunteers.json").read_text())
    person = next(each for each in people if each["name"] == name)
    phone = running.phone(person["phone"])
    before = len(phone.received())
    page = context.new_page()
    page.goto(running.web)
    page.fill("#phone", person["phone"])
    page.fill("#pin", person["pin"])
    page.press("#pin", "Enter")
    page.wait_for_selector("#code")
    text = wait_for(lambda: phone.received()[before:], 20, "the sign-in code")[0]
    page.fill("#code", re.search(r"\d{6}", text.body).group())
    page.press("#code", "Enter")
    page.wait_for_url("**/queue")
    return page


def _call(running, context, sound):
    """Dial on the page of phones: Korean, food, yes to recording, a sound file, and hang up."""
    page = context.new_page()
    page.goto(running.runtime["phones"])
    page.uncheck("#aloud")
    page.get_by_role("button", name="Pick up and call").click()
    page.get_by_role("log", name="The call").get_by_text("neighbors helping neighbors").wait_for()
    keypad = page.get_by_role("group", name="Keypad").first
    keypad.get_by_role("button", name="3").click()
    page.get_by_text("무엇을 도와드릴까요").first.wait_for()
    keypad.get_by_role("button", name="1").click()
    page.get_by_text("동의하시면").first.wait_for(timeout=30_000)
    keypad.get_by_role("button", name="1").click()
    page.get_by_role("button", name="Speak").first.wait_for(timeout=30_000)
    page.set_input_files("input.wav", str(sound))
    page.get_by_text("짧은 질문").first.wait_for(timeout=30_000)
    page.get_by_role("button", name="Hang up").first.click()
    return page


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    clips = sorted((SHARED / "speech" / "clips").glob("ko-leopard*.wav"))
    if clips:
        return clips[0]
    made = tmp_path_factory.mktemp("speech") / "made.wav"
    try:
        subprocess.run(["espeak-ng", "-v", "ko", "-w", str(made), "물이 필요해요"], check=True)
    except OSError:
        pytest.skip("neither the shared recordings nor espeak-ng are here")
    return made


def test_a_call_in_the_browser_appears_on_the_open_page_and_is_taken(running, context, sound):
    queue = _sign_in(running, context, "Minjun")
    queue.evaluate("window.notReloaded = true")
    _call(running, context, sound)

    row = queue.locator("li.request").first
    row.wait_for()
    row.locator("blockquote").first.wait_for(timeout=60_000)
    assert queue.evaluate("window.notReloaded"), "shown live, without a reload"
    assert "한국어" in row.inner_text()
    assert "기계가 들은 내용" in row.inner_text(), "the page is in the volunteer's own language"
    assert "%" in row.inner_text()

    played = queue.evaluate(
        "async (url) => { const a = await fetch(url); return [a.status, (await a.blob()).size] }",
        row.locator("audio").first.get_attribute("src"),
    )
    assert played[0] == 200
    assert played[1] > 8000

    row.get_by_role("button", name="제가 맡을게요").click()
    queue.locator("button[data-action=release]").wait_for()
    assert running.requests()[0]["claimed_by"] == "Minjun"
    queue.locator("button[data-action=release]").click()
    queue.wait_for_url("**/queue")
    assert running.requests()[0]["state"] == "queued"


def test_a_page_that_lost_sees_who_took_it_without_a_reload(running, context, sound):
    page = _sign_in(running, context, "Minjun")
    code = page.locator("li.request").first.get_attribute("data-code")
    running.phone("+15550100013").text("+15550100000", code)
    page.locator(f'li.request[data-code="{code}"][data-state="mine"]').wait_for()


def test_pages_fit_a_small_phone(running, context):
    for url in (running.web, running.runtime["phones"]):
        page = context.new_page()
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto(url)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 320, url
        page.close()
