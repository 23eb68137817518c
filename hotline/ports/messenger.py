"""Telling volunteers by other services than texts: e-mail, ntfy, Signal and many more."""

from __future__ import annotations

from typing import Protocol


class Messenger(Protocol):
    """Sends a few words to an address of a service.

    `can_use` is False for what is no address, for a service that is not let in, and for a
    host of this machine or its network. `send` raises CarrierUnavailable for a passing fault
    and CarrierRefused for an address that will never work. Neither tells of the address.
    """

    def can_use(self, address: str) -> bool: ...
    def send(self, address: str, words: str) -> None: ...
