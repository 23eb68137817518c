"""What the tests share: the data beside the project, if it is there, and a held clock."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = Path(os.environ.get("HOTLINE_SHARED") or ROOT.parent / "shared")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared field data; tests that need it say when it is not there."""
    if not (SHARED / "twilio").is_dir():
        pytest.skip("the shared data does not stand beside this clone")
    return SHARED


class HeldClock:
    """A clock that moves only when told."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def forward(self, **delta: float) -> None:
        self.moment += timedelta(**delta)

    def goes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """From now on a millisecond passes at each look, so that an order can be seen."""

        def look() -> datetime:
            self.forward(milliseconds=1)
            return self.moment

        monkeypatch.setattr(self, "now", look)


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()
