"""Attempts to call people back: a repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotline.domain.callbacks import Attempt, Outcome


class Attempts(Protocol):
    def add(self, attempt: Attempt) -> None: ...
    def of_request(self, request_id: str) -> Sequence[Attempt]: ...
    def of_bridge(self, bridge_id: str) -> Attempt | None: ...
    def say(self, attempt_id: str, outcome: Outcome, next_at: datetime | None) -> bool: ...
