"""Rooms: who hears whom, when one begins and ends, what the application is told, and the API."""

from __future__ import annotations

from typing import Any

import pytest

from ivr.simulator.client import Call
from tests.simulator.conftest import CALLER, HOTLINE, VOLUNTEER, Carrier, StandIn, hears
from tests.simulator.test_api_shapes import check

THIRD = "+15550100003"


def noun(hotline: StandIn, **attributes: str) -> str:
    """A Dial into the room "r1" whose events all go to /room."""
    attributes = {
        "statusCallback": f"{hotline.url}/room",
        "statusCallbackEvent": "start end join leave mute hold",
    } | attributes
    words = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f'<Dial action="/out"><Conference {words}>r1</Conference></Dial>'


def enter(carrier: Carrier, hotline: StandIn, number: str, **attributes: str) -> Call:
    hotline.says("/twilio/voice", noun(hotline, **attributes))
    return carrier.phone(number).call(HOTLINE)


@pytest.fixture
def two(carrier: Carrier, hotline: StandIn) -> tuple[Call, Call]:
    """A person whose end ends the room, and a volunteer."""
    person = enter(carrier, hotline, CALLER, endConferenceOnExit="true")
    return person, enter(carrier, hotline, VOLUNTEER)


def events(hotline: StandIn, times: int) -> list[dict[str, str]]:
    told = hotline.wait_for("/room", times=times)
    return sorted(told, key=lambda params: int(params["SequenceNumber"]))


def test_those_in_a_room_hear_each_other(carrier: Carrier, hotline: StandIn, two: Any) -> None:
    person, volunteer = two
    person.say("Hello, is somebody there?")
    volunteer.events()
    assert volunteer.in_room[-1] == "Hello, is somebody there?"
    assert volunteer.heard[-1].details["who"] == CALLER
    third = enter(carrier, hotline, THIRD)
    volunteer.say("I am here.")
    person.events()
    third.events()
    assert person.in_room[-1] == third.in_room[-1] == "I am here."


def test_a_room_begins_with_somebody_who_begins_it(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/wait", "<Say>Please wait.</Say><Pause length='15'/><Redirect>/wait</Redirect>")
    wait = {"startConferenceOnEnter": "false", "waitUrl": f"{hotline.url}/wait"}
    first = enter(carrier, hotline, CALLER, **wait)
    second = enter(carrier, hotline, VOLUNTEER, **wait)
    assert first.words == ["Please wait."]
    first.say("Can you hear me?")
    second.events()
    assert "Can you hear me?" not in second.in_room
    enter(carrier, hotline, THIRD)
    hears(first, lambda: "the room is open" in first.in_room)
    first.say("And now?")
    second.events()
    assert second.in_room[-1] == "And now?"


def test_who_ends_it_ends_it_for_all_and_their_documents_go_on(hotline: StandIn, two: Any) -> None:
    person, volunteer = two
    hotline.says("/out", "<Say>The call is over.</Say>")
    person.hang_up()
    volunteer.until("listen").listen()
    assert volunteer.words == ["The call is over."]
    told = events(hotline, 6)
    assert [params["StatusCallbackEvent"] for params in told] == [
        "participant-join", "participant-join", "conference-start", "participant-leave",
        "participant-leave", "conference-end",
    ]  # fmt: skip
    assert told[-1]["ReasonConferenceEnded"] == "participant-with-end-conference-on-exit-left"
    assert told[-1]["CallSidEndingConference"] == person.sid
    out = [params["CallStatus"] for params in hotline.at("/out")]
    assert sorted(out) == ["completed", "in-progress"]


def test_a_volunteer_who_leaves_ends_nothing(hotline: StandIn, two: Any) -> None:
    person, volunteer = two
    volunteer.hang_up()
    person.events(wait=1)
    assert person.state.waits_for == "conference"
    assert person.in_room[-1] == "left"


def test_the_api_moves_somebody_out_and_the_others_stay(
    carrier: Carrier, hotline: StandIn, two: Any
) -> None:
    person, volunteer = two
    hotline.says("/moved", "<Say>You are elsewhere.</Say><Gather/>")
    carrier.api("POST", f"/Calls/{volunteer.sid}.json", data={"Url": f"{hotline.url}/moved"})
    volunteer.until("gather", "listen").listen()
    assert volunteer.words == ["You are elsewhere."]
    person.events()
    assert person.in_room[-1] == "left"


def test_events_name_the_participant(hotline: StandIn, two: Any) -> None:
    first = events(hotline, 3)[0]
    assert set(first) == {
        "AccountSid", "ConferenceSid", "FriendlyName", "SequenceNumber", "StatusCallbackEvent",
        "Timestamp", "CallSid", "Coaching", "EndConferenceOnExit", "Hold", "Muted",
        "StartConferenceOnEnter",
    }  # fmt: skip
    assert (first["FriendlyName"], first["EndConferenceOnExit"]) == ("r1", "true")


def test_the_api_shows_and_changes_rooms_as_described(
    carrier: Carrier, hotline: StandIn, two: Any, api_description: dict[str, Any]
) -> None:
    """Every answer is checked against Twilio's own OpenAPI document."""
    person, volunteer = two

    def api(method: str, path: str, address: str, **arguments: Any) -> Any:
        answer = carrier.api(method, address, **arguments)
        check(api_description, path, method.lower(), answer)
        return answer

    listed = api("GET", "/Conferences.json", "/Conferences.json", params={"FriendlyName": "r1"})
    (room,) = listed.json()["conferences"]
    assert room["status"] == "in-progress"
    at = f"/Conferences/{room['sid']}"
    api("GET", "/Conferences/{Sid}.json", f"{at}.json")
    people = "/Conferences/{ConferenceSid}/Participants"
    found = api("GET", f"{people}.json", f"{at}/Participants.json").json()["participants"]
    assert [each["call_sid"] for each in found] == [person.sid, volunteer.sid]
    one, theirs = people + "/{CallSid}.json", f"{at}/Participants/{volunteer.sid}.json"
    api("GET", one, theirs)
    assert api("POST", one, theirs, data={"Muted": "true"}).json()["muted"] is True
    volunteer.say("Nobody hears this.")
    person.events()
    assert "Nobody hears this." not in person.in_room
    assert api("POST", one, theirs, data={"Hold": "true", "Muted": "false"}).json()["hold"] is True
    person.say("Nor this.")
    volunteer.events()
    assert "Nor this." not in volunteer.in_room
    form = {"From": HOTLINE, "To": THIRD, "Label": "interpreter"}
    added = api("POST", f"{people}.json", f"{at}/Participants.json", data=form)
    third = carrier.phone(THIRD).ringing(wait=5)
    assert third is not None
    third.answer()
    assert (third.sid, third.caller) == (added.json()["call_sid"], HOTLINE)
    assert third.state.waits_for == "conference"
    api("DELETE", one, f"{at}/Participants/interpreter.json")
    third.until()
    ended = api("POST", "/Conferences/{Sid}.json", f"{at}.json", data={"Status": "completed"})
    assert ended.json()["reason_conference_ended"] == "conference-ended-via-api"
    person.until()
    assert carrier.api("GET", theirs).status_code == 404


@pytest.mark.parametrize(
    ("form", "code"),
    [({"From": CALLER, "To": THIRD}, 21210), ({"From": HOTLINE, "To": "nonsense"}, 21211)],
)
def test_only_the_accounts_own_number_calls(
    carrier: Carrier, two: Any, form: dict[str, str], code: int
) -> None:
    """V16: a foreign caller id is refused."""
    answer = carrier.api("POST", "/Conferences/r1/Participants.json", data=form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_dial_with_a_foreign_caller_id_rings_nobody(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", f'<Dial callerId="{THIRD}"><Number>{VOLUNTEER}</Number></Dial>')
    carrier.phone().call(HOTLINE)
    assert carrier.alerts() == [13214]
    assert carrier.phone(VOLUNTEER).ringing() is None


def test_a_room_that_is_full(carrier: Carrier, hotline: StandIn, two: Any) -> None:
    late = enter(carrier, hotline, THIRD, maxParticipants="2")
    late.until()
    assert 13227 in carrier.alerts()


def test_nobody_speaks_into_a_menu(carrier: Carrier, hotline: StandIn) -> None:
    from ivr.simulator.client import NotNow

    hotline.says("/twilio/voice", "<Gather/>")
    call = carrier.phone().call(HOTLINE)
    with pytest.raises(NotNow):
        call.say("Hello?")
