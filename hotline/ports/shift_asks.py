"""Shifts that one volunteer has asked another to take: a repository."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotline.domain.shifts import ShiftAsk


class ShiftAsks(Protocol):
    """`add` and `end` are won by one: they say whether it was this call that changed it."""

    def add(self, ask: ShiftAsk) -> bool: ...
    def by_id(self, ask_id: str) -> ShiftAsk | None: ...
    def by_code(self, code: str) -> ShiftAsk | None: ...
    def of(self, volunteer_id: str) -> Sequence[ShiftAsk]: ...
    def begun(self, now: datetime, limit: int = 200) -> Sequence[ShiftAsk]: ...
    def end(self, ask_id: str) -> bool: ...
