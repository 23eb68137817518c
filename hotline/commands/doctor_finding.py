"""What `hotline doctor` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One check: 'ok', 'warn' (works, but) or 'block' (will not work), with the remedy."""

    name: str
    state: str
    remedy: str = ""
