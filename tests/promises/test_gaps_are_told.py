"""I5: no shift covered is told at least 24 hours before and at the hour, by the sweeps themselves.

The clock is held and moved as the relay's looks would come; nothing else is stood in for.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.gaps import read_cover_hours
from hotline.services.accounts import set_coordinator
from tests.house import ENGLISH, build_house
from workers.sweeps import SWEEPS, Sweeps

#: Those that tell of gaps, as the relay runs them.
OF_GAPS = [each for each in SWEEPS if each.name in {"tell_gaps", "tell_nobody_now"}]
NEW_YORK = ZoneInfo("America/New_York")


def texts(house):
    rows, house.jobs.rows[:] = list(house.jobs.rows), []
    with house.ports.unit_of_work() as tx:
        messages = [tx.messages.by_id(row.subject) for row in rows if row.kind == "send_text"]
        return [tx.keys.open(each.key_id).open_text("message.body", each.body) for each in messages]


@pytest.mark.parametrize(
    ("hour", "zone"), [(0, ZoneInfo("UTC")), (4, NEW_YORK), (9, NEW_YORK), (23, NEW_YORK)]
)
def test_i5_an_hour_without_a_shift_is_told_a_day_before_and_at_the_hour(
    tmp_path, clock, hour, zone
):
    """C3: at whatever hour it begins, so that a night's gap is not first told at its night."""
    house = build_house(tmp_path, clock)
    cover = read_cover_hours(f"{hour:02}:00-{(hour + 1) % 24:02}:00")
    house.ports = replace(house.ports, zone=zone, cover=cover, languages=(ENGLISH,))
    boss = house.volunteer("Boss", on_call=False)
    set_coordinator(house.ports, boss, True)
    # Three days on, so that the whole of the two days before lies ahead.
    begins = datetime(2026, 11, 29, hour, tzinfo=zone).astimezone(UTC)
    sweeps = Sweeps(house.ports, OF_GAPS)
    told_before: list[timedelta] = []
    while clock.now() < begins - timedelta(minutes=30):
        sweeps.run_if_due()
        day = "Sun " if begins.astimezone(zone).day == 29 else "?"
        if any(f"{day}{hour:02}:00" in words for words in texts(house)):
            told_before.append(begins - clock.now())
        clock.forward(minutes=30)
    assert len(told_before) == 1, "told once"
    assert timedelta(hours=24) <= told_before[0] <= timedelta(hours=48)
    clock.moment = begins - timedelta(minutes=2)
    now_told: list[timedelta] = []
    while clock.now() < begins + timedelta(minutes=5):
        sweeps.run_if_due()
        if any("Nobody is on the line now" in words for words in texts(house)):
            now_told.append(clock.now() - begins)
        clock.forward(seconds=10)
    assert len(now_told) == 1
    assert timedelta(0) <= now_told[0] <= timedelta(seconds=30)
