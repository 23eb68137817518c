"""Keys, sealing and PINs, as the services see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from hotline.types import Sealed


class DataKey(Protocol):
    """The opened key of one request: seals and opens what hangs on it.

    `purpose` is bound into the sealed bytes, so that a sealed number cannot be put
    where words belong. open raises KeyLost when the bytes do not fit the key.
    """

    id: str

    def seal(self, purpose: str, plain: bytes) -> Sealed: ...
    def open(self, purpose: str, sealed: Sealed) -> bytes: ...
    def seal_text(self, purpose: str, plain: str) -> Sealed: ...
    def open_text(self, purpose: str, sealed: Sealed) -> str: ...


class Vault(Protocol):
    """Makes and opens keys under the master key, and fingerprints under the pepper."""

    def new_key(self, key_id: str) -> tuple[DataKey, Sealed]: ...
    def open_key(self, key_id: str, wrapped: Sealed) -> DataKey: ...
    def fingerprint(self, kind: str, value: str) -> str: ...


class Keys(Protocol):
    destroyed: bool

    def create(self) -> DataKey: ...
    def open(self, key_id: str) -> DataKey: ...
    def fetch(self, key_ids: Iterable[str]) -> None: ...
    def destroy(self, key_id: str) -> None: ...


class Pins(Protocol):
    """Hashes PINs; checking against no hash takes as long and is False."""

    def hash(self, pin: str) -> str: ...
    def fits(self, pin_hash: str | None, pin: str) -> bool: ...
