"""AnnounceUrl: what one participant of a room hears, and nobody else, while they talk on."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.simulator.conftest import CALLER, VOLUNTEER, Carrier, StandIn, eventually, hears
from tests.simulator.test_api_shapes import check
from tests.simulator.test_conferences import enter

__all__ = ["two"]


@pytest.fixture
def two(carrier: Carrier, hotline: StandIn) -> Any:
    person = enter(carrier, hotline, CALLER, endConferenceOnExit="true")
    return person, enter(carrier, hotline, VOLUNTEER)


def tell(carrier: Carrier, hotline: StandIn, sid: str, path: str = "/told", **more: str) -> Any:
    (room,) = carrier.api("GET", "/Conferences.json", params={"FriendlyName": "r1"}).json()[
        "conferences"
    ]
    form = {"AnnounceUrl": hotline.url + path} | more
    return carrier.api("POST", f"/Conferences/{room['sid']}/Participants/{sid}.json", data=form)


@pytest.mark.parametrize(
    ("address", "status"), [("told", 400), ("/told", 400), ("", 200), ("http://", 200)]
)
def test_bad_input_an_address_that_is_none(
    carrier: Carrier, hotline: StandIn, two: Any, address: str, status: int
) -> None:
    """C15: it is refused, or it is silence; the talk goes on in any case."""
    person, volunteer = two
    answer = tell(carrier, hotline, person.sid, AnnounceUrl=address)
    assert answer.status_code == status
    volunteer.say("Still here.")
    hears(person, lambda: "Still here." in person.in_room)


def test_bad_input_a_call_that_is_in_no_room(carrier: Carrier, hotline: StandIn, two: Any) -> None:
    _person, volunteer = two
    volunteer.hang_up()
    assert tell(carrier, hotline, volunteer.sid).status_code == 404
    assert tell(carrier, hotline, "CA" + "0" * 32).status_code == 404
    assert hotline.at("/told") == []


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("<Gather/>", 12200),
        ("<Hangup/>", 12200),
        ("<Dial>+15550100009</Dial>", 12200),
        ("<Redirect>/told</Redirect>", 11215),
        ((500, "text/plain", "oh"), 11200),
        ((200, "application/json", "{}"), 12300),
    ],
)
def test_bad_input_a_document_that_is_no_announcement_is_silence(
    carrier: Carrier, hotline: StandIn, two: Any, says: Any, code: int
) -> None:
    person, volunteer = two
    hotline.says("/told", says)
    assert tell(carrier, hotline, person.sid).status_code == 200
    eventually(lambda: code in carrier.alerts())
    volunteer.say("Still here.")
    hears(person, lambda: "Still here." in person.in_room)
    assert person.words == []


def test_one_hears_it_once_and_the_talk_goes_on(
    carrier: Carrier, hotline: StandIn, two: Any, api_description: dict[str, Any]
) -> None:
    """C15: signed, to that participant only, as the official document describes."""
    person, volunteer = two
    hotline.says("/told", "<Say language='es-US'>Cinco.</Say><Redirect>/more</Redirect>")
    hotline.says("/more", "<Pause/><Say>Five.</Say>")
    answer = tell(carrier, hotline, person.sid)
    path = "/Conferences/{ConferenceSid}/Participants/{CallSid}.json"
    check(api_description, path, "post", answer)
    hears(person, lambda: person.words == ["Cinco.", "Five."])
    assert person.heard[-1].language == "en-US"
    volunteer.events()
    assert volunteer.words == []
    (asked,) = (each for each in hotline.asked if each.path == "/told")
    assert (asked.method, asked.signed, asked.params["CallSid"]) == ("POST", True, person.sid)
    volunteer.say("And now?")
    hears(person, lambda: "And now?" in person.in_room)
    assert person.state.waits_for == "conference"


@pytest.mark.parametrize("seconds", [-1, "5", None, True])
def test_bad_input_to_the_clock_of_the_carrier(carrier: Carrier, seconds: Any) -> None:
    answer = requests.post(f"{carrier.url}/control/time", json={"seconds": seconds}, timeout=10)
    assert answer.status_code == 400


def test_time_that_is_let_pass_ends_a_stay_and_no_call(carrier: Carrier, hotline: StandIn) -> None:
    """C15: the timeLimit of a Dial, half an hour away, comes at once."""
    room = "<Conference>r1</Conference>"
    hotline.says("/out", "<Say>The call is over.</Say><Gather timeout='60'/>")
    hotline.says("/twilio/voice", f'<Dial action="/out" timeLimit="1800">{room}</Dial>')
    call = carrier.phone().call("+15550100000")
    carrier.pass_time(1700)
    call.events(wait=0.3)
    assert call.state.waits_for == "conference"
    carrier.pass_time(100)
    hears(call, lambda: "The call is over." in call.words)
    assert not call.state.ended
