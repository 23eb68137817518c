"""`hotline up` as it is started: somebody calls, and a volunteer calls them back from the page."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest
import requests

from ivr.simulator.client import CarrierError
from tests.journeys.running import Running, wait_for

HOTLINE, CALLER = "+15550100000", "+15550100031"


def noon_here() -> str:
    """A zone in which it is about noon now, so that people may be called (signs are reversed)."""
    ahead = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


@pytest.fixture
def running(tmp_path):
    hotline = Running.start(tmp_path / "data", HOTLINE_TIME_ZONE=noon_here())
    yield hotline
    hotline.stop()


class Page:
    """A browser without script, signed in as a demo volunteer."""

    def __init__(self, running: Running, name: str) -> None:
        people = json.loads((running.data_dir / "demo-volunteers.json").read_text())
        person = next(each for each in people if each["name"] == name)
        self.number = person["phone"]
        self._web, self._session, self.text = running.web, requests.Session(), ""
        phone = running.phone(self.number)
        before = len(phone.received())
        self.get("/")
        self.post(self._action(), phone=self.number, pin=person["pin"])
        text = wait_for(lambda: phone.received()[before:], 30, "the sign-in code")[0]
        self.post(self._action(), code=re.search(r"\d{6}", text.body)[0])

    def get(self, path: str) -> Page:
        return self._take(self._session.get(self._web + path, timeout=30))

    def post(self, path: str, **form: str) -> Page:
        token = re.search(r'name="form_token" value="([^"]+)"', self.text)[1]
        form = {"form_token": token, **form}
        return self._take(self._session.post(self._web + path, data=form, timeout=30))

    def _action(self) -> str:
        return re.search(r'<form method="post" action="([^"]+)"', self.text)[1]

    def _take(self, answer: requests.Response) -> Page:
        assert answer.status_code == 200, answer.status_code
        self.text = answer.text
        return self


def answered(running: Running, number: str):
    ringing = running.phone(number).ringing(wait=20)
    assert ringing is not None, running.logs()
    return ringing.answer()


def test_a_call_back_from_the_page_to_the_good_bye(running):
    call = running.phone(CALLER).call(HOTLINE)
    call.press("1")
    call.press("1")
    call.press("2")  # no recording
    call.press("1")  # a call is fine
    call.press("1")  # any time by day
    call.press("1")  # to others: nothing
    for _ in range(4):
        if call.state.ended:
            break
        try:
            call.silence()
        except CarrierError:
            break
    call.hang_up()
    (request,) = running.requests()
    code = request["code"]
    page = Page(running, "Sam")
    page.get("/queue").post(f"/requests/{code}/claim")
    assert "Safe contact" in page.text
    page.post(f"/requests/{code}/call")
    assert "Your phone rings" in page.text
    mine = answered(running, page.number)
    mine.press("1")
    theirs = answered(running, CALLER)
    assert theirs.caller == HOTLINE
    wait_for(lambda: mine.events(wait=0.5) or "the room is open" in mine.in_room, 20, "the room")
    theirs.say("Hello?")
    mine.events(wait=1)
    assert mine.in_room[-1] == "Hello?"
    assert "You are connected." in page.get(f"/requests/{code}").text
    theirs.hang_up()
    mine.until("listen", seconds=20)
    mine.listen()
    assert "The call is over" in mine.words[-1]
    page.post(f"/requests/{code}/call/outcome", outcome="reached")
    assert "They were reached." in page.text
    logs = running.logs()
    for number in (CALLER, page.number):
        assert number[-7:] not in logs
