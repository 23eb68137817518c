"""A break, "I am off" and the end of a shift truly stop the ringing, and lose no caller (O7)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from hotline.domain.recurrence import ONCE
from hotline.domain.telling import Telling
from hotline.errors import ShiftRefused
from hotline.services import duty
from hotline.services.on_call import volunteers_on_call
from hotline.services.shifts import add_shift
from hotline.services.telling import set_telling
from tests.webhooks.bridging import MovableClock, Scene
from tests.webhooks.live_scene import WaitingCaller, live_scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_live_calls import is_at_message
from tests.webhooks.test_notice_calls import notify, rings, texts

BOTH = Telling(text=True, call=True)


@pytest.fixture
def scene(tmp_path):
    return live_scene(tmp_path)


@pytest.fixture
def told(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def rest(scene, volunteer_id: str, how: str) -> None:
    if how == "break":
        duty.take_break(scene.stage.ports, volunteer_id, 15)
    else:
        duty.leave(scene.stage.ports, volunteer_id)


def test_a_break_that_is_refused_stops_no_ringing(scene):
    (me,) = scene.volunteers(1)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    with pytest.raises(ShiftRefused):
        duty.take_break(scene.stage.ports, me, 14)
    scene.work()
    assert scene.who_rings() == [0]


@pytest.mark.parametrize("how", ["break", "off"])
def test_the_phone_that_rings_for_a_caller_stops_and_the_next_one_rings(scene, how):
    """O7, V7: the break ends what rings now, at once; the caller is rung on for."""
    people = scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    (first,) = scene.who_rings()
    ringing = scene.ringing(first)
    rest(scene, people[first], how)
    scene.work()
    assert ringing.ended
    for said in ("canceled", "no-answer", "completed"):
        scene.status(ringing, said)
    scene.work()
    assert scene.who_rings() == [1 - first]
    scene.take(1 - first)
    scene.work()
    assert caller.follow().room


@pytest.mark.parametrize("how", ["break", "off"])
def test_the_only_one_goes_and_the_caller_comes_to_the_message_at_once(scene, how):
    """O7, T11: nobody waits for a phone that does not ring any more."""
    (me,) = scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    rest(scene, me, how)
    scene.work()
    assert scene.who_rings() == []
    assert is_at_message(caller.follow())


def test_a_phone_that_was_about_to_ring_stays_silent(scene):
    """O7: wanted before the break, dialled after it."""
    (me,) = scene.volunteers(1)
    WaitingCaller(scene).ask_for_person()
    duty.take_break(scene.stage.ports, me, 15)
    scene.work()
    assert scene.company.to("+15550102000") == []


def test_a_break_while_the_carrier_is_being_asked_ends_the_call(scene):
    """O7: the call comes to be a moment after the break, and is hung up."""
    (me,) = scene.volunteers(1)
    scene.company.during = lambda: duty.take_break(scene.stage.ports, me, 15)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    assert [call.ended for call in scene.company.to("+15550102000")] == [True]


def test_who_talks_is_not_cut_off_by_their_break(scene):
    """O7: a break is about phones that ring, and not about a person at the other end."""
    (me,) = scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    scene.take(0)
    scene.work()
    duty.take_break(scene.stage.ports, me, 15)
    scene.work()
    assert not call.ended
    assert caller.follow().room


@pytest.mark.parametrize("how", ["break", "off"])
def test_a_phone_that_rings_about_a_request_stops_and_no_text_comes_in_its_place(told, how):
    """O7: who rests is told nothing; the request is told when they are back."""
    me = told.volunteer()
    set_telling(told.stage.ports, me, BOTH)
    told.request()
    notify(told)
    (ringing,) = rings(told)
    before = texts(told)
    rest(told, me, how)
    told.work()
    assert ringing.ended
    for said in ("canceled", "no-answer", "completed"):
        told.status(ringing, said)
    notify(told)
    assert texts(told) == before


def shift_until_one(scene, volunteer_id: str) -> None:
    """A shift of two hours, from 11 to 13 in UTC: the clock stands at 12."""
    add_shift(
        scene.stage.ports,
        "c",
        volunteer_id,
        since=date(2026, 11, 25),
        begin=(scene.clock.now().astimezone(scene.stage.ports.zone) - timedelta(hours=1)).time(),
        minutes=120,
        rule=ONCE,
    )


def on_call(scene) -> list[str]:
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        return [each.id for each in volunteers_on_call(scene.stage.ports, tx)]


def by_their_shift(scene) -> str:
    (me,) = scene.volunteers(1)
    duty.leave(scene.stage.ports, me)
    shift_until_one(scene, me)
    assert on_call(scene) == [me]
    return me


def test_a_shift_ends_hard_for_callers_on_the_line(scene):
    """O7: rung a second before the end, and not at the end."""
    by_their_shift(scene)
    scene.clock.sleep(3599)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    assert scene.who_rings() == [0]
    caller.hang_up()
    scene.end_with(0, "no-answer")
    scene.clock.sleep(1)
    assert on_call(scene) == []
    late = WaitingCaller(scene, "+15550101002").ask_for_person()
    scene.work()
    assert is_at_message(late)
    assert scene.who_rings() == []


def test_a_phone_wanted_before_the_end_of_the_shift_is_not_rung_after_it(scene):
    """O7: the worker comes a moment later than the end."""
    by_their_shift(scene)
    scene.clock.sleep(3599)
    caller = WaitingCaller(scene).ask_for_person()
    scene.clock.sleep(1)
    scene.work()
    assert scene.company.to("+15550102000") == []
    assert is_at_message(caller.follow())


def test_a_talk_goes_on_over_the_end_of_the_shift(scene):
    """O7: the end is hard for the ringing, and not for a person at the other end."""
    by_their_shift(scene)
    scene.clock.sleep(3590)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    scene.take(0)
    scene.later(60)
    assert on_call(scene) == []
    assert not call.ended
    assert caller.follow().room
