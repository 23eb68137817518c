"""Copies of texts that still lie at the carrier: a repository."""

from __future__ import annotations

from typing import Protocol

from hotline.domain.carrier_copies import CarrierCopy


class CarrierCopies(Protocol):
    """Rows go with the copies: nothing is kept of what lies nowhere any more."""

    def add(self, copy: CarrierCopy, sid_fingerprint: str) -> bool:
        """False when this text is known already."""

    def by_id(self, copy_id: str) -> CarrierCopy | None: ...
    def by_sid(self, sid_fingerprint: str) -> CarrierCopy | None: ...
    def forget(self, copy_id: str) -> str | None:
        """Delete the row; the key that no other copy hangs on any more, if it is so."""

    def oldest(self) -> CarrierCopy | None: ...
