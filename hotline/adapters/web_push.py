"""Web push (RFC 8030) by pywebpush: sealed for one browser (RFC 8291), signed by us (RFC 8292).

The address comes from a browser, so from anybody who can sign in. Only the services of the
browsers' makers are called, and those that the network names; over https, at no address of this
network, whatever the name leads to, and no answer sends us elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from contextlib import nullcontext
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from hotline.adapters.outside_only import outside_only
from hotline.domain.browsers import TOPIC, Subscription
from hotline.errors import BrowserGone, CarrierRefused, CarrierUnavailable

#: The services of Chrome and its kin, Firefox, Safari and Edge. A leading dot: any name below.
MAKERS = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    ".notify.windows.com",
)
LONGEST_ADDRESS = 1000
#: A notice of any length is as long as every other (RFC 8291 seals, and does not hide lengths).
NOTICE_BYTES = 1024
_SECONDS = 10
_TOKEN_LIVES = timedelta(hours=1)
_GONE = frozenset({404, 410})
_CURVE = ec.SECP256R1()
#: One less than the order of P-256: a private key is a number from 1 to this.
_MOST = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550


class WebPush:
    """`secret`: 32 bytes from which our key is made, so that nothing of it is kept anywhere.

    `contact` is a mailto: or https: address that the services ask for. `hosts` are services
    besides the makers'. `allow_private` lets a service of this machine in, for tests, whose
    certificate `authority` (a file) has signed.
    """

    def __init__(
        self,
        secret: bytes,
        contact: str,
        *,
        hosts: Iterable[str] = (),
        allow_private: bool = False,
        authority: str | None = None,
    ) -> None:
        self._private = ec.derive_private_key(int.from_bytes(secret) % _MOST + 1, _CURVE)
        self._contact = contact
        self._hosts = (*MAKERS, *hosts)
        self._allow_private = allow_private
        self._authority = authority

    @property
    def key(self) -> str:
        point = self._private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    def can_use(self, subscription: Subscription) -> bool:
        place = self._place(subscription.endpoint)
        return place is not None and _are_keys(subscription.public, subscription.auth)

    def send(self, subscription: Subscription, notice: bytes, lives: timedelta) -> None:
        from pywebpush import WebPusher

        place = self._place(subscription.endpoint)
        if place is None or not _are_keys(subscription.public, subscription.auth):
            raise CarrierRefused("That browser cannot be told.")
        if subscription.ours != self.key:
            raise BrowserGone("It agreed to notices under a key that is not ours any more.")
        keys = {"p256dh": subscription.public, "auth": subscription.auth}
        pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
        sealed = pusher.encode(notice.ljust(NOTICE_BYTES), "aes128gcm")["body"]
        headers = {
            **self._signature(place),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(max(0, int(lives.total_seconds()))),
            "Urgency": "high",
            "Topic": TOPIC,
        }
        self._answer(self._post(subscription.endpoint, sealed, headers))

    def _post(self, endpoint: str, sealed: bytes, headers: dict[str, str]) -> int:
        """The status. Its body is not read: it may be endless, and tells us nothing."""
        with requests.Session() as session:
            # No proxy and no password file of this machine's surroundings.
            session.trust_env = False
            session.verify = self._authority or True
            try:
                with nullcontext() if self._allow_private else outside_only():
                    answer = session.post(
                        endpoint,
                        data=sealed,
                        headers=headers,
                        timeout=_SECONDS,
                        allow_redirects=False,
                        stream=True,
                    )
                    answer.close()
            except (requests.RequestException, OSError) as error:
                # The address may stand in its text.
                raise CarrierUnavailable(type(error).__name__) from None
        return answer.status_code

    def _answer(self, status: int) -> None:
        if 200 <= status < 300:
            return
        if status in _GONE:
            raise BrowserGone("It takes no notices any more.")
        if status == 429 or status >= 500:
            raise CarrierUnavailable(f"The push service answered {status}.")
        raise CarrierRefused("The push service did not take it.", status)

    def _signature(self, place: SplitResult) -> dict[str, str]:
        """Our name for that service and an hour, as pywebpush's own library writes it."""
        import time

        from py_vapid import Vapid02

        until = int(time.time() + _TOKEN_LIVES.total_seconds())
        audience = f"https://{place.netloc}"
        claims = {"aud": audience, "exp": until, "sub": self._contact}
        return Vapid02(self._private).sign(claims)

    def _place(self, endpoint: str) -> SplitResult | None:
        """The address in parts, or None when it may not be called."""
        if len(endpoint) > LONGEST_ADDRESS or not re.fullmatch(r"https://[!-~]+", endpoint):
            return None
        try:
            parts = urlsplit(endpoint)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            return None
        if parts.username is not None or parts.password is not None or "\\" in endpoint:
            return None
        if parts.fragment or (port not in {None, 443} and not self._allow_private):
            return None
        known = any(
            host.endswith(each) if each.startswith(".") else host == each for each in self._hosts
        )
        return parts if known else None


def _are_keys(public: str, auth: str) -> bool:
    """A point of the curve and 16 bytes (RFC 8291, 3.1 and 3.2)."""
    if len(public) > 100 or len(auth) > 40:
        return False
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, _from_base64url(public))
        return len(_from_base64url(public)) == 65 and len(_from_base64url(auth)) == 16
    except (ValueError, binascii.Error):
        return False


def _from_base64url(text: str) -> bytes:
    """Raises ValueError for anything that is not base64url."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+=*", text):
        raise ValueError("That is not base64url.")
    plain = text.rstrip("=")
    return base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
