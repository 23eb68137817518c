"""Encryption: a key of its own for each request, wrapped by the master key.

AES-256-GCM (the `cryptography` library) with random 96-bit nonces. What a value is
for and whose key it hangs on is bound in as associated data, so that a sealed number
cannot be moved to where words belong, nor from one request to another.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from hotline.errors import KeyLost
from hotline.types import Sealed

_NONCE_BYTES = 12


class AesKey:
    """One opened key. `id` is the row under which it is kept wrapped."""

    def __init__(self, key_id: str, key: bytes) -> None:
        self.id = key_id
        self._cipher = AESGCM(key)

    def __repr__(self) -> str:
        return f"AesKey({self.id})"

    def seal(self, purpose: str, plain: bytes) -> Sealed:
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(nonce + self._cipher.encrypt(nonce, plain, self._bound(purpose)))

    def open(self, purpose: str, sealed: Sealed) -> bytes:
        """The plain bytes. Raises KeyLost when key, purpose or bytes do not fit."""
        nonce, body = sealed.blob[:_NONCE_BYTES], sealed.blob[_NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, self._bound(purpose))
        except (InvalidTag, ValueError):
            raise KeyLost("This cannot be opened: its key is another, or it was changed.") from None

    def seal_text(self, purpose: str, plain: str) -> Sealed:
        return self.seal(purpose, plain.encode("utf-8", "surrogatepass"))

    def open_text(self, purpose: str, sealed: Sealed) -> str:
        return self.open(purpose, sealed).decode("utf-8", "surrogatepass")

    def _bound(self, purpose: str) -> bytes:
        return f"{self.id}/{purpose}".encode()


class MasterVault:
    """Makes, wraps and opens keys; fingerprints with a pepper derived from the master key."""

    def __init__(self, master_key: bytes) -> None:
        self._wrapper = AESGCM(_derive(master_key, b"hotline wrap 1"))
        self._pepper = _derive(master_key, b"hotline pepper 1")
        self._master = master_key

    def new_key(self, key_id: str) -> tuple[AesKey, Sealed]:
        key = AESGCM.generate_key(bit_length=256)
        nonce = os.urandom(_NONCE_BYTES)
        return AesKey(key_id, key), Sealed(
            nonce + self._wrapper.encrypt(nonce, key, key_id.encode())
        )

    def open_key(self, key_id: str, wrapped: Sealed) -> AesKey:
        """Raises KeyLost when the master key is another than the one that wrapped it."""
        nonce, body = wrapped.blob[:_NONCE_BYTES], wrapped.blob[_NONCE_BYTES:]
        try:
            return AesKey(key_id, self._wrapper.decrypt(nonce, body, key_id.encode()))
        except InvalidTag:
            raise KeyLost("The master key is not the one under which this was stored.") from None

    def fingerprint(self, kind: str, value: str) -> str:
        """HMAC-SHA256 as 64 hex digits: the same value gives the same, nobody else can."""
        message = f"{kind}\x00{value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._pepper, message, hashlib.sha256).hexdigest()

    def derive_secret(self, purpose: str) -> bytes:
        """32 bytes for another use (the pages' form tokens), bound to its purpose."""
        return _derive(self._master, f"hotline {purpose}".encode())


def _derive(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(master_key)
