"""What each day has cost: a repository."""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Spending(Protocol):
    """All amounts in millionths (hotline/domain/spending.py)."""

    def take(self, day: date, price: int, most: int) -> bool:
        """Count the price if the day stays within `most`; False, and nothing counted, if not."""

    def note(self, day: date, price: int) -> None:
        """Count a price that was paid in any case."""

    def of_day(self, day: date) -> int:
        """What the day has cost so far."""

    def was_warned(self, day: date, share: int) -> bool:
        """Whether that share of the day's budget has been reached."""

    def warn_once(self, day: date, share: int) -> bool:
        """True for the one who is the first to reach this share of the day's budget."""
