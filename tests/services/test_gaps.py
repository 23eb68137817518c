"""Gaps are told to coordinators: a day or more ahead, once, and at the hour (C3, I5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.gaps import read_cover_hours
from hotline.domain.recurrence import ONCE, read_rule
from hotline.services import duty
from hotline.services.accounts import set_coordinator
from hotline.services.gaps import find, tell_gaps, tell_nobody_now
from hotline.services.shift_changes import open_one, remove_one
from hotline.services.shifts import add_shift
from tests.house import ENGLISH, KOREAN, SPANISH, build_house

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = date(2026, 11, 28)


@pytest.fixture
def house(tmp_path, clock):
    """Wednesday, 13:00 in Berlin. English and Korean are spoken; Spanish is offered only."""
    built = build_house(tmp_path, clock)
    built.ports = replace(
        built.ports, zone=BERLIN, languages=(ENGLISH, KOREAN, SPANISH), topics=("food", "housing")
    )
    return built


@pytest.fixture
def boss(house):
    coordinator = house.volunteer("Boss", on_call=False)
    set_coordinator(house.ports, coordinator, True)
    return coordinator


def _shift(house, volunteer, day=SATURDAY, begin=time(18), minutes=240, rule=ONCE):
    return add_shift(
        house.ports, "c", volunteer, since=day, begin=begin, minutes=minutes, rule=rule
    )


def _cover(house, text):
    house.ports = replace(house.ports, cover=read_cover_hours(text))


def _at(clock, day, hour, minute=0):
    clock.moment = datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def _texts(house):
    rows, house.jobs.rows[:] = list(house.jobs.rows), []
    with house.ports.unit_of_work() as tx:
        messages = [tx.messages.by_id(row.subject) for row in rows if row.kind == "send_text"]
        return [tx.keys.open(each.key_id).open_text("message.body", each.body) for each in messages]


def test_without_shifts_and_without_wanted_hours_there_is_no_gap(house, boss):
    assert tell_gaps(house.ports) == 0
    assert tell_nobody_now(house.ports) == 0


def test_no_korean_speaker_is_told_two_days_ahead_and_once(house, boss, clock):
    """C3, T19: in the coordinator's words, by the hotline's wall."""
    rosa = house.volunteer("Rosa", on_call=False)
    house.volunteer("Min", [KOREAN], on_call=False)
    _shift(house, rosa)
    _at(clock, 26, 17, 59)
    assert tell_gaps(house.ports) == 0
    _at(clock, 26, 18)
    assert tell_gaps(house.ports) == 1
    (words,) = _texts(house)
    assert "No ko speaker" in words
    assert "Sat 18:00 to 22:00" in words
    assert "es speaker" not in words
    for _ in range(20):
        clock.forward(hours=1)
        assert tell_gaps(house.ports) == 0


def test_a_language_that_nobody_speaks_is_said_apart(house, boss, clock):
    rosa = house.volunteer("Rosa", on_call=False)
    _shift(house, rosa)
    with house.ports.unit_of_work() as tx:
        found = find(house.ports, tx, clock.now(), clock.now() + timedelta(days=7))
    assert found.gaps == ()
    assert found.unspoken == (KOREAN, SPANISH)


def test_topics_are_found_for_the_page_and_told_in_one_line(house, boss, clock):
    rosa = house.volunteer("Rosa", topics=["food"], on_call=False)
    _shift(house, rosa)
    _at(clock, 27, 12)
    with house.ports.unit_of_work() as tx:
        (gap,) = find(house.ports, tx, clock.now(), clock.now() + timedelta(days=7)).gaps
    assert (gap.language, gap.topic) == (ENGLISH, "housing")
    assert tell_gaps(house.ports) == 1
    assert "More gaps: 1." in _texts(house)[0]
    assert tell_gaps(house.ports) == 0


def test_no_shift_in_wanted_hours_is_told_a_day_before_and_at_the_hour(house, boss, clock):
    """I5: at least 24 hours before, and at the hour."""
    _cover(house, "18:00-22:00")
    rosa = house.volunteer("Rosa", on_call=False)
    _shift(house, rosa, day=date(2026, 11, 25), rule=read_rule("FREQ=DAILY;COUNT=3"))
    _at(clock, 26, 18, 1)
    assert tell_gaps(house.ports) == 1
    assert "Nobody has a shift" in _texts(house)[0]
    _at(clock, 28, 17, 59)
    assert tell_nobody_now(house.ports) == 0
    _at(clock, 28, 18)
    assert tell_nobody_now(house.ports) == 1
    assert tell_nobody_now(house.ports) == 0
    assert "until 22:00" in _texts(house)[0]


def test_at_the_hour_nothing_is_told_when_somebody_is_there_by_hand(house, boss, clock):
    _cover(house, "18:00-22:00")
    rosa = house.volunteer("Rosa", on_call=False)
    _at(clock, 25, 17, 55)
    duty.come(house.ports, rosa)
    _at(clock, 25, 18)
    assert tell_nobody_now(house.ports) == 0


def test_everybody_on_a_break_at_the_hour_is_nobody(house, boss, clock):
    """T11."""
    _cover(house, "18:00-22:00")
    rosa = house.volunteer("Rosa", on_call=True)
    _at(clock, 25, 17, 55)
    duty.take_break(house.ports, rosa, 60)
    _at(clock, 25, 18)
    assert tell_nobody_now(house.ports) == 1


def test_a_gap_that_lasts_is_told_once_a_day(house, boss, clock):
    _cover(house, "always")
    told = []
    for hour in range(10, 20):
        _at(clock, 25, hour)
        told.append(tell_gaps(house.ports))
    assert sum(told) == 1
    for hour in range(24):
        _at(clock, 26, hour)
        told.append(tell_gaps(house.ports))
    assert sum(told) == 2


def test_a_shift_that_is_taken_away_leaves_a_gap_only_where_hours_are_wanted(house, boss, clock):
    rosa = house.volunteer("Rosa", on_call=False)
    shift = _shift(house, rosa)
    _at(clock, 27, 12)
    remove_one(house.ports, "c", shift, datetime.combine(SATURDAY, time(18)))
    assert tell_gaps(house.ports) == 0
    _cover(house, "18:00-22:00")
    assert tell_gaps(house.ports) == 1


def test_an_open_shift_is_not_told_twice_as_a_gap(house, boss, clock):
    rosa = house.volunteer("Rosa", on_call=False)
    shift = _shift(house, rosa)
    _at(clock, 27, 12)
    open_one(house.ports, "c", shift, datetime.combine(SATURDAY, time(18)))
    assert tell_gaps(house.ports) == 0
    with house.ports.unit_of_work() as tx:
        found = find(house.ports, tx, clock.now(), clock.now() + timedelta(days=7))
    assert [gap.language for gap in found.gaps] == [None]
    _at(clock, 28, 18)
    assert tell_nobody_now(house.ports) == 1


def test_coordinators_are_not_woken_for_what_can_wait(house, boss, clock):
    _cover(house, "18:00-22:00")
    _at(clock, 25, 23)
    assert tell_gaps(house.ports) == 0
    _at(clock, 26, 9)
    assert tell_gaps(house.ports) == 1


def test_a_rota_that_ran_out_is_a_gap_for_a_week(house, boss, clock):
    rosa = house.volunteer("Rosa", on_call=False)
    _shift(house, rosa, day=date(2026, 11, 25), rule=read_rule("FREQ=DAILY;COUNT=2"))
    clock.moment = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert tell_gaps(house.ports) == 1
    clock.moment = datetime(2026, 12, 20, 12, tzinfo=UTC)
    assert tell_gaps(house.ports) == 0


def test_a_shift_in_ones_own_quiet_hours_covers_nothing(house, boss, clock):
    """C3, I5: nobody rings them then, so the rota only looks full. Theirs is another zone."""
    rosa, mina = house.volunteer("Rosa", on_call=False), house.volunteer("Mina", on_call=False)
    _shift(house, rosa, begin=time(18), minutes=12 * 60)
    duty.set_quiet_hours(house.ports, rosa, 17 * 60, 23 * 60, "America/New_York")
    # 17:00 to 23:00 there is 23:00 to 05:00 here.
    first, last = (datetime(2026, 11, day, tzinfo=BERLIN) for day in (28, 30))

    def nobody():
        with house.ports.unit_of_work(read_only=True) as tx:
            found = find(house.ports, tx, first, last).gaps
        return [
            (each.starts_at.astimezone(BERLIN).hour, each.ends_at.astimezone(BERLIN).hour)
            for each in found
            if each.language is None
        ]

    assert nobody() == [(23, 5)]
    _at(clock, 28, 23, 1)
    assert tell_nobody_now(house.ports) == 1
    assert "Nobody is on the line now, until 05:00" in _texts(house)[0]
    _shift(house, mina, begin=time(22), minutes=8 * 60)
    assert nobody() == []
    duty.set_quiet_hours(house.ports, rosa, None, None)
    assert nobody() == []
