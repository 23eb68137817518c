"""Gaps: hours that are wanted, what covers them, and an oracle that looks at every minute."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.gaps import (
    CoverHours,
    Gap,
    Seat,
    find_gaps,
    merged,
    read_cover_hours,
    wanted,
    without,
)
from hotline.errors import SettingsError
from tests.house import ENGLISH, KOREAN, SPANISH

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 12, 1, tzinfo=UTC)


def _at(hour, minute=0):
    return START + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    "text", ["sometimes", "9-21", "09:00", "24:00-06:00", "09:00-21:60", "09:00–21:00"]
)
def test_cover_hours_that_are_none_are_refused(text):
    with pytest.raises(SettingsError):
        read_cover_hours(text)


def test_cover_hours_are_read():
    assert read_cover_hours("") == read_cover_hours("shifts") == CoverHours()
    assert read_cover_hours(" Always ") == CoverHours(always=True)
    assert read_cover_hours("22:00-06:00") == CoverHours(begin=time(22), end=time(6))


def test_nobody_at_all_is_one_gap_and_not_one_for_each_language():
    gaps = find_gaps([], [(_at(18), _at(22))], [ENGLISH, KOREAN], ["food"])
    assert gaps == [Gap(_at(18), _at(22))]


def test_no_korean_speaker_on_tuesday_18_to_22():
    seats = [Seat(_at(17), _at(23), (ENGLISH,)), Seat(_at(12), _at(18), (KOREAN,))]
    gaps = find_gaps(seats, [(_at(17), _at(22))], [ENGLISH, KOREAN], [])
    assert gaps == [Gap(_at(18), _at(22), KOREAN)]


def test_a_language_that_is_there_lacks_a_topic():
    seats = [Seat(_at(17), _at(23), (ENGLISH,), ("food",)), Seat(_at(17), _at(19), (ENGLISH,))]
    gaps = find_gaps(seats, [(_at(17), _at(22))], [ENGLISH], ["food", "housing"])
    assert gaps == [Gap(_at(19), _at(22), ENGLISH, "housing")]


def test_the_end_of_one_and_the_beginning_of_the_next_is_no_gap():
    seats = [Seat(_at(17), _at(19), (ENGLISH,)), Seat(_at(19), _at(22), (ENGLISH,))]
    assert find_gaps(seats, [(_at(17), _at(22))], [ENGLISH], []) == []


def test_wanted_hours_by_the_day_follow_the_wall_on_the_odd_night():
    first = datetime(2027, 3, 27, 12, tzinfo=UTC)
    spans = wanted(
        CoverHours(begin=time(22), end=time(6)), first, first + timedelta(days=1), [], BERLIN
    )
    assert spans == [(datetime(2027, 3, 27, 21, tzinfo=UTC), datetime(2027, 3, 28, 4, tzinfo=UTC))]


def test_wanted_hours_are_those_of_shifts_and_of_last_weeks_shifts():
    """A rota that ran out is seen: somebody was there a week ago at this time."""
    shifts = [(_at(18) - timedelta(weeks=1), _at(20) - timedelta(weeks=1)), (_at(19), _at(22))]
    assert wanted(CoverHours(), _at(0), _at(24), shifts, BERLIN) == [(_at(18), _at(22))]
    assert wanted(CoverHours(), _at(0), _at(24), [], BERLIN) == []
    assert wanted(CoverHours(always=True), _at(0), _at(24), [], BERLIN) == [(_at(0), _at(24))]


_span = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(
    lambda pair: (_at(0, min(pair)), _at(0, max(pair)))
)


@given(
    hours=st.lists(_span, max_size=4),
    seats=st.lists(
        st.tuples(
            _span,
            st.sets(st.sampled_from([ENGLISH, KOREAN, SPANISH])),
            st.sets(st.sampled_from(["food", "housing"])),
        ),
        max_size=5,
    ),
)
def test_gaps_are_what_somebody_sees_who_looks_every_minute(hours, seats):
    there = [Seat(*span, tuple(speaks), tuple(topics)) for span, speaks, topics in seats]
    gaps = find_gaps(there, merged(hours), [ENGLISH, KOREAN], ["food", "housing"])
    for minute in range(61):
        at = _at(0, minute)
        found = {(gap.language, gap.topic) for gap in gaps if gap.starts_at <= at < gap.ends_at}
        expected = set()
        if any(first <= at < last for first, last in hours):
            now = [seat for seat in there if seat.starts_at <= at < seat.ends_at]
            if not now:
                expected = {(None, None)}
            for language in (ENGLISH, KOREAN) if now else ():
                speakers = [seat for seat in now if language in seat.languages]
                if not speakers:
                    expected.add((language, None))
                for topic in ("food", "housing") if speakers else ():
                    if not any(not seat.topics or topic in seat.topics for seat in speakers):
                        expected.add((language, topic))
        assert found == expected, minute


@given(st.lists(_span, max_size=6), st.lists(_span, max_size=6))
def test_spans_are_sets_of_minutes(one, other):
    def minutes(spans):
        return {m for m in range(61) for first, last in spans if first <= _at(0, m) < last}

    assert minutes(merged(one)) == minutes(one)
    assert minutes(without(merged(one), merged(other))) == minutes(one) - minutes(other)
