"""The rota: impossible and overlapping shifts, one-off changes, one winner, who is on call."""

# ruff: noqa: DTZ001  (what a clock on a wall shows has no zone)

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.recurrence import ONCE, read_rule
from hotline.errors import ShiftRefused
from hotline.services.accounts import remove_volunteer
from hotline.services.on_call import volunteers_on_call
from hotline.services.shift_changes import (
    give_up,
    open_one,
    remove_one,
    restore_one,
    swap_one,
    take,
)
from hotline.services.shifts import add_shift, change_shift, fill_windows, remove_shift
from tests.house import build_house
from tests.postgres_here import real_postgres

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 12, 1)
DAILY = read_rule("FREQ=DAILY;COUNT=30")
TUESDAYS = read_rule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270630")


@pytest.fixture
def house(tmp_path, clock):
    built = build_house(tmp_path, clock)
    built.ports = replace(built.ports, zone=BERLIN)
    return built


def _night(house, volunteer, rule=TUESDAYS, since=TUESDAY, begin=time(22), minutes=480):
    return add_shift(
        house.ports, "coordinator", volunteer, since=since, begin=begin, minutes=minutes, rule=rule
    )


def _on(house, clock, day, hour, minute=0, month=12):
    """The ids of who is on call at that time in Berlin, when that time has come."""
    clock.moment = datetime(2026, month, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)
    with house.ports.unit_of_work() as tx:
        return [each.id for each in volunteers_on_call(house.ports, tx)]


def _refused(kind, act, *args, **kwargs):
    with pytest.raises(ShiftRefused) as refused:
        act(*args, **kwargs)
    assert refused.value.kind == kind


def test_a_shift_for_nobody_is_refused(house):
    _refused("nobody", _night, house, "nobody")


def test_a_shift_that_is_over_already_is_refused(house):
    rosa = house.volunteer(on_call=False)
    _refused("past", _night, house, rosa, rule=ONCE, since=date(2026, 11, 1))


def test_a_shift_of_the_skipped_hour_alone_is_said_to_have_no_length(house):
    """T18: it is not over, it begins and ends at the same moment."""
    rosa, day = house.volunteer(on_call=False), date(2027, 3, 28)
    _refused("zero", _night, house, rosa, rule=ONCE, since=day, begin=time(2), minutes=60)
    _night(house, rosa, rule=ONCE, since=day, begin=time(1), minutes=180)


def test_two_shifts_of_one_person_at_the_same_time_are_refused(house):
    rosa = house.volunteer(on_call=False)
    _night(house, rosa)
    _refused("overlap", _night, house, rosa, begin=time(21), minutes=61)
    _refused("overlap", _night, house, rosa, since=date(2026, 12, 2), begin=time(5), rule=ONCE)
    _night(house, rosa, begin=time(21), minutes=60)
    _night(house, rosa, since=date(2026, 12, 2), begin=time(6), rule=ONCE)


def test_the_night_shift_is_on_call_before_and_after_midnight(house, clock):
    """T18."""
    rosa = house.volunteer(on_call=False)
    _night(house, rosa)
    assert _on(house, clock, 1, 21, 59) == []
    assert _on(house, clock, 1, 22) == [rosa]
    assert _on(house, clock, 1, 23, 30) == [rosa]
    assert _on(house, clock, 1, 23, 59) == [rosa]
    assert _on(house, clock, 2, 2) == [rosa]
    assert _on(house, clock, 2, 6) == []
    assert _on(house, clock, 8, 23) == [rosa]


def test_the_end_of_one_is_the_beginning_of_the_next(house, clock):
    """T18: never both, never nobody."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    _night(house, rosa, begin=time(18), minutes=240)
    _night(house, sam)
    assert _on(house, clock, 1, 21, 59) == [rosa]
    assert _on(house, clock, 1, 22) == [sam]


def test_windows_of_later_weeks_are_written_when_they_come_nearer(house, clock):
    rosa = house.volunteer(on_call=False)
    _night(house, rosa)
    clock.moment = datetime(2027, 3, 1, tzinfo=UTC)
    assert fill_windows(house.ports) == 1
    assert fill_windows(house.ports) == 0
    clock.moment = datetime(2027, 3, 2, 22, 30, tzinfo=UTC)
    with house.ports.unit_of_work() as tx:
        assert [each.id for each in volunteers_on_call(house.ports, tx)] == [rosa]
        windows = tx.shifts.between(
            datetime(2027, 3, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
        )
    assert len(windows) == len({each.starts_at for each in windows}) == 6
    # Last year's windows have served their time.
    with house.ports.unit_of_work() as tx:
        assert (
            tx.shifts.between(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
            == []
        )


def test_a_single_shift_is_taken_away_and_given_back(house, clock):
    rosa = house.volunteer(on_call=False)
    shift = _night(house, rosa)
    when = datetime(2026, 12, 8, 22)
    remove_one(house.ports, "coordinator", shift, when)
    assert _on(house, clock, 1, 23) == [rosa]
    assert _on(house, clock, 8, 23) == []
    clock.moment = datetime(2026, 12, 2, tzinfo=UTC)
    restore_one(house.ports, "coordinator", shift, when)
    assert _on(house, clock, 8, 23) == [rosa]


def test_a_single_shift_is_given_to_another(house, clock):
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    shift = _night(house, rosa)
    swap_one(house.ports, "coordinator", shift, datetime(2026, 12, 1, 22), sam)
    assert _on(house, clock, 1, 23) == [sam]
    assert _on(house, clock, 8, 23) == [rosa]


def test_changes_that_contradict_each_other_are_refused(house):
    """T18: the second change of the same single shift, and one that doubles somebody."""
    rosa, sam, mo = (house.volunteer(name, on_call=False) for name in ("Rosa", "Sam", "Mo"))
    shift, when = _night(house, rosa), datetime(2026, 12, 1, 22)
    _night(house, mo, begin=time(23), minutes=60)
    _refused("overlap", swap_one, house.ports, "c", shift, when, mo)
    _refused("same", swap_one, house.ports, "c", shift, when, rosa)
    _refused("nobody", swap_one, house.ports, "c", shift, when, "nobody")
    swap_one(house.ports, "c", shift, when, sam)
    _refused("changed", remove_one, house.ports, "c", shift, when)
    _refused("changed", swap_one, house.ports, "c", shift, when, rosa)
    _refused("unknown", remove_one, house.ports, "c", shift, datetime(2026, 12, 1, 21))
    _refused("unknown", remove_one, house.ports, "c", "nothing", when)


def test_i_cannot_somebody_take_it(house, clock):
    """O7, yap #468: the one who cannot is off at once, the one who takes it is on."""
    rosa, sam, mo = (house.volunteer(name, on_call=False) for name in ("Rosa", "Sam", "Mo"))
    shift, when = _night(house, rosa), datetime(2026, 12, 1, 22)
    _refused("not-yours", give_up, house.ports, sam, shift, when)
    _refused("taken", take, house.ports, sam, shift, when)
    code = give_up(house.ports, rosa, shift, when)
    assert code.startswith("s")
    assert _on(house, clock, 1, 23) == []
    take(house.ports, sam, shift, when)
    assert _on(house, clock, 1, 23) == [sam]
    _refused("taken", take, house.ports, mo, shift, when)
    # Sam cannot either: it is open once more, and Rosa may take it again.
    give_up(house.ports, sam, shift, when)
    take(house.ports, rosa, shift, when)
    assert _on(house, clock, 1, 23) == [rosa]
    clock.moment = datetime(2026, 12, 2, 12, tzinfo=UTC)
    _refused("past", give_up, house.ports, rosa, shift, when)


def test_a_shift_changes_from_a_day_on_and_stays_as_it_was_before(house, clock):
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    shift = _night(house, rosa)
    new = change_shift(
        house.ports, "c", shift, sam,
        since=date(2026, 12, 8), begin=time(20), minutes=120, rule=TUESDAYS,
    )  # fmt: skip
    assert new != shift
    assert _on(house, clock, 1, 23) == [rosa]
    assert _on(house, clock, 8, 20) == [sam]
    assert _on(house, clock, 8, 22) == []


def test_a_change_that_cannot_be_changes_nothing(house, clock):
    rosa = house.volunteer(on_call=False)
    shift = _night(house, rosa)
    _refused(
        "nobody", change_shift, house.ports, "c", shift, "nobody",
        since=TUESDAY, begin=time(20), minutes=120, rule=TUESDAYS,
    )  # fmt: skip
    assert _on(house, clock, 1, 23) == [rosa]


def test_a_removed_shift_is_gone_and_its_removal_is_said_once(house, clock):
    rosa = house.volunteer(on_call=False)
    shift = _night(house, rosa)
    remove_shift(house.ports, "c", shift)
    _refused("unknown", remove_shift, house.ports, "c", shift)
    assert _on(house, clock, 1, 23) == []


def test_the_shifts_of_who_leaves_stay_and_are_open(house, clock):
    """A hole that simply vanished would be seen by nobody."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    shift = _night(house, rosa)
    remove_volunteer(house.ports, rosa)
    assert _on(house, clock, 1, 23) == []
    with house.ports.unit_of_work() as tx:
        (window,) = tx.shifts.open_between(clock.now(), clock.now() + timedelta(hours=1))
    assert window.shift_id == shift
    take(house.ports, sam, shift, window.starts)
    assert _on(house, clock, 1, 23) == [sam]
    fill_windows(house.ports)
    assert _on(house, clock, 8, 23) == []


@pytest.fixture(scope="module")
def postgres():
    with real_postgres() as url:
        yield url


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_of_eight_who_take_it_in_the_same_instant_one_has_it(tmp_path, clock, database, request):
    url = request.getfixturevalue("postgres") if database == "postgresql" else None
    house = build_house(tmp_path, clock, url)
    house.ports = replace(house.ports, zone=BERLIN)
    rosa = house.volunteer("Rosa", on_call=False)
    others = [house.volunteer(f"V{number}", on_call=False) for number in range(8)]
    shift = _night(house, rosa, rule=DAILY)
    for day in range(1, 6):
        when = datetime(2026, 12, day, 22)
        open_one(house.ports, "c", shift, when)
        barrier, won, told = threading.Barrier(len(others)), [], []

        def attempt(volunteer, when=when, barrier=barrier, won=won, told=told):
            barrier.wait()
            try:
                take(house.ports, volunteer, shift, when)
                won.append(volunteer)
            except ShiftRefused as refused:
                told.append(refused.kind)

        threads = [threading.Thread(target=attempt, args=(each,)) for each in others]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        assert told == ["taken"] * 7
        assert _on(house, clock, day, 23) == won


def test_what_is_over_is_forgotten_with_its_changes(house, clock):
    """D1: "shifts that are over", in the table of lifetimes."""
    rosa = house.volunteer(on_call=False)
    once = _night(house, rosa, rule=ONCE)
    weekly = _night(house, rosa, begin=time(8), minutes=60)
    remove_one(house.ports, "c", weekly, datetime(2026, 12, 1, 8))
    clock.moment = datetime(2026, 12, 9, tzinfo=UTC)
    fill_windows(house.ports)
    with house.ports.unit_of_work() as tx:
        assert tx.shifts.by_id(once) is not None
    clock.moment = datetime(2026, 12, 12, tzinfo=UTC)
    fill_windows(house.ports)
    with house.ports.unit_of_work() as tx:
        assert tx.shifts.by_id(once) is None
        assert tx.shifts.by_id(weekly) is not None
        assert tx.shifts.changes_of([weekly]) == []
