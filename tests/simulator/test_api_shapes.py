"""Are the answers of the API those that Twilio's own description promises?"""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, Carrier, StandIn
from tests.simulator.sounds import hum

BASE = "/2010-04-01/Accounts/{AccountSid}"


def strictly(schema: Any, description: dict[str, Any]) -> Any:
    """An OpenAPI 3.0 schema as JSON Schema: nullable spelt out, references followed."""
    if isinstance(schema, list):
        return [strictly(item, description) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return strictly(description["components"]["schemas"][name], description)
    result = {
        key: strictly(value, description)
        for key, value in schema.items()
        if key not in ("nullable", "format", "description") and not key.startswith("x-")
    }
    # A conference's reason is described as "will be `null`" and not marked as nullable.
    if schema.get("nullable") or "will be `null`" in schema.get("description", ""):
        if "type" in result:
            result["type"] = [result["type"], "null"]
        if "enum" in result:
            result["enum"] = [*result["enum"], None]
    return result


def check(description: dict[str, Any], path: str, method: str, answer: Any) -> None:
    """The status is one of those described, the body fits, and no field is missing."""
    responses = description["paths"][BASE + path][method]["responses"]
    assert str(answer.status_code) in responses, answer.text
    content = responses[str(answer.status_code)].get("content")
    if content is None:
        return
    schema = strictly(content["application/json"]["schema"], description)
    jsonschema.validate(answer.json(), schema)
    missing = set(schema["properties"]) - set(answer.json())
    assert not missing, missing


@pytest.fixture
def sids(carrier: Carrier, hotline: StandIn) -> dict[str, str]:
    """One of everything."""
    carrier.faults(recording_404_seconds=0)
    hotline.says("/twilio/voice", '<Record action="/recorded"/>')
    call = carrier.phone().call(HOTLINE).speak(hum(1.0))
    message = carrier.phone().text(HOTLINE, "Hello", media=[("image/png", b"PNG")])
    media = carrier.api("GET", f"/Messages/{message.sid}/Media.json").json()["media_list"][0]
    numbers = carrier.api("GET", "/IncomingPhoneNumbers.json").json()["incoming_phone_numbers"]
    return {
        "call": call.sid,
        "recording": hotline.at("/recorded")[0]["RecordingSid"],
        "message": message.sid,
        "media": media["sid"],
        "number": numbers[0]["sid"],
    }


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/Messages.json", "/Messages.json"),
        ("/Messages/{Sid}.json", "/Messages/{message}.json"),
        ("/Messages/{MessageSid}/Media.json", "/Messages/{message}/Media.json"),
        ("/Messages/{MessageSid}/Media/{Sid}.json", "/Messages/{message}/Media/{media}.json"),
        ("/Calls.json", "/Calls.json"),
        ("/Calls/{Sid}.json", "/Calls/{call}.json"),
        ("/Calls/{CallSid}/Recordings.json", "/Calls/{call}/Recordings.json"),
        ("/Calls/{CallSid}/Recordings/{Sid}.json", "/Calls/{call}/Recordings/{recording}.json"),
        ("/Recordings.json", "/Recordings.json"),
        ("/Recordings/{Sid}.json", "/Recordings/{recording}.json"),
        ("/IncomingPhoneNumbers.json", "/IncomingPhoneNumbers.json"),
        ("/IncomingPhoneNumbers/{Sid}.json", "/IncomingPhoneNumbers/{number}.json"),
    ],
)
def test_what_is_read(
    carrier: Carrier,
    api_description: dict[str, Any],
    sids: dict[str, str],
    path: str,
    address: str,
) -> None:
    check(api_description, path, "get", carrier.api("GET", address.format(**sids)))


@pytest.mark.parametrize(
    ("path", "address", "form"),
    [
        ("/Messages.json", "/Messages.json", {"To": CALLER, "From": HOTLINE, "Body": "Hello"}),
        ("/Messages/{Sid}.json", "/Messages/{message}.json", {"Body": ""}),
        (
            "/Calls.json",
            "/Calls.json",
            {"To": CALLER, "From": HOTLINE, "Twiml": "<Response><Say>Hello</Say></Response>"},
        ),
        (
            "/IncomingPhoneNumbers/{Sid}.json",
            "/IncomingPhoneNumbers/{number}.json",
            {"VoiceUrl": "http://127.0.0.1:1/x", "FriendlyName": "Hotline"},
        ),
    ],
)
def test_what_is_written(
    carrier: Carrier,
    api_description: dict[str, Any],
    sids: dict[str, str],
    path: str,
    address: str,
    form: dict[str, str],
) -> None:
    answer = carrier.api("POST", address.format(**sids), data=form)
    check(api_description, path, "post", answer)


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/Messages/{Sid}.json", "/Messages/{message}.json"),
        ("/Messages/{MessageSid}/Media/{Sid}.json", "/Messages/{message}/Media/{media}.json"),
        ("/Recordings/{Sid}.json", "/Recordings/{recording}.json"),
        ("/Calls/{CallSid}/Recordings/{Sid}.json", "/Calls/{call}/Recordings/{recording}.json"),
        ("/Calls/{Sid}.json", "/Calls/{call}.json"),
    ],
)
def test_what_is_deleted(
    carrier: Carrier,
    api_description: dict[str, Any],
    sids: dict[str, str],
    path: str,
    address: str,
) -> None:
    address = address.format(**sids)
    check(api_description, path, "delete", carrier.api("DELETE", address))
    again = carrier.api("GET", address)
    assert (again.status_code, again.json()["code"]) == (404, 20404)


def test_pages_lead_to_each_other(carrier: Carrier, hotline: StandIn) -> None:
    sent = [carrier.phone().text(HOTLINE, f"Text {n}").sid for n in range(5)]
    answer = carrier.api("GET", "/Messages.json", params={"PageSize": "2", "To": HOTLINE}).json()
    seen = [message["sid"] for message in answer["messages"]]
    assert (answer["page"], answer["start"], answer["end"]) == (0, 0, 1)
    while answer["next_page_uri"]:
        answer = carrier.api("GET", answer["next_page_uri"].split(ACCOUNT)[1]).json()
        seen += [message["sid"] for message in answer["messages"]]
    assert seen == sent[::-1]


def test_calls_can_be_filtered(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Gather/>")
    first = carrier.phone().call(HOTLINE)
    second = carrier.phone("+15550100003").call(HOTLINE)
    second.hang_up()

    def listed(**filters: str) -> list[str]:
        answer = carrier.api("GET", "/Calls.json", params=filters).json()
        return [call["sid"] for call in answer["calls"]]

    assert listed() == [second.sid, first.sid]
    assert listed(Status="in-progress") == [first.sid]
    assert listed(From=CALLER) == [first.sid]
    assert listed(**{"StartTime>": "2000-01-01"}) == [second.sid, first.sid]
    assert listed(**{"StartTime<": "2000-01-01"}) == []


@pytest.mark.parametrize("auth", [None, (ACCOUNT, "wrong"), ("AC" + "0" * 32, "not-a-secret")])
def test_strangers_are_refused_everywhere(carrier: Carrier, auth: Any) -> None:
    for path in ("/Messages.json", "/Calls.json", "/Recordings.json", ".json"):
        answer = carrier.api("GET", path, auth=auth)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_the_api_can_be_down(carrier: Carrier) -> None:
    carrier.faults(api_down=True)
    answer = carrier.api("GET", "/Messages.json")
    assert (answer.status_code, answer.json()["code"]) == (503, 20503)


def test_an_unknown_address_answers_as_the_api_does(carrier: Carrier) -> None:
    answer = carrier.api("GET", "/Faxes.json")
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)
