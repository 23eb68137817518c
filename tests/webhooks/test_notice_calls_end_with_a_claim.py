"""A phone that rings about a request is quiet as soon as somebody has taken it (lessons 5, O4)."""

from __future__ import annotations

import pytest

from hotline.domain.telling import Telling
from hotline.services.claims import claim
from hotline.services.telling import set_telling
from tests.webhooks.bridging import ROSA, MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_notice_calls import notify, rings, texts

BOTH = Telling(text=True, call=True)


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    who = scene.volunteer()
    set_telling(scene.stage.ports, who, BOTH)
    return who


@pytest.fixture
def marie(scene: Scene) -> str:
    return scene.volunteer("Marie", "+15550100103")


def test_a_claim_stops_the_ringing_about_its_request(scene, rosa, marie):
    """O4, lessons 5: nobody picks up a phone for what is taken, and no text follows."""
    code = scene.request()
    notify(scene)
    (ringing,) = rings(scene)
    before = texts(scene)
    claim(scene.stage.ports, marie, code)
    scene.work()
    assert ringing.ended
    for said in ("canceled", "no-answer", "completed"):
        scene.status(ringing, said)
    notify(scene)
    assert texts(scene) == before, "what is taken is told to nobody"
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert list(tx.legs.under_way_of(rosa)) == [], "the phone is free for the next"


def test_it_goes_on_while_something_else_of_the_same_call_waits(scene, rosa, marie):
    """One call is about all that waits: it ends with the last of it."""
    first, second = scene.request(), scene.request()
    notify(scene)
    (ringing,) = rings(scene)
    claim(scene.stage.ports, marie, first)
    scene.work()
    assert not ringing.ended
    claim(scene.stage.ports, marie, second)
    scene.work()
    assert ringing.ended


def test_who_has_picked_up_is_not_cut_off(scene, rosa, marie):
    """Lessons 4: they hear the words to their end, and pressing 1 leads to the menu."""
    code = scene.request()
    notify(scene)
    (ringing,) = rings(scene)
    heard = scene.answer(ringing)
    claim(scene.stage.ports, marie, code)
    scene.work()
    assert not ringing.ended
    assert "PIN" in scene.press(ringing, "1", heard)


def test_a_claim_before_the_phone_rings_rings_nobody(scene, rosa, marie):
    code = scene.request()
    scene.company.during = lambda: claim(scene.stage.ports, marie, code)
    notify(scene)
    assert [call.ended for call in scene.company.to(ROSA)] == [True]
