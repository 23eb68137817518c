"""Notices to browsers: what is let in, and a real push to a real https server on this machine."""

from __future__ import annotations

import base64
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidTag

from hotline.adapters.web_push import NOTICE_BYTES, WebPush
from hotline.domain.browsers import Subscription
from hotline.errors import BrowserGone, CarrierRefused, CarrierUnavailable
from tests.push_service import PushService, SubscribedBrowser, base64url

SECRET = bytes(range(32))
CONTACT = "mailto:hotline@example.org"
FIVE_MINUTES = timedelta(minutes=5)
GOOD = "https://fcm.googleapis.com/fcm/send/abc:def"


@pytest.fixture
def service(tmp_path) -> Iterator[PushService]:
    service = PushService(tmp_path)
    yield service
    service.close()


@pytest.fixture
def push(service: PushService) -> WebPush:
    """One that may reach this machine, as no network's does."""
    return WebPush(
        SECRET, CONTACT, hosts=["127.0.0.1"], allow_private=True, authority=service.authority
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "rosa",
        "http://fcm.googleapis.com/fcm/send/x",
        "//fcm.googleapis.com/x",
        "file:///etc/passwd",
        "https://localhost/x",
        "https://127.0.0.1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://2130706433/x",
        "https://push.example.org/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://example.org/fcm.googleapis.com",
        "https://evilfcm.googleapis.com/x",
        "https://notify.windows.com/x",
        "https://evilnotify.windows.com/x",
        "https://fcm.googleapis.com:22/x",
        "https://fcm.googleapis.com:99999/x",
        "https://name:word@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@127.0.0.1/x",
        "https://127.0.0.1\\@fcm.googleapis.com/x",
        "https://127.0.0.1#@fcm.googleapis.com/x",
        "https://fcm.googleapis.com/x#part",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/x\r\nHost: 127.0.0.1",
        "https://fcm.googleapis.com/\u0661",
        "https://[broken/x",
        GOOD + "x" * 2000,
    ],
)
def test_what_is_no_push_service_is_never_called(endpoint: str) -> None:
    """B1's spirit: the address comes from a browser, and must not make us call anything else."""
    push = WebPush(SECRET, CONTACT)
    subscription = SubscribedBrowser().subscription(endpoint, push.key)
    assert not push.can_use(subscription)
    with pytest.raises(CarrierRefused):
        push.send(subscription, b"words", FIVE_MINUTES)


@pytest.mark.parametrize(
    ("public", "auth"),
    [
        ("", ""),
        ("x", "y"),
        ("!" * 87, base64url(bytes(16))),
        (base64url(b"\x04" + bytes(64)), base64url(bytes(16))),
        (base64url(b"\x04" + b"\xff" * 64), base64url(bytes(16))),
        ("SHORT", base64url(bytes(16))),
        ("GOOD", base64url(bytes(15))),
        ("GOOD", ""),
        ("GOOD", "A" * 100_000),
        ("A" * 100_000, base64url(bytes(16))),
    ],
)
def test_keys_that_are_none_are_refused(public: str, auth: str) -> None:
    point = SubscribedBrowser().public
    named = {"GOOD": base64url(point), "SHORT": base64url(point[:-1])}
    push = WebPush(SECRET, CONTACT)
    assert not push.can_use(Subscription(GOOD, named.get(public, public), auth, push.key))


@pytest.mark.parametrize(
    "endpoint",
    [
        GOOD,
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://web.push.apple.com/QGuQyavXutnMR",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD",
        "https://push.network.example/x",
    ],
)
def test_the_makers_services_and_those_that_the_network_names_are_let_in(endpoint: str) -> None:
    push = WebPush(SECRET, CONTACT, hosts=["push.network.example"])
    assert push.can_use(SubscribedBrowser().subscription(endpoint, push.key))


def test_only_that_browser_reads_it_and_all_are_as_long(
    service: PushService, push: WebPush
) -> None:
    """RFC 8291 and 8292: sealed for one pair of eyes, signed by us, short-lived, urgent."""
    rosa, eve = SubscribedBrowser(), SubscribedBrowser()
    words = '{"words": "Línea: petición K7"}'.encode()
    push.send(rosa.subscription(f"{service.origin}/send/1?t=2", push.key), words, FIVE_MINUTES)
    push.send(rosa.subscription(f"{service.origin}/send/1", push.key), b"{}", FIVE_MINUTES)
    first, second = service.pushed
    assert first.path == "/send/1?t=2"
    assert rosa.read(first.body).rstrip(b" ") == words
    assert len(rosa.read(first.body)) == NOTICE_BYTES
    assert len(first.body) == len(second.body)
    with pytest.raises(InvalidTag):
        eve.read(first.body)
    assert first.headers["content-encoding"] == "aes128gcm"
    assert (first.headers["ttl"], first.headers["urgency"]) == ("300", "high")
    assert first.headers["topic"] == "requests"
    claims = first.claims(push.key)
    assert claims["aud"] == service.origin
    assert claims["sub"] == CONTACT
    assert 0 < int(str(claims["exp"])) - time.time() <= 24 * 3600


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, BrowserGone),
        (410, BrowserGone),
        (400, CarrierRefused),
        (401, CarrierRefused),
        (403, CarrierRefused),
        (413, CarrierRefused),
        (429, CarrierUnavailable),
        (500, CarrierUnavailable),
        (503, CarrierUnavailable),
    ],
)
def test_answers(service: PushService, push: WebPush, status: int, error: type[Exception]) -> None:
    """A wrong clock of ours (401, 403) must not end everybody's notices: only gone is gone."""
    service.status = status
    subscription = SubscribedBrowser().subscription(f"{service.origin}/secret-mango", push.key)
    with pytest.raises(error) as raised:
        push.send(subscription, b"words", FIVE_MINUTES)
    assert type(raised.value) is error
    assert "mango" not in str(raised.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nobody_is_followed_elsewhere(service: PushService, push: WebPush, status: int) -> None:
    service.status, service.location = status, f"{service.origin}/inside"
    subscription = SubscribedBrowser().subscription(f"{service.origin}/send", push.key)
    with pytest.raises(CarrierRefused):
        push.send(subscription, b"words", FIVE_MINUTES)
    assert [each.path for each in service.pushed] == ["/send"]


def test_a_name_that_leads_inside_is_not_called(service: PushService, monkeypatch) -> None:
    """A known name whose address was moved (DNS rebinding): looked at as it is called."""
    real, port = socket.getaddrinfo, int(service.origin.rpartition(":")[2])

    def moved(host, _port, *rest, **options):
        return real("127.0.0.1", port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", moved)
    push = WebPush(SECRET, CONTACT, authority=service.authority)
    with pytest.raises(CarrierUnavailable):
        push.send(SubscribedBrowser().subscription(GOOD, push.key), b"words", FIVE_MINUTES)
    assert service.pushed == []


def test_a_service_with_a_strange_certificate_or_none_is_unavailable(service: PushService) -> None:
    push = WebPush(SECRET, CONTACT, hosts=["127.0.0.1"], allow_private=True)
    subscription = SubscribedBrowser().subscription(f"{service.origin}/send", push.key)
    with pytest.raises(CarrierUnavailable):
        push.send(subscription, b"words", FIVE_MINUTES)
    assert service.pushed == []


def test_our_key_comes_from_the_master_key_and_an_agreement_under_another_is_over(
    service: PushService, push: WebPush
) -> None:
    assert push.key == WebPush(SECRET, CONTACT).key
    assert len(base64.urlsafe_b64decode(push.key + "=")) == 65
    other = WebPush(bytes(32), CONTACT)
    assert other.key != push.key
    subscription = SubscribedBrowser().subscription(f"{service.origin}/send", push.key)
    with pytest.raises(BrowserGone):
        push.send(replace(subscription, ours=other.key), b"words", FIVE_MINUTES)
    assert service.pushed == []
