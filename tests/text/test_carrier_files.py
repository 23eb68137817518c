"""T4, B1: files are fetched by our sids alone, over one redirect, without our credentials there."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hotline.adapters.twilio import TwilioCarrier
from hotline.config import CarrierSettings, Secret
from hotline.domain.limits import MEDIA_BYTES
from hotline.errors import TOO_LARGE, CarrierRefused, CarrierUnavailable, RecordingNotReady
from hotline.types import MediaSid, MessageSid, PhoneNumber

ACCOUNT = "AC" + "0" * 32
MESSAGE, MEDIA = MessageSid("MM" + "1" * 32), MediaSid("ME" + "2" * 32)
FILE_PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{MESSAGE}/Media/{MEDIA}"


class Store:
    """A carrier whose file lies behind `location`."""

    def __init__(self) -> None:
        self.location = "/mms-media/x"
        self.status = 200
        self.body = b"picture"
        self.seen: list[tuple[str, str, str | None]] = []


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def carrier(store):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            store.seen.append(("GET", self.path, self.headers.get("Authorization")))
            if self.path == FILE_PATH and store.location:
                self.send_response(307)
                self.send_header("Location", store.location)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            self.send_response(store.status)
            self.send_header("Content-Length", str(len(store.body)))
            self.end_headers()
            try:
                self.wfile.write(store.body)
            except OSError:
                return

        def do_DELETE(self):
            store.seen.append(("DELETE", self.path, self.headers.get("Authorization")))
            self.send_response(store.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings = CarrierSettings(
        ACCOUNT, Secret("token"), api_url=f"http://127.0.0.1:{server.server_port}"
    )
    yield TwilioCarrier(settings, PhoneNumber("+15550100000"), "https://hotline.example.org")
    server.shutdown()
    server.server_close()


def test_t4_a_file_is_fetched_over_one_redirect_and_our_credentials_stay(carrier, store):
    assert carrier.fetch_media(MESSAGE, MEDIA) == b"picture"
    (first, second) = store.seen
    assert first[1] == FILE_PATH
    assert first[2]
    assert second == ("GET", "/mms-media/x", None)


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:9/x",
        "http://169.254.169.254/latest",
        "https://evil.example/",
        "file:///etc/passwd",
        "//evil.example/x",
    ],
)
def test_b1_no_other_place_is_visited(carrier, store, location):
    store.location = location
    with pytest.raises(CarrierRefused):
        carrier.fetch_media(MESSAGE, MEDIA)
    assert len(store.seen) == 1


@pytest.mark.parametrize(
    ("message", "media"),
    [(MESSAGE, "ME1/../../x"), (MESSAGE, "RE" + "2" * 32), ("http://evil", MEDIA), ("", "")],
)
def test_b1_what_is_no_sid_is_never_asked_for(carrier, store, message, media):
    with pytest.raises(CarrierRefused):
        carrier.fetch_media(message, media)
    with pytest.raises(CarrierRefused):
        carrier.delete_media(message, media)
    assert store.seen == []


def test_t4_more_than_16_megabytes_is_not_read_to_its_end(carrier, store):
    store.body = bytes(MEDIA_BYTES + 1)
    with pytest.raises(CarrierRefused) as refused:
        carrier.fetch_media(MESSAGE, MEDIA)
    assert refused.value.code == TOO_LARGE


@pytest.mark.parametrize(("status", "error"), [(404, RecordingNotReady), (500, CarrierUnavailable)])
def test_t4_faults_that_pass_are_tried_again(carrier, store, status, error):
    store.status = status
    with pytest.raises(error):
        carrier.fetch_media(MESSAGE, MEDIA)


def test_t4_deleting_twice_is_no_error(carrier, store):
    for store.status in (204, 404):
        carrier.delete_media(MESSAGE, MEDIA)
    store.status = 500
    with pytest.raises(CarrierUnavailable):
        carrier.delete_media(MESSAGE, MEDIA)
