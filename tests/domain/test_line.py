"""The line's state, limits and ends: bad input first, then that everything ends by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.line import (
    LimitState,
    LineNow,
    LineSetting,
    LineState,
    StoredLimit,
    current,
    read_until,
    tidy,
)
from hotline.errors import LineRefused
from hotline.types import Language

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
ENGLISH, SPANISH, MAM = Language("en"), Language("es"), Language("mam")


@pytest.mark.parametrize(
    "written",
    ["Friday", "2026-13-01", "2026-02-30", "01/12/2026", "2026-12-01T25:00", "9999-12-31",
     "2026-12-01T18:00:00Z", "0001-01-01", "２０２６-12-01x"],
)  # fmt: skip
def test_an_end_that_is_none_is_refused(written: str) -> None:
    with pytest.raises(LineRefused):
        read_until(written, NOW, UTC)


@given(st.text(max_size=20))
def test_any_words_are_an_end_or_refused(written: str) -> None:
    try:
        until = read_until(written, NOW, UTC)
    except LineRefused:
        return
    assert until is None or NOW < until <= NOW + timedelta(days=366)


def test_the_past_is_refused_and_says_so() -> None:
    with pytest.raises(LineRefused) as refused:
        read_until("2026-11-24", NOW, UTC)
    assert refused.value.kind == "past"


def test_a_day_is_meant_whole_and_a_time_to_the_minute() -> None:
    assert read_until("  ", NOW, UTC) is None
    assert read_until("2026-11-25", NOW, UTC) == NOW.replace(hour=23, minute=59, second=59)
    assert read_until("2026-11-25T18:30", NOW, UTC) == NOW.replace(hour=18, minute=30)


def test_words_are_put_on_one_line_and_too_many_are_refused() -> None:
    assert tidy("  rent\nmoney \t is  gone ", 30) == "rent money is gone"
    assert tidy("re\u202ent\x00 is\ngone", 30) == "rent is gone"
    with pytest.raises(LineRefused):
        tidy("x" * 31, 30)


@pytest.mark.parametrize("state", [each for each in LineState if each is not LineState.UNSTAFFED])
def test_every_state_falls_back_to_open_when_its_end_comes(state: LineState) -> None:
    """C3, C5: reversible, and also by itself."""
    setting = LineSetting(state, until=NOW + timedelta(hours=1))
    assert setting.at(NOW) is state
    assert setting.at(NOW + timedelta(hours=1)) is LineState.OPEN
    assert LineSetting(state).at(NOW + timedelta(days=900)) is state


def limit(state: LimitState, **more: object) -> StoredLimit:
    return StoredLimit("1", "food", "", state, set_by="x", set_at=NOW, **{"until": None, **more})  # type: ignore[arg-type]


def test_only_limits_in_force_are_told_and_paused_ones_first() -> None:
    rows = [
        limit(LimitState.LIMITED),
        limit(LimitState.PAUSED),
        limit(LimitState.OPEN),
        limit(LimitState.PAUSED, until=NOW),
    ]
    assert [row.state for row in current(rows, NOW)] == [LimitState.PAUSED, LimitState.LIMITED]


@pytest.mark.parametrize(
    ("state", "on_call", "language", "met"),
    [
        (LineState.OPEN, None, MAM, LineState.OPEN),
        (LineState.OPEN, {ENGLISH}, ENGLISH, LineState.OPEN),
        (LineState.OPEN, {SPANISH}, Language("es-MX"), LineState.OPEN),
        (LineState.OPEN, {ENGLISH}, MAM, LineState.UNSTAFFED),
        (LineState.SHORT_STAFFED, set(), ENGLISH, LineState.UNSTAFFED),
        (LineState.SURGE, set(), ENGLISH, LineState.SURGE),
        (LineState.CLOSED, {ENGLISH}, ENGLISH, LineState.CLOSED),
    ],
)
def test_nobody_who_speaks_the_language_is_a_state(
    state: LineState, on_call: set[Language] | None, language: Language, met: LineState
) -> None:
    """C3: no one on shift is a state, seen from each caller's language."""
    line = LineNow(state, on_call=frozenset(on_call) if on_call is not None else None)
    assert line.state_for(language) is met
