"""The log of consent: a repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotline.domain.consents import Consent


class Consents(Protocol):
    def add(self, consent: Consent) -> None: ...
    def all(self) -> Sequence[Consent]:
        """Every line, the oldest first."""

    def forget(self, number_hash: str) -> None:
        """Erased at the wish of the person: the opt-out alone is kept."""

    def purge(self, written_before: datetime) -> int: ...
