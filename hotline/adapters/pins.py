"""PINs as Argon2id hashes (OWASP's parameters: 19 MiB, 2 rounds, 1 lane)."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Argon2Pins:
    """Hashes and checks PINs; an unknown person's check takes as long as a known one's."""

    def __init__(self) -> None:
        # Each check takes 19 MiB and a core for a moment: a flood of tries must not take all.
        self._at_once = threading.Semaphore(2)
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this pin")

    def hash(self, pin: str) -> str:
        return self._hasher.hash(pin)

    def fits(self, pin_hash: str | None, pin: str) -> bool:
        """True when the PIN is right; always False, after the same work, without a hash."""
        try:
            with self._at_once:
                return self._hasher.verify(pin_hash or self._nobody, pin) and pin_hash is not None
        except (VerifyMismatchError, InvalidHashError):
            return False
