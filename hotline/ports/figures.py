"""Counts of how requests ended: a repository without ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from hotline.domain.figures import Counted


class Figures(Protocol):
    def count(self, counted: Counted) -> None:
        """Add its number to what was counted for the same month, topic, language and ending."""

    def all(self) -> Sequence[Counted]: ...
