"""What one of a room hears: asked for by the room's name, with what the carrier's API knows."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.types import PhoneNumber
from tests.adapters.test_twilio import ACCOUNT, CALL, answers, carrier

__all__ = ["answers", "carrier"]

ROOM, CONFERENCE = "0123456789abcdef" * 2, "CF" + "3" * 32
PATH = "/twilio/bridge/x/time-left"
LIST = "/2010-04-01/Accounts/{AccountSid}/Conferences.json"
ONE = "/2010-04-01/Accounts/{AccountSid}/Conferences/{ConferenceSid}/Participants/{CallSid}.json"


def _page(*sids: str) -> bytes:
    rooms = [{"sid": sid, "friendly_name": ROOM, "status": "in-progress"} for sid in sids]
    page = {"conferences": rooms, "page": 0, "page_size": 50, "next_page_uri": None}
    return json.dumps(page).encode()


@pytest.mark.parametrize("room", ["", "r1", "../Calls", ROOM.upper(), ROOM + "0"])
def test_bad_input_what_is_no_room_of_ours_is_never_asked_for(carrier, answers, room):
    with pytest.raises(CarrierRefused):
        carrier.announce(room, CALL["sid"], PATH)
    with pytest.raises(CarrierRefused):
        carrier.announce(ROOM, "CA1", PATH)
    assert answers.seen == []


def test_bad_input_a_room_that_is_over_is_a_refusal_and_nobody_is_told(carrier, answers):
    answers.body = _page()
    with pytest.raises(CarrierRefused):
        carrier.announce(ROOM, CALL["sid"], PATH)
    assert [method for method, _, _ in answers.seen] == ["GET"]


@pytest.mark.parametrize("status", [401, 404, 500, 503])
def test_bad_input_a_list_of_rooms_that_cannot_be_had_is_worth_another_try(
    carrier, answers, status
):
    answers.status, answers.body = status, json.dumps({"code": 20404, "message": "no"}).encode()
    with pytest.raises(CarrierUnavailable):
        carrier.announce(ROOM, CALL["sid"], PATH)


@pytest.mark.parametrize("status", [401, 500, 503])
@pytest.mark.parametrize("name", ["recordings", "texts", "files", "find"])
def test_bad_input_any_list_that_cannot_be_had_is_an_error_of_ours(carrier, answers, status, name):
    """The SDK raises another error for a page than for one thing; neither comes through."""
    answers.status, answers.body = status, json.dumps({"code": 20500, "message": "no"}).encode()
    since = datetime(2026, 11, 25, tzinfo=UTC)
    lists = {
        "recordings": carrier.list_recordings,
        "texts": carrier.list_texts,
        "files": lambda: carrier.list_files("SM" + "2" * 32),
        "find": lambda: carrier.find_text(PhoneNumber("+15550100011"), "words", since),
    }
    with pytest.raises(CarrierUnavailable):
        lists[name]()


def test_one_participant_is_told_with_fields_of_the_official_specification(
    carrier, answers, shared
):
    """F2: of the room in progress, that call alone; no number is in any address."""
    answers.body = _page(CONFERENCE)
    carrier.announce(ROOM, CALL["sid"], PATH)
    (_, looked, _), (method, told, form) = answers.seen
    assert looked.startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Conferences.json?")
    assert f"FriendlyName={ROOM}" in looked
    assert "Status=in-progress" in looked
    assert (method, told) == (
        "POST",
        ONE.format(AccountSid=ACCOUNT, ConferenceSid=CONFERENCE, CallSid=CALL["sid"]),
    )
    assert form == {
        "AnnounceUrl": ["https://hotline.example.org" + PATH],
        "AnnounceMethod": ["POST"],
    }
    api = json.loads((shared / "twilio" / "api_v2010.hotline.json").read_text("utf-8"))
    asked = {each["name"] for each in api["paths"][LIST]["get"]["parameters"]}
    assert {"FriendlyName", "Status"} <= asked
    body = api["paths"][ONE]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert set(form) <= set(body["schema"]["properties"])
