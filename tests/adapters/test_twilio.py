"""What we send is what the carrier's own specification knows; what comes back is doubted."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from hotline.adapters.twilio import TwilioCarrier
from hotline.config import CarrierSettings, Secret
from hotline.domain.limits import RECORDING_BYTES
from hotline.errors import CarrierRefused, CarrierUnavailable, RecordingNotReady
from hotline.types import PhoneNumber, RecordingSid

ACCOUNT = "AC" + "0" * 32
RECORDING = RecordingSid("RE" + "1" * 32)
MESSAGE = {"sid": "SM" + "2" * 32, "status": "queued", "body": "", "num_segments": "1"}


@dataclass
class Answers:
    """A carrier that answers as it is told and keeps every request."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    seen: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def carrier(answers):
    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            length = int(self.headers.get("Content-Length") or 0)
            form = parse_qs(self.rfile.read(length).decode(), keep_blank_values=True)
            answers.seen.append((self.command, self.path, form))
            self.send_response(answers.status)
            for name, value in answers.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answers.body)))
            self.end_headers()
            self.wfile.write(answers.body)

        do_GET = do_POST = do_DELETE = answer

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = CarrierSettings(
        ACCOUNT, Secret("token"), api_url=f"http://127.0.0.1:{server.server_port}"
    )
    yield TwilioCarrier(settings, PhoneNumber("+15550100000"), "https://hotline.example.org")
    server.shutdown()
    server.server_close()


def _send(carrier):
    return carrier.send_text(PhoneNumber("+15550100011"), "a request is waiting", "ref")


def test_a_text_has_only_fields_of_the_official_specification(carrier, answers, shared):
    answers.status, answers.body = 201, json.dumps(MESSAGE).encode()
    assert _send(carrier) == MESSAGE["sid"]
    ((method, path, form),) = answers.seen
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    specification = json.loads((shared / "twilio" / "api_v2010.hotline.json").read_text())
    route = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
    content = specification["paths"][route]["post"]["requestBody"]["content"]
    schema = content["application/x-www-form-urlencoded"]["schema"]
    assert set(form) <= set(schema["properties"])
    assert set(schema.get("required", [])) <= set(form)
    assert form["StatusCallback"] == ["https://hotline.example.org/twilio/messages/status"]


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (400, 21610, CarrierRefused),
        (400, 21614, CarrierRefused),
        (401, 20003, CarrierUnavailable),
        (403, 0, CarrierUnavailable),
        (429, 20429, CarrierUnavailable),
        (400, 30022, CarrierUnavailable),
        (500, 0, CarrierUnavailable),
        (503, 0, CarrierUnavailable),
    ],
)
def test_refusals_are_told_from_passing_faults(carrier, answers, status, code, error):
    answers.status = status
    answers.body = json.dumps({"code": code, "message": "m", "status": status}).encode()
    with pytest.raises(error):
        _send(carrier)


def test_a_recording_is_asked_for_by_its_sid_under_our_own_account(carrier, answers):
    answers.body = b"RIFF"
    assert carrier.fetch_recording(RECORDING) == b"RIFF"
    assert answers.seen[0][1] == f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{RECORDING}.wav"


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, RecordingNotReady),
        (401, CarrierUnavailable),
        (500, CarrierUnavailable),
        (302, CarrierUnavailable),
    ],
)
def test_what_is_not_a_recording_is_a_named_error_and_no_redirect_is_followed(
    carrier, answers, status, error
):
    answers.status = status
    answers.headers = {"Location": "http://169.254.169.254/latest"}
    with pytest.raises(error):
        carrier.fetch_recording(RECORDING)
    assert len(answers.seen) == 1


def test_a_recording_that_never_ends_is_cut_off(carrier, answers):
    answers.body = bytes(RECORDING_BYTES + 1)
    with pytest.raises(CarrierRefused, match="larger"):
        carrier.fetch_recording(RECORDING)


@pytest.mark.parametrize(
    "sid",
    ["", "RE", "RE" + "1" * 31, "../x", "RE" + "1" * 31 + "/", "http://evil.example/RE" + "1" * 32],
)
def test_anything_but_a_sid_is_refused_without_a_connection(carrier, answers, sid):
    for ask in (carrier.fetch_recording, carrier.delete_recording):
        with pytest.raises(CarrierRefused):
            ask(RecordingSid(sid))
    assert answers.seen == []


@pytest.mark.parametrize("status", [204, 404])
def test_deleting_what_is_gone_already_is_no_error(carrier, answers, status):
    answers.status = status
    carrier.delete_recording(RECORDING)
    answers.status = 500
    with pytest.raises(CarrierUnavailable):
        carrier.delete_recording(RECORDING)


CALL = {"sid": "CA" + "3" * 32, "status": "queued"}


def _place(carrier):
    return carrier.place_call(
        PhoneNumber("+15550100012"),
        answer_path="/twilio/bridge/x/answer",
        status_path="/twilio/bridge/x/status",
        ring_seconds=25,
        longest_seconds=1800,
    )


def test_a_call_goes_out_from_the_hotlines_number_with_what_the_carrier_knows(
    carrier, answers, shared
):
    """V16; every parameter and value is one of the carrier's own specification."""
    answers.body, answers.status = json.dumps(CALL).encode(), 201
    assert _place(carrier) == CALL["sid"]
    ((method, path, form),) = answers.seen
    assert (method, path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json")
    assert form["From"] == ["+15550100000"]
    assert form["Url"] == ["https://hotline.example.org/twilio/bridge/x/answer"]
    assert form["TimeLimit"] == ["1800"]
    assert form["StatusCallbackEvent"] == ["initiated", "ringing", "answered", "completed"]
    api = json.loads((shared / "twilio" / "api_v2010.hotline.json").read_text("utf-8"))
    body = api["paths"]["/2010-04-01/Accounts/{AccountSid}/Calls.json"]["post"]["requestBody"]
    known = body["content"]["application/x-www-form-urlencoded"]["schema"]["properties"]
    assert set(form) <= set(known)
    # Nobody's call is recorded, and no machine of the carrier listens for machines.
    assert not {"Record", "MachineDetection"} & set(form)


def test_a_call_is_moved_and_ended_by_its_sid(carrier, answers):
    answers.body = json.dumps(CALL).encode()
    carrier.move_call(CALL["sid"], "/twilio/bridge/x/next")
    carrier.end_call(CALL["sid"])
    address = f"/2010-04-01/Accounts/{ACCOUNT}/Calls/{CALL['sid']}.json"
    assert [(method, path) for method, path, _ in answers.seen] == [("POST", address)] * 2
    assert answers.seen[0][2] == {"Url": ["https://hotline.example.org/twilio/bridge/x/next"]}
    assert answers.seen[1][2] == {"Status": ["completed"]}


@pytest.mark.parametrize(("status", "error"), [(400, CarrierRefused), (503, CarrierUnavailable)])
def test_a_call_that_cannot_be_placed_or_moved_is_an_error_of_ours(carrier, answers, status, error):
    answers.status, answers.body = status, json.dumps({"code": 21220, "message": "no"}).encode()
    with pytest.raises(error):
        _place(carrier)
    with pytest.raises(error):
        carrier.move_call(CALL["sid"], "/twilio/bridge/x/next")


def test_to_end_a_call_that_is_over_is_no_error(carrier, answers):
    answers.status, answers.body = 400, json.dumps({"code": 21220, "message": "over"}).encode()
    carrier.end_call(CALL["sid"])


@pytest.mark.parametrize("sid", ["", "RE" + "1" * 32, "../Messages", "CA1"])
def test_what_is_no_calls_sid_is_never_asked_for(carrier, answers, sid):
    with pytest.raises(CarrierRefused):
        carrier.move_call(sid, "/twilio/bridge/x/next")
    assert answers.seen == []
