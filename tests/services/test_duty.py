"""A volunteer's own hand: here, off, a break, quiet hours, caps, the secret of the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.recurrence import ONCE
from hotline.errors import NotFound, ShiftRefused
from hotline.services import duty
from hotline.services.accounts import list_volunteers, set_on_call
from hotline.services.on_call import volunteers_on_call
from hotline.services.shifts import add_shift, fill_windows
from tests.house import build_house

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path, clock):
    built = build_house(tmp_path, clock)
    built.ports = replace(built.ports, zone=ZoneInfo("Europe/Berlin"))
    return built


def _on(house):
    with house.ports.unit_of_work() as tx:
        on = [each.id for each in volunteers_on_call(house.ports, tx)]
    assert {row.id for row in list_volunteers(house.ports) if row.on_call} == set(on)
    return on


def _shift(house, volunteer, begin, minutes=120):
    return add_shift(
        house.ports,
        "c",
        volunteer,
        since=date(2026, 11, 25),
        begin=begin,
        minutes=minutes,
        rule=ONCE,
    )


@pytest.mark.parametrize("minutes", [0, -15, 14, 61, 10**9])
def test_a_break_of_another_length_is_refused(house, minutes):
    rosa = house.volunteer()
    with pytest.raises(ShiftRefused):
        duty.take_break(house.ports, rosa, minutes)
    assert _on(house) == [rosa]


@pytest.mark.parametrize(
    ("first", "last", "zone"),
    [
        (1, None, None),
        (None, 1, None),
        (60, 60, None),
        (-1, 60, None),
        (0, 1440, None),
        (1, 2, "X/Y"),
    ],
)
def test_impossible_quiet_hours_are_refused(house, first, last, zone):
    rosa = house.volunteer()
    with pytest.raises(ShiftRefused):
        duty.set_quiet_hours(house.ports, rosa, first, last, zone)
    assert duty.hours_of(house.ports, rosa).quiet_from is None


@pytest.mark.parametrize(("minutes", "rings"), [(59, None), (1441, None), (None, 0), (None, 100)])
def test_impossible_caps_are_refused(house, minutes, rings):
    with pytest.raises(ShiftRefused):
        duty.set_caps(house.ports, house.volunteer(), minutes, rings)


def test_who_is_not_there_cannot_do_anything(house):
    for act in (duty.come, duty.leave, duty.come_back, duty.new_calendar, duty.remove_calendar):
        with pytest.raises(NotFound):
            act(house.ports, "nobody")


def test_here_now_ends_by_itself_after_the_cap(house, clock):
    """O7: four hours, or what the volunteer set."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    assert duty.come(house.ports, rosa) == NOON + timedelta(hours=4)
    duty.set_caps(house.ports, sam, 60, 5)
    assert duty.come(house.ports, sam) == NOON + timedelta(hours=1)
    clock.forward(hours=1)
    assert _on(house) == [rosa]
    clock.forward(hours=3)
    assert _on(house) == []
    # The sweep switches it off: an end that is set anew later must not wake an old visit.
    fill_windows(house.ports)
    with house.ports.unit_of_work() as tx:
        assert not tx.volunteers.by_id(rosa).on_call


def test_a_break_ends_by_itself_or_by_a_button(house, clock):
    """O7."""
    rosa = house.volunteer()
    assert duty.take_break(house.ports, rosa, 30) == NOON + timedelta(minutes=30)
    assert _on(house) == []
    duty.come_back(house.ports, rosa)
    assert _on(house) == [rosa]
    duty.take_break(house.ports, rosa, 15)
    clock.forward(minutes=15)
    assert _on(house) == [rosa]


def test_off_is_off_for_the_rest_of_the_shift_too(house, clock):
    rosa = house.volunteer(on_call=False)
    _shift(house, rosa, time(12))  # 11 to 13 UTC
    _shift(house, rosa, time(14))  # follows on it: 13 to 15 UTC
    _shift(house, rosa, time(20))
    assert _on(house) == [rosa]
    duty.leave(house.ports, rosa)
    assert _on(house) == []
    clock.moment = datetime(2026, 11, 25, 14, 59, tzinfo=UTC)
    assert _on(house) == []
    clock.moment = datetime(2026, 11, 25, 19, 0, tzinfo=UTC)
    assert _on(house) == [rosa]


def test_on_by_the_command_line_stays_until_it_is_switched_off(house, clock):
    rosa = house.volunteer(on_call=False)
    duty.come(house.ports, rosa)
    duty.take_break(house.ports, rosa, 60)
    set_on_call(house.ports, rosa, True)
    clock.forward(days=3)
    assert _on(house) == [rosa]
    set_on_call(house.ports, rosa, False)
    assert _on(house) == []


def test_coming_back_asks_about_what_waits(house):
    """A request for which nobody was there is not forgotten."""
    rosa = house.volunteer()
    duty.take_break(house.ports, rosa, 60)
    house.request()
    house.jobs.rows.clear()
    duty.come_back(house.ports, rosa)
    assert [row.kind for row in house.jobs.rows] == ["send_notice"]
