"""Published figures hide what is small, also from whoever adds and subtracts (N7)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.figures import SMALLEST_SHOWN, Counted, hide, published

CELLS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), max_size=8)


@given(CELLS)
def test_no_small_number_is_shown_and_none_can_be_worked_out(cells):
    """N7: small-cell suppression."""
    shown, told = hide(cells)
    assert all(number is None or number >= SMALLEST_SHOWN for number in shown.values())
    hidden = [key for key, number in shown.items() if number is None]
    if not told or not hidden:
        return
    rest = sum(cells.values()) - sum(number or 0 for number in shown.values())
    most = rest - (len(hidden) - 1)
    assert len(hidden) > 1
    assert most >= 2, "each hidden number is 1 or more: more than one value must be left"


@given(CELLS)
def test_what_is_large_is_shown_when_nothing_is_small(cells):
    large = {key: number + SMALLEST_SHOWN for key, number in cells.items()}
    assert hide(large) == (large, bool(large))


def test_one_small_cell_takes_the_next_with_it():
    assert hide({"food": 9, "housing": 3}) == ({"food": None, "housing": None}, True)
    assert hide({"food": 9, "ride": 6, "housing": 3})[0] == {
        "food": 9,
        "ride": None,
        "housing": None,
    }
    assert hide(dict.fromkeys("abcde", 1)) == (dict.fromkeys("abcde"), False)
    assert hide({"food": 4}) == ({"food": None}, False)
    assert hide({}) == ({}, False)


COUNTED = st.builds(
    Counted,
    st.sampled_from(["2026-10", "2026-11"]),
    st.sampled_from(["food", "housing", "other"]),
    st.sampled_from(["en", "es", "mam"]),
    st.sampled_from(["answered", "we can't"]),
    st.sampled_from(["no means", "too far"]),
    st.integers(1, 12),
)


@given(st.lists(COUNTED, max_size=20))
def test_a_month_tells_no_sum_that_it_hides(counts):
    for month in published(counts):
        groups = [*month.by_topic, *month.by_language, *([month.reasons] if month.reasons else [])]
        for group in groups:
            values = list(group.cells.values())
            assert all(value is None or value >= SMALLEST_SHOWN for value in values)
            assert group.total is None or group.total >= SMALLEST_SHOWN
            assert group.total == month.outcomes[group.outcome]
            if group.total is None:
                assert None in values, "all its cells together would tell the hidden sum"
            else:
                assert values.count(None) != 1, "the one that is hidden could be worked out"
