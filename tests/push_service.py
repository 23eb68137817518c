"""A push service on this machine with a certificate, and a browser that reads what it is sent.

The reading is written from RFC 8188, RFC 8291 and RFC 8292 with the `cryptography` library alone,
so that it does not agree with a mistake of the library that writes.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import os
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from hotline.domain.browsers import Subscription

CURVE = ec.SECP256R1()


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_base64url(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _derive(salt: bytes, secret: bytes, info: bytes, length: int) -> bytes:
    """HKDF with one block (RFC 5869), as RFC 8291 writes it."""
    first = hmac.new(salt, secret, hashlib.sha256).digest()
    return hmac.new(first, info + b"\x01", hashlib.sha256).digest()[:length]


class SubscribedBrowser:
    """Holds the private key that only the browser has."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(CURVE)
        self.auth = os.urandom(16)
        self.public = _point(self._private.public_key())

    def subscription(self, endpoint: str, ours: str) -> Subscription:
        return Subscription(endpoint, base64url(self.public), base64url(self.auth), ours)

    def read(self, sealed: bytes) -> bytes:
        """The plain notice. Raises InvalidTag when it is not for this browser."""
        salt, length = sealed[:16], sealed[20]
        sender, body = sealed[21 : 21 + length], sealed[21 + length :]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender)
        shared = self._private.exchange(ec.ECDH(), theirs)
        mixed = _derive(self.auth, shared, b"WebPush: info\x00" + self.public + sender, 32)
        key = _derive(salt, mixed, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = _derive(salt, mixed, b"Content-Encoding: nonce\x00", 12)
        plain = AESGCM(key).decrypt(nonce, body, None).rstrip(b"\x00")
        assert plain[-1:] == b"\x02", "the last record ends with a 2"
        return plain[:-1]


@dataclass
class Pushed:
    path: str
    headers: dict[str, str]
    body: bytes

    def claims(self, key: str) -> dict[str, object]:
        """What the sender says of itself, its signature checked with `key` (RFC 8292)."""
        scheme, _, rest = self.headers["authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert scheme == "vapid"
        assert parts["k"].rstrip("=") == key
        head, claims, signature = parts["t"].split(".")
        assert json.loads(from_base64url(head))["alg"] == "ES256"
        raw = from_base64url(signature)
        r, s = int.from_bytes(raw[:32]), int.from_bytes(raw[32:])
        public = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(key))
        public.verify(
            utils.encode_dss_signature(r, s),
            f"{head}.{claims}".encode(),
            ec.ECDSA(hashes.SHA256()),
        )
        return json.loads(from_base64url(claims))


@dataclass
class PushService:
    """`status` and `location` are what it answers; `pushed` is what came."""

    folder: Path
    status: int = 201
    location: str = ""
    pushed: list[Pushed] = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                outer.pushed.append(Pushed(self.path, headers, body))
                self.send_response(outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self.authority = str(self.folder / "push.pem")
        self._certify()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _certify(self) -> None:
        key = ec.generate_private_key(CURVE)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push.test")])
        now = dt.datetime.now(dt.UTC)
        place = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=1))
            .add_extension(place, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        pem = private + certificate.public_bytes(serialization.Encoding.PEM)
        Path(self.authority).write_bytes(pem)
