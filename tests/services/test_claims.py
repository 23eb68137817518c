"""A claim has one winner, and only its holder gives it back or resolves it."""

from __future__ import annotations

import threading

import pytest

from hotline.errors import AlreadyClaimed, NotFound, NotYours, WrongState
from hotline.services.claims import claim, release, resolve
from tests.house import build_house


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def test_the_second_volunteer_is_told_who_has_it(house):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    claim(house.ports, rosa, code)
    with pytest.raises(AlreadyClaimed, match="Rosa"):
        claim(house.ports, sam, code)


def test_claiming_again_what_one_holds_is_no_conflict(house):
    rosa = house.volunteer()
    code = house.request()
    assert not claim(house.ports, rosa, code).again
    assert claim(house.ports, rosa, code).again


@pytest.mark.parametrize("written", ["{}", " {} ", "TAKE {}", "{}.", "take{}"])
def test_case_spaces_and_a_leading_word_do_not_matter(house, written):
    rosa = house.volunteer()
    code = house.request()
    assert claim(house.ports, rosa, written.format(code.upper())).code == code


def test_an_unknown_code_is_not_found(house):
    with pytest.raises(NotFound):
        claim(house.ports, house.volunteer(), "zzz")


def test_released_requests_can_be_taken_by_another(house):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    claim(house.ports, rosa, code)
    with pytest.raises(NotYours):
        release(house.ports, sam, code)
    release(house.ports, rosa, code)
    claim(house.ports, sam, code)


def test_a_resolved_request_is_over(house):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    with pytest.raises(NotYours):
        resolve(house.ports, rosa, code)
    claim(house.ports, rosa, code)
    resolve(house.ports, rosa, code)
    with pytest.raises(WrongState):
        claim(house.ports, sam, code)


def test_of_twelve_at_the_same_instant_exactly_one_wins(house):
    volunteers = [house.volunteer(f"V{n}") for n in range(12)]
    for _ in range(5):
        code = house.request()
        barrier = threading.Barrier(len(volunteers))
        won, told = [], []

        def attempt(volunteer, code=code, barrier=barrier, won=won, told=told):
            barrier.wait()
            try:
                claim(house.ports, volunteer, code)
                won.append(volunteer)
            except AlreadyClaimed as error:
                told.append(error.holder)

        threads = [threading.Thread(target=attempt, args=(v,)) for v in volunteers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(won) == 1
        assert len(told) == len(volunteers) - 1
        assert len(set(told)) == 1
