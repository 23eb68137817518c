"""Shifts on the clock of the wall: impossible ones, midnight, the two odd nights (T18)."""

# ruff: noqa: DTZ001  (what a clock on a wall shows has no zone)

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.domain.recurrence import DAYS, ONCE, Recurrence, read_rule
from hotline.domain.shifts import make_shift, minutes_between, windows_of
from hotline.domain.wall_clock import moment_of, on_the_wall, read_day, read_time, zone_named
from hotline.errors import ShiftRefused

TODAY = date(2026, 11, 25)
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def _shift(since=date(2026, 12, 1), begin="22:00", minutes=480, rule="FREQ=DAILY;COUNT=1", **other):
    return make_shift(
        "s", "rosa", since=since, begin=read_time(begin), minutes=minutes, rule=read_rule(rule),
        **{"zone": "Europe/Berlin", "today": TODAY, **other},
    )  # fmt: skip


def _windows(shift, days=800):
    first = datetime.combine(shift.starts, time(), tzinfo=UTC) - timedelta(days=2)
    return list(windows_of(shift, first, first + timedelta(days=days)))


@pytest.mark.parametrize(
    ("begin", "end", "next_day", "kind"),
    [
        ("18:00", "18:00", False, "zero"),
        ("18:00", "09:00", False, "backwards"),
        ("18:00", "18:01", True, "long"),
        ("00:00", "23:59", True, "long"),
    ],
)
def test_impossible_lengths_are_refused(begin, end, next_day, kind):
    with pytest.raises(ShiftRefused) as refused:
        minutes_between(read_time(begin), read_time(end), next_day=next_day)
    assert refused.value.kind == kind


def test_past_midnight_and_a_whole_day_are_possible():
    assert minutes_between(time(22), time(6), next_day=True) == 480
    assert minutes_between(time(18), time(18), next_day=True) == 24 * 60


@pytest.mark.parametrize(
    "text", ["", "25:00", "18", "18:60", "6pm", "18:00:00x", "\x00", "١٨:٠٠:٠٠"]
)
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ShiftRefused):
        read_time(text)


@pytest.mark.parametrize("text", ["", "2026-02-29", "2026-13-01", "tomorrow", "1.12.2026"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(ShiftRefused):
        read_day(text)


@pytest.mark.parametrize(
    "name", ["", "Berlin", "../../etc/passwd", "/etc/localtime", "Europe", "europe/berlin ", "\x00"]
)
def test_an_unknown_zone_is_refused(name):
    with pytest.raises(ShiftRefused):
        _shift(zone=name)


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("", "rule"),
        ("FREQ=SECONDLY;COUNT=3", "rule"),
        ("FREQ=YEARLY;COUNT=3", "rule"),
        ("FREQ=WEEKLY", "endless"),
        ("FREQ=WEEKLY;BYDAY=MO", "endless"),
        ("FREQ=WEEKLY;COUNT=0", "rule"),
        ("FREQ=WEEKLY;COUNT=-1", "rule"),
        ("FREQ=WEEKLY;COUNT=751", "rule"),
        ("FREQ=WEEKLY;COUNT=9999999999999999999999", "rule"),
        ("FREQ=WEEKLY;COUNT=200", "endless"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", "rule"),
        ("FREQ=WEEKLY;INTERVAL=53;COUNT=2", "rule"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20261231", "rule"),
        ("FREQ=WEEKLY;UNTIL=20991231", "endless"),
        ("FREQ=WEEKLY;UNTIL=20261131", "rule"),
        ("FREQ=WEEKLY;UNTIL=20261130T120000Z", "rule"),
        ("FREQ=WEEKLY;UNTIL=20261101", "never"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "rule"),
        ("FREQ=WEEKLY;BYDAY=MO,MO;COUNT=2", "rule"),
        ("FREQ=WEEKLY;BYDAY=1MO;COUNT=2", "rule"),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", "rule"),
        ("FREQ=WEEKLY;FREQ=DAILY;COUNT=2", "rule"),
        ("FREQ=WEEKLY;BYHOUR=3;COUNT=2", "rule"),
        ("FREQ=WEEKLY;COUNT=2;BYSETPOS=1", "rule"),
        ("FREQ=WEEKLY;COUNT=2\nEXRULE:FREQ=DAILY", "rule"),
    ],
)
def test_rules_that_are_not_on_the_list_are_refused(rule, kind):
    with pytest.raises(ShiftRefused) as refused:
        _shift(rule=rule)
    assert refused.value.kind == kind


@pytest.mark.parametrize("day", [29, 30, 31])
def test_a_day_that_not_every_month_has_is_no_monthly_rule(day):
    with pytest.raises(ShiftRefused) as refused:
        _shift(since=date(2027, 1, day), rule="FREQ=MONTHLY;COUNT=6")
    assert refused.value.kind == "month-end"


def test_a_leap_day_can_be_a_single_shift_and_no_rule():
    leap = {"since": date(2028, 2, 29), "today": date(2028, 1, 1)}
    assert _windows(_shift(**leap))[0].starts.day == 29
    with pytest.raises(ShiftRefused):
        _shift(rule="FREQ=MONTHLY;INTERVAL=12;COUNT=2", **leap)


def test_a_first_day_far_away_is_a_typing_mistake():
    with pytest.raises(ShiftRefused) as refused:
        _shift(since=date(2206, 12, 1))
    assert refused.value.kind == "day"


def test_a_rule_is_written_the_same_way_always():
    rule = read_rule("rrule:byday=TU,MO;until=20270101;freq=weekly;interval=2")
    assert rule.text() == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,MO;UNTIL=20270101"
    assert read_rule(rule.text()) == rule
    assert read_rule(ONCE.text()) == ONCE


def test_the_night_shift_is_on_at_23_30_and_at_02_00_on_the_right_days():
    """T18: no weekday has to be ticked for the part after midnight."""
    shift = _shift(since=date(2026, 11, 30), rule="FREQ=WEEKLY;BYDAY=TU;COUNT=2")
    first, second = _windows(shift)
    assert first.starts == datetime(2026, 12, 1, 22)
    assert second.starts == datetime(2026, 12, 8, 22)

    def on(day, hour, minute):
        at = datetime(2026, 12, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)
        return any(each.starts_at <= at < each.ends_at for each in (first, second))

    assert on(1, 23, 30)
    assert on(1, 23, 59)
    assert on(2, 2, 0)
    assert on(2, 5, 59)
    assert not on(2, 6, 0)
    assert not on(1, 2, 0)
    assert not on(2, 23, 30)
    assert not on(1, 21, 59)


def test_the_first_monday_of_the_month():
    shift = _shift(rule="FREQ=MONTHLY;BYDAY=1MO;UNTIL=20270301")
    assert [each.starts.day for each in _windows(shift)] == [7, 4, 1, 1]


@pytest.mark.parametrize(
    ("zone", "night", "hours"),
    [
        ("Europe/Berlin", date(2027, 3, 27), 7),
        ("Europe/Berlin", date(2026, 12, 5), 8),
        ("Europe/Berlin", date(2027, 10, 30), 9),
        ("America/New_York", date(2027, 3, 13), 7),
        ("America/New_York", date(2027, 11, 6), 9),
        ("Asia/Kathmandu", date(2027, 3, 27), 8),
    ],
)
def test_on_the_odd_nights_22_to_06_is_that_on_the_wall(zone, night, hours):
    (window,) = _windows(_shift(since=night, zone=zone))
    assert window.ends_at - window.starts_at == timedelta(hours=hours)
    assert on_the_wall(window.starts_at, ZoneInfo(zone)).time() == time(22)
    assert on_the_wall(window.ends_at, ZoneInfo(zone)).time() == time(6)


@pytest.mark.parametrize("hour", ["02:00", "02:30", "03:00"])
@pytest.mark.parametrize("night", [date(2027, 3, 27), date(2027, 10, 30), date(2027, 5, 1)])
def test_the_end_of_one_is_the_beginning_of_the_next_every_night(hour, night):
    """T18: also when the change is in the hour that is skipped or comes twice."""
    end = read_time(hour)
    minutes = minutes_between(time(22), end, next_day=True)
    (evening,) = _windows(_shift(since=night, minutes=minutes))
    (morning,) = _windows(_shift(since=night + timedelta(days=1), begin=hour, minutes=240))
    assert evening.ends_at == morning.starts_at


def test_a_shift_of_the_skipped_hour_alone_is_not_that_night():
    shift = _shift(since=date(2027, 3, 27), begin="02:00", minutes=60, rule="FREQ=DAILY;COUNT=3")
    assert [each.starts.day for each in _windows(shift)] == [27, 29]


def test_the_moment_of_a_skipped_time_is_the_jump():
    assert moment_of(datetime(2027, 3, 28, 2, 30), BERLIN) == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert moment_of(datetime(2027, 3, 14, 2, 1), NEW_YORK) == datetime(2027, 3, 14, 7, tzinfo=UTC)
    lord_howe = zone_named("Australia/Lord_Howe")  # half an hour
    jump = moment_of(datetime(2026, 10, 4, 2, 15), lord_howe)
    assert jump == datetime(2026, 10, 3, 15, 30, tzinfo=UTC)


#: Weeks around the odd nights, and an ordinary one.
_WEEKS = [
    date(2027, 3, 25),
    date(2027, 10, 28),
    date(2027, 3, 11),
    date(2027, 11, 4),
    date(2027, 6, 1),
]


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"]),
    since=st.sampled_from(_WEEKS),
    begin=st.integers(0, 24 * 60 - 1),
    minutes=st.integers(1, 24 * 60),
    days=st.sets(st.sampled_from(DAYS)),
    frequency=st.sampled_from(["DAILY", "WEEKLY"]),
    interval=st.integers(1, 2),
)
def test_windows_are_what_somebody_sees_who_watches_the_clock(
    zone, since, begin, minutes, days, frequency, interval
):
    """An oracle that walks minute by minute and never turns a wall time into a moment."""
    place = ZoneInfo(zone)
    rule = Recurrence(frequency, interval, tuple(sorted(days)), until=since + timedelta(days=4))
    begin_at = time(begin // 60, begin % 60)
    try:
        shift = make_shift(
            "s", "rosa", since=since, begin=begin_at, minutes=minutes, rule=rule, zone=zone,
            today=TODAY,
        )  # fmt: skip
    except ShiftRefused:
        # Every other day or week may leave out the only day that fits.
        wanted = [DAYS[(since + timedelta(days=day)).weekday()] in days for day in range(5)]
        assert interval == 2 or not any(wanted)
        return
    beginnings = [
        datetime.combine(since + timedelta(days=day), begin_at)
        for day in range(5)
        if _fits(shift, since + timedelta(days=day))
    ]
    at = datetime.combine(since, time(), tzinfo=UTC) - timedelta(days=1)
    windows = list(windows_of(shift, at, at + timedelta(days=9)))
    latest = datetime(1, 1, 1)  # the latest time that the clock has shown so far
    for _ in range(8 * 24 * 60):
        latest = max(latest, at.astimezone(place).replace(tzinfo=None, fold=0))
        length = timedelta(minutes=minutes)
        expected = sum(each <= latest < each + length for each in beginnings)
        assert sum(each.starts_at <= at < each.ends_at for each in windows) == expected, at
        at += timedelta(minutes=1)


def _fits(shift, day):
    """Whether the rule has this day, told without the library that is tested."""
    first = shift.starts.date()
    if day < first or (shift.rule.days and DAYS[day.weekday()] not in shift.rule.days):
        return False
    if shift.rule.frequency == "DAILY":
        return (day - first).days % shift.rule.interval == 0
    if not shift.rule.days and day.weekday() != first.weekday():
        return False
    monday = first - timedelta(days=first.weekday())
    return ((day - monday).days // 7) % shift.rule.interval == 0
