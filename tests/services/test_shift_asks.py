"""Handing a shift to somebody by name: it is theirs after their yes, and not before (O7)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import pytest

from hotline.domain.shift_words import Ask, read_shift_text
from hotline.errors import ShiftRefused
from hotline.services.accounts import remove_volunteer
from hotline.services.shift_asks import (
    accept,
    ask_to_take,
    asked_of,
    decline,
    end_unanswered,
    take_back,
)
from hotline.services.shift_changes import give_up, remove_one, swap_one
from tests.house import KOREAN
from tests.services.test_shift_texts import _shift, _texts, _writes, house  # noqa: F401


@pytest.fixture
def pair(house):  # noqa: F811
    """Rosa has the shift of tomorrow at six, and Sam does not."""
    rosa, sam = (
        house.volunteer("Rosa", on_call=False),
        house.volunteer("Sam", on_call=False),
    )
    shift = _shift(house, rosa)
    with house.ports.unit_of_work() as tx:
        window = tx.shifts.between(
            house.ports.clock.now(), house.ports.clock.now() + timedelta(days=2)
        )[0]
    house.jobs.rows.clear()
    return rosa, sam, (shift, window.starts)


def _holder(house, one):  # noqa: F811
    with house.ports.unit_of_work() as tx:
        return tx.shifts.window(*one).volunteer_id


def test_an_impossible_ask_is_refused(house, pair):  # noqa: F811
    rosa, sam, one = pair
    for who, to, kind in [
        (sam, rosa, "not-yours"), (rosa, rosa, "same"), (rosa, "nobody", "nobody"),
    ]:  # fmt: skip
        with pytest.raises(ShiftRefused) as refused:
            ask_to_take(house.ports, who, *one, to=to)
        assert refused.value.kind == kind
    _shift(house, sam, begin=time(20))
    with pytest.raises(ShiftRefused) as refused:
        ask_to_take(house.ports, rosa, *one, to=sam)
    assert refused.value.kind == "overlap"
    house.ports.clock.moment += timedelta(days=1, hours=6)
    with pytest.raises(ShiftRefused) as refused:
        ask_to_take(house.ports, rosa, *one, to=sam)
    assert refused.value.kind == "past"
    assert _holder(house, one) == rosa


def test_it_is_theirs_after_their_yes_by_text(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    assert _holder(house, one) == rosa
    (told,) = _texts(house)
    assert told[0] == sam
    assert f"YES {ask.code.upper()}" in told[1]
    assert "Rosa" not in told[1]
    # The code is one for the phone that was asked, and for no other.
    assert "do not know the code" in _writes(house, rosa, f"yes {ask.code}")[0]
    assert _holder(house, one) == rosa
    assert "It is yours" in _writes(house, sam, f"Yes {ask.code}.")[0]
    assert _holder(house, one) == sam
    assert asked_of(house.ports, rosa) == ([], [])


def test_no_leaves_it_and_its_holder_is_told(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    house.jobs.rows.clear()
    assert "stays where it was" in _writes(house, sam, f"NO {ask.code.upper()}")[0]
    assert _holder(house, one) == rosa
    again = ask_to_take(house.ports, rosa, *one, to=sam)
    house.jobs.rows.clear()
    decline(house.ports, sam, again.id)
    assert [(who, "It stays yours" in words) for who, words in _texts(house)] == [(rosa, True)]
    with pytest.raises(ShiftRefused):
        accept(house.ports, sam, again.id)


def test_a_shift_that_begins_without_an_answer_stays_theirs(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    house.jobs.rows.clear()
    assert end_unanswered(house.ports) == 0
    house.ports.clock.moment += timedelta(days=1, hours=5, minutes=1)
    with pytest.raises(ShiftRefused):
        accept(house.ports, sam, ask.id)
    assert end_unanswered(house.ports) == 1
    assert end_unanswered(house.ports) == 0
    assert [(who, "did not answer" in words) for who, words in _texts(house)] == [(rosa, True)]
    assert _holder(house, one) == rosa


def test_what_was_taken_back_or_given_elsewhere_is_not_theirs(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    with pytest.raises(ShiftRefused):
        take_back(house.ports, sam, ask.id)
    take_back(house.ports, rosa, ask.id)
    with pytest.raises(ShiftRefused):
        accept(house.ports, sam, ask.id)
    third = house.volunteer("Ann", on_call=False)
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    swap_one(house.ports, "c", *one, third)
    assert "faster" in _writes(house, sam, f"yes {ask.code}")[0]
    assert _holder(house, one) == third


def test_yes_to_one_that_is_open_meanwhile_takes_it(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    give_up(house.ports, rosa, *one)
    accept(house.ports, sam, ask.id)
    assert _holder(house, one) == sam


def test_yes_to_one_that_is_taken_away_or_whose_holder_left(house, pair):  # noqa: F811
    rosa, sam, one = pair
    ask = ask_to_take(house.ports, rosa, *one, to=sam)
    remove_one(house.ports, "c", *one)
    assert "over" in _writes(house, sam, f"yes {ask.code}")[0]
    remove_volunteer(house.ports, rosa)
    with pytest.raises(ShiftRefused):
        accept(house.ports, sam, ask.id)


def test_yes_and_taking_back_in_the_same_instant_have_one_winner(house, pair):  # noqa: F811
    rosa, sam, one = pair
    for _ in range(10):
        ask = ask_to_take(house.ports, rosa, *one, to=sam)

        def tried(act, who, ask_id=ask.id):
            try:
                act(house.ports, who, ask_id)
            except ShiftRefused:
                return 0
            return 1

        with ThreadPoolExecutor(3) as pool:
            runs = [
                pool.submit(tried, accept, sam),
                pool.submit(tried, decline, sam),
                pool.submit(tried, take_back, rosa),
            ]
            won = [run.result() for run in runs]
        assert sum(won) == 1
        assert _holder(house, one) == (sam if won[0] else rosa)
        if won[0]:
            rosa, sam = sam, rosa


def test_it_is_asked_in_their_language(house, pair):  # noqa: F811
    rosa, _, one = pair
    kim = house.volunteer("Kim", (KOREAN,), on_call=False)
    ask_to_take(house.ports, rosa, *one, to=kim)
    assert _texts(house)[0][1].startswith("[ko] ")


@pytest.mark.parametrize(
    "body",
    ["yes s472", "YES S472.", "sí s472", "oui s472", "wi s472", "네 s472", "是 s472", "có s472",
     "vâng s472", "نعم s472"],
)  # fmt: skip
def test_yes_is_read_in_every_language(body):
    assert (read_shift_text(body).ask, read_shift_text(body).code) == (Ask.YES, "s472")


@pytest.mark.parametrize(
    "body", ["no s472", "Non s472", "아니요 s472", "不 s472", "không s472", "لا s472"]
)
def test_no_is_read_in_every_language(body):
    assert (read_shift_text(body).ask, read_shift_text(body).code) == (Ask.NO, "s472")


@pytest.mark.parametrize("body", ["yes", "no", "yes 472b", "yesterday s472", "no s1", "yes s472 x"])
def test_other_answers_are_not_about_shifts(body):
    assert read_shift_text(body) is None
