"""Volunteers' phones on the simulator's page, several side by side, in a real browser."""

from __future__ import annotations

import os

from tests.journeys.browser import chromium
from tests.simulator.conftest import HOTLINE, VOLUNTEER, Carrier, StandIn, eventually

THIRD = "+15550100003"
ROOM = "<Dial action='/out'><Conference>r1</Conference></Dial>"
WHISPER = '<Gather numDigits="1" action="/key"><Say>Press one.</Say></Gather><Hangup/>'


def ring(carrier: Carrier, hotline: StandIn, number: str) -> str:
    form = {"To": number, "From": HOTLINE, "Url": f"{hotline.url}/whisper"}
    return str(carrier.api("POST", "/Calls.json", data=form).json()["sid"])


def test_phones_ring_side_by_side_and_meet(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/whisper", WHISPER)
    hotline.says("/key", ROOM)
    with chromium() as context:
        page = context.new_page()
        mistakes: list[str] = []
        page.on("pageerror", lambda error: mistakes.append(str(error)))
        page.goto(f"{carrier.url}/#phones={VOLUNTEER},{THIRD}")
        phones = {
            number: page.get_by_role("group", name=f"The phone {number}")
            for number in (VOLUNTEER, THIRD)
        }
        page.get_by_label("Read words aloud").uncheck()
        for number, phone in phones.items():
            ring(carrier, hotline, number)
            phone.get_by_role("button", name="Answer", exact=True).click()
            phone.get_by_text("Press one.").wait_for()
            phone.get_by_role("button", name="1", exact=True).click()
            phone.get_by_text("room", exact=False).first.wait_for()
        first, second = phones.values()
        first.get_by_label("Say to the others").fill("Hello, neighbor")
        first.get_by_role("button", name="Say it").click()
        second.get_by_text(f"{VOLUNTEER}: Hello, neighbor").wait_for()
        if os.environ.get("HOTLINE_SCREENSHOTS"):
            page.screenshot(path=os.environ["HOTLINE_SCREENSHOTS"], full_page=True)
        second.get_by_role("button", name="Hang up").click()
        first.get_by_text(f"{THIRD}: left").wait_for()
        assert mistakes == []


def test_what_a_phone_can_do_instead(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/whisper", WHISPER)
    with chromium() as context:
        page = context.new_page()
        page.goto(f"{carrier.url}/#phones={VOLUNTEER}")
        phone = page.get_by_role("group", name=f"The phone {VOLUNTEER}")
        for button, status in (
            ("Decline", "busy"),
            ("Nobody answers", "no-answer"),
            ("Not in service", "failed"),
        ):
            sid = ring(carrier, hotline, VOLUNTEER)
            phone.get_by_role("button", name=button).click()
            eventually(
                lambda sid=sid: (
                    carrier.api("GET", f"/Calls/{sid}.json").json()["status"]
                    in ("busy", "no-answer", "failed")
                )
            )
            assert carrier.api("GET", f"/Calls/{sid}.json").json()["status"] == status
        ring(carrier, hotline, VOLUNTEER)
        phone.get_by_role("button", name="A machine answers").click()
        phone.get_by_text("Press one.").wait_for()
        phone.get_by_role("button", name="Take this phone away").click()
        phone.wait_for(state="detached")
