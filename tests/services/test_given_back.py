"""What is given back is asked about again: it must not lie in the queue unheard of."""

from __future__ import annotations

import pytest

from hotline.domain.outbox import OutboxKind
from hotline.services.accounts import set_on_call
from hotline.services.claims import claim, release
from tests.house import build_house
from tests.workers.test_jobs import ScriptedCarrier, ScriptedTranscriber
from workers.jobs import Workshop, run


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


@pytest.fixture
def workshop(house):
    return Workshop(house.ports, ScriptedCarrier(), ScriptedTranscriber())


def _run_all(house, workshop):
    while house.jobs.rows:
        run(workshop, house.jobs.rows.pop(0).id)


def test_the_others_are_asked_again_and_the_one_who_gave_it_back_is_not(house, workshop, clock):
    rosa, _ = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    _run_all(house, workshop)
    claim(house.ports, rosa, code)
    clock.forward(minutes=2)
    release(house.ports, rosa, code)
    _run_all(house, workshop)
    assert len(workshop.carrier.sent) == 3


def test_a_claim_before_the_notice_went_out_silences_nobody_for_ever(house, workshop):
    rosa, _ = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    claim(house.ports, rosa, code)
    _run_all(house, workshop)
    assert workshop.carrier.sent == []
    release(house.ports, rosa, code)
    _run_all(house, workshop)
    assert len(workshop.carrier.sent) == 1


def test_who_went_off_call_is_left_alone_and_who_came_is_asked(house, workshop):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request()
    claim(house.ports, rosa, code)
    house.jobs.rows.clear()
    set_on_call(house.ports, sam, False)
    house.volunteer("New")
    release(house.ports, rosa, code)
    notices = [row for row in house.jobs.rows if row.kind is OutboxKind.SEND_NOTICE]
    assert len(notices) == 1
