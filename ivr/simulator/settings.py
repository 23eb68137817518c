"""What one run of the simulated carrier is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`base_url` is where this program itself is reached: it stands in recordings' addresses."""

    account_sid: str
    auth_token: str = field(repr=False)
    numbers: tuple[str, ...]
    webhook_base: str
    base_url: str
    data_dir: Path
    # "Hard 15 s total on every call-related request" (Twilio, "Webhooks: connection overrides").
    webhook_seconds: float = 15.0
    connect_seconds: float = 5.0
    # A phone whose page was closed is a caller who put the receiver down.
    idle_seconds: float = 600.0
    # How long after an event its status callback leaves.
    callback_seconds: float = 0.2
