"""Hours and nights on the line (C11)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.shifts import Window
from hotline.domain.weariness import nights_in_a_row, time_on_shift

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 25, 12, tzinfo=NEW_YORK)


def shift(days_ago: int, hour: int, hours: float) -> Window:
    starts = (NOON - timedelta(days=days_ago)).replace(hour=hour)
    return Window("s", starts.replace(tzinfo=None), starts, starts + timedelta(hours=hours), "v")


def test_overlaps_and_what_lies_outside_are_not_counted():
    first = NOON - timedelta(days=7)
    windows = [shift(1, 10, 4), shift(1, 12, 4), shift(9, 10, 4), shift(0, 10, 5)]
    assert time_on_shift(windows, first, NOON) == timedelta(hours=6 + 2)
    assert time_on_shift([], first, NOON) == timedelta(0)


@pytest.mark.parametrize(
    ("shifts", "nights"),
    [
        ([], 0),
        ([shift(1, 22, 8)], 1),
        ([shift(1, 22, 8), shift(2, 22, 8), shift(3, 22, 8)], 3),
        ([shift(1, 22, 8), shift(3, 22, 8)], 1),
        ([shift(2, 22, 8)], 0),
        ([shift(1, 9, 8)], 0),
        ([shift(1, 20, 4)], 0),
        ([shift(0, 4, 3)], 1),
        ([shift(0, 5, 3)], 0),
        ([shift(-1, 22, 8)], 0),
    ],
)
def test_nights_are_the_networks_own_and_end_with_a_free_one(shifts, nights):
    assert nights_in_a_row(shifts, NOON.astimezone(UTC), NEW_YORK) == nights
