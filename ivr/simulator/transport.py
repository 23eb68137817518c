"""Sends the carrier's signed requests to the application, with its time limits and retries."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import requests
from twilio.request_validator import RequestValidator

from ivr.simulator.faults import FaultBox
from ivr.simulator.settings import Settings

# "follows redirects (up to 10, else 11215)".
MAX_REDIRECTS = 10


class WebhookFailed(Exception):
    """The application could not be asked, or its answer is no answer; `code` as in the debugger."""

    def __init__(self, code: int, url: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.url = url


@dataclass(frozen=True)
class Answer:
    """What the application said. `url` is the address relative URLs of its words start from."""

    url: str
    content_type: str
    body: bytes
    cache_control: str = ""


@dataclass(frozen=True)
class Overrides:
    """Connection overrides, written after the `#` of a webhook URL (never sent, never signed)."""

    connect: float
    read: float
    retries: int
    policy: frozenset[str]


class Transport:
    """Speaks to programs on this machine only: a document may name any host on earth."""

    def __init__(self, settings: Settings, faults: FaultBox) -> None:
        self._settings = settings
        self._faults = faults

    def send(
        self,
        url: str,
        params: Mapping[str, str],
        method: str = "POST",
        session: requests.Session | None = None,
        token: str | None = None,
    ) -> Answer:
        """Asks the application and gives its answer. Raises WebhookFailed.

        With the fault `duplicate_webhooks` the same request is sent again, with the same
        idempotency token, and the last answer counts: as if the first had been lost on its way.
        """
        token = token or str(uuid.uuid4())
        answer = self._with_retries(url, params, method, session, token)
        for _ in range(self._faults.now.duplicate_webhooks):
            answer = self._with_retries(url, params, method, session, token)
        return answer

    def _with_retries(
        self,
        url: str,
        params: Mapping[str, str],
        method: str,
        session: requests.Session | None,
        token: str,
    ) -> Answer:
        overrides = self._overrides(url)
        attempts_left = overrides.retries
        while True:
            try:
                return self._follow(url, params, method, session, token, overrides)
            except _Retryable as problem:
                if attempts_left == 0 or not overrides.policy & {problem.reason, "all"}:
                    raise WebhookFailed(problem.code, url, str(problem)) from None
                attempts_left -= 1

    def _follow(
        self,
        url: str,
        params: Mapping[str, str],
        method: str,
        session: requests.Session | None,
        token: str,
        overrides: Overrides,
    ) -> Answer:
        for _ in range(MAX_REDIRECTS + 1):
            response = self._once(url, params, method, session, token, overrides)
            if not response.is_redirect:
                break
            url = urljoin(response.url, response.headers["Location"])
            if response.status_code in (301, 302, 303):
                method, params = "GET", {}
        else:
            raise WebhookFailed(11215, url, "The webhook redirects more than ten times.")
        if response.status_code >= 400:
            reason = "4xx" if response.status_code < 500 else "5xx"
            text = f"The webhook answered with status {response.status_code}."
            raise _Retryable(11200, reason, text)
        content_type = response.headers.get("Content-Type", "")
        cache_control = response.headers.get("Cache-Control", "").lower()
        return Answer(response.url, content_type, response.content, cache_control)

    def _once(
        self,
        url: str,
        params: Mapping[str, str],
        method: str,
        session: requests.Session | None,
        token: str,
        overrides: Overrides,
    ) -> requests.Response:
        address = urldefrag(url).url
        self._refuse_strangers(address)
        if method.upper() == "GET":
            if params:
                address += ("&" if urlsplit(address).query else "?") + urlencode(params)
            body: dict[str, str] = {}
        else:
            body = dict(params)
        request = requests.Request(method.upper(), address, data=body or None)
        with requests.Session() as fresh:
            sender = session or fresh
            # Neither a proxy nor a .netrc of this machine's user belongs to the carrier.
            sender.trust_env = False
            prepared = sender.prepare_request(request)
            signature = sign(self._settings.auth_token, prepared.url or "", body)
            prepared.headers["X-Twilio-Signature"] = signature
            prepared.headers["I-Twilio-Idempotency-Token"] = token
            prepared.headers["User-Agent"] = "TwilioProxy/1.1"
            prepared.headers["Accept"] = "*/*"
            limits = (overrides.connect, overrides.read)
            try:
                return sender.send(prepared, timeout=limits, allow_redirects=False)
            except requests.ReadTimeout:
                raise _Retryable(11205, "rt", "The webhook did not answer in time.") from None
            except requests.RequestException:
                raise _Retryable(11205, "ct", "The webhook cannot be reached.") from None

    def _refuse_strangers(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise WebhookFailed(11100, url, "The URL of the webhook is not complete.")
        if not is_loopback(parts.hostname):
            text = "The simulated carrier speaks to programs on this machine only."
            raise WebhookFailed(11205, url, text)

    def _overrides(self, url: str) -> Overrides:
        """`#rc=2&rp=ct,rt,5xx&rt=4000`: defaults rc=1, rp=ct, ct=5000, rt=15000."""
        wishes = dict(parse_qsl(urldefrag(url).fragment))
        whole = self._settings.webhook_seconds
        return Overrides(
            connect=min(_seconds(wishes.get("ct"), self._settings.connect_seconds), whole),
            read=min(_seconds(wishes.get("rt"), whole), whole),
            retries=min(int(wishes["rc"]), 5) if wishes.get("rc", "").isdigit() else 1,
            policy=frozenset(wishes.get("rp", "ct").split(",")),
        )


class _Retryable(Exception):
    """A failure that a retry policy may name."""

    def __init__(self, code: int, reason: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.reason = reason


def sign(auth_token: str, url: str, fields: Mapping[str, str]) -> str:
    """X-Twilio-Signature, by the carrier's own library.

    The URL is the one sent, without its fragment; the fields are those of a POST's body.
    """
    signature: str = RequestValidator(auth_token).compute_signature(url, fields)
    return signature


def is_loopback(host: str) -> bool:
    """Is this host name this machine itself?"""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _seconds(milliseconds: str | None, default: float) -> float:
    if milliseconds and milliseconds.isdigit():
        return max(int(milliseconds), 100) / 1000
    return default
