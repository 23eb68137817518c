"""What was held back for a volunteer who is off by then: not told, and not forgotten (O7)."""

from __future__ import annotations

import pytest

from hotline.services import duty
from hotline.services.telling import set_telling
from tests.webhooks.bridging import MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_breaks_are_quiet import BOTH, rest, shift_until_one
from tests.webhooks.test_notice_calls import notify, rings, texts


@pytest.fixture
def told(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def test_a_request_after_the_end_of_the_shift_rings_and_texts_nobody(told):
    """O7: no call and no text about requests after the end."""
    me = told.volunteer()
    duty.leave(told.stage.ports, me)
    set_telling(told.stage.ports, me, BOTH)
    shift_until_one(told, me)
    told.request()
    told.clock.sleep(3600)
    before = texts(told)
    notify(told)
    told.request()
    notify(told)
    assert rings(told) == []
    assert texts(told) == before


@pytest.mark.parametrize("how", ["break", "off"])
def test_what_was_kept_from_who_rests_is_told_when_they_are_back(told, how):
    """O7, lessons 21: a request for which nobody was there is not forgotten."""
    me = told.volunteer()
    told.request()
    rest(told, me, how)
    notify(told)
    assert texts(told) == 0
    (duty.come_back if how == "break" else duty.come)(told.stage.ports, me)
    notify(told)
    assert texts(told) == 1


def test_a_call_that_a_break_ended_is_told_again_when_they_are_back(told):
    """O7: the phone that was silenced rings anew after the break."""
    me = told.volunteer()
    set_telling(told.stage.ports, me, BOTH)
    told.request()
    notify(told)
    (ringing,) = rings(told)
    duty.take_break(told.stage.ports, me, 15)
    told.work()
    assert ringing.ended
    told.clock.sleep(20 * 60)
    duty.come_back(told.stage.ports, me)
    notify(told)
    assert len(rings(told)) == 2
