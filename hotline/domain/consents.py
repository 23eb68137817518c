"""What proves that a number asked to be texted, and when it took that back (T10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Keyword(StrEnum):
    """Of a list of ours, never a person's words. WROTE: they texted us first, which is the
    opt-in of every hotline."""

    WROTE = "wrote first"
    STOP = "STOP"
    START = "START"
    CARRIER = "STOP (carrier)"


@dataclass(frozen=True)
class Consent:
    """One line of the log. The number stands as a keyed hash of a kind of its own."""

    at: datetime
    keyword: str
    number_hash: str
