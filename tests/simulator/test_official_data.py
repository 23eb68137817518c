"""The carrier against data that others wrote: sample documents, signatures, the official SDK."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from werkzeug.datastructures import MultiDict

from ivr.simulator.transport import sign
from ivr.simulator.twiml import MESSAGE_VERBS, check_names, parse
from ivr.simulator.verbs import HANDLERS
from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, TOKEN, Carrier, StandIn
from tests.simulator.sounds import hum


def test_every_official_document_is_understood(shared: Path) -> None:
    documents = sorted((shared / "twilio" / "samples").rglob("*.twiml"))
    assert len(documents) >= 150
    for document in documents:
        verbs = parse(document.read_bytes())
        known = MESSAGE_VERBS if "message" in document.parts else frozenset(HANDLERS)
        check_names(verbs, known | frozenset(HANDLERS))


def test_every_official_voice_document_comes_to_an_end(
    shared: Path, carrier: Carrier, hotline: StandIn
) -> None:
    """Whatever a document says, the call on it either waits for a person or ends."""
    hotline.says("/next", "")
    for document in sorted((shared / "twilio" / "samples" / "voice").rglob("*.twiml")):
        hotline.says("/twilio/voice", (200, "text/xml", document.read_bytes()), "")
        call = carrier.phone().call(HOTLINE, listens=False)
        for _ in range(12):
            if call.state.ended or call.state.waits_for in ("conference", "queue", "dial"):
                break
            call.silence()
        call.hang_up()
        assert call.state.ended, document


def test_signatures_are_those_of_the_official_libraries(shared: Path) -> None:
    vectors = json.loads((shared / "twilio" / "signature_vectors.json").read_text())
    checked = 0
    for vector in vectors:
        params = vector["params"]
        if not vector["passes_twilio_python_9_13"] or not vector["valid"]:
            continue
        # A body of JSON is signed by its hash in the URL, not by its fields.
        fields = MultiDict(params if not isinstance(params, str) else {})
        urls = {vector["url"], with_port(vector["url"]), without_port(vector["url"])}
        signatures = {sign(vector["auth_token"], url, fields) for url in urls}
        assert vector["signature"] in signatures, vector["name"]
        checked += 1
    assert checked >= 15


def with_port(url: str) -> str:
    """Twilio signs some URLs with their standard port and some without."""
    parts = urlsplit(url)
    if parts.port:
        return url
    port = 443 if parts.scheme == "https" else 80
    return urlunsplit(parts._replace(netloc=f"{parts.netloc}:{port}"))


def without_port(url: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.hostname or ""))


class Elsewhere(TwilioHttpClient):
    """The SDK's own client, which finds api.twilio.com on this machine."""

    def __init__(self, base_url: str) -> None:
        super().__init__(timeout=10)
        self._base_url = base_url

    def request(self, method: str, url: str, *arguments: Any, **options: Any) -> Any:
        url = url.replace("https://api.twilio.com", self._base_url)
        return super().request(method, url, *arguments, **options)


@pytest.fixture
def sdk(carrier: Carrier) -> Client:
    return Client(ACCOUNT, TOKEN, http_client=Elsewhere(carrier.url))


def test_the_sdk_sends_and_deletes_texts(sdk: Client, carrier: Carrier, hotline: StandIn) -> None:
    message = sdk.messages.create(
        to=CALLER, from_=HOTLINE, body="Hello", status_callback=f"{hotline.url}/sent"
    )
    assert message.status == "queued"
    hotline.wait_for("/sent", times=3)
    assert sdk.messages(message.sid).fetch().status == "delivered"
    assert [item.sid for item in sdk.messages.list(to=CALLER)] == [message.sid]
    assert sdk.messages(message.sid).update(body="").body == ""
    assert sdk.messages(message.sid).delete()
    with pytest.raises(TwilioRestException) as refused:
        sdk.messages(message.sid).fetch()
    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_the_sdk_lists_and_deletes_recordings(
    sdk: Client, carrier: Carrier, hotline: StandIn
) -> None:
    carrier.faults(recording_404_seconds=0)
    hotline.says("/twilio/voice", '<Record action="/recorded"/>')
    call = carrier.phone().call(HOTLINE).speak(hum(2.0))
    (recording,) = sdk.recordings.list(call_sid=call.sid)
    assert (recording.status, recording.duration) == ("completed", "2")
    assert recording.media_url.startswith(carrier.url)
    assert sdk.recordings(recording.sid).delete()
    assert sdk.recordings.list() == []


def test_the_sdk_calls_and_hangs_up(sdk: Client, carrier: Carrier, hotline: StandIn) -> None:
    call = sdk.calls.create(
        to=CALLER,
        from_=HOTLINE,
        twiml="<Response><Gather/></Response>",
        status_callback=f"{hotline.url}/progress",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    ringing = carrier.phone().ringing(wait=5)
    assert ringing is not None
    ringing.answer()
    assert sdk.calls(call.sid).fetch().status == "in-progress"
    assert sdk.calls(call.sid).update(status="completed").status == "completed"
    told = hotline.wait_for("/progress", times=4)
    assert [item["CallStatus"] for item in told] == [
        "initiated", "ringing", "in-progress", "completed",
    ]  # fmt: skip
    assert [item["SequenceNumber"] for item in told] == ["0", "1", "2", "3"]


def test_the_sdk_changes_where_a_number_leads(sdk: Client, carrier: Carrier) -> None:
    (number,) = sdk.incoming_phone_numbers.list(phone_number=HOTLINE)
    assert number.voice_url.endswith("/twilio/voice")
    changed = sdk.incoming_phone_numbers(number.sid).update(voice_fallback_url="http://127.0.0.1/")
    assert changed.voice_fallback_url == "http://127.0.0.1/"
    assert sdk.api.accounts(ACCOUNT).fetch().status == "active"
