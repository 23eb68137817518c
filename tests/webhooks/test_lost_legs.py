"""Statuses of calls may be lost: nobody is busy for ever, and no request is blocked."""

from __future__ import annotations

import pytest

from hotline.services import callbacks
from hotline.services.lost_legs import end_lost_legs
from tests.webhooks.bridging import CALLER, ROSA, MovableClock, Scene
from tests.webhooks.stage import build_stage


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    return scene.volunteer()


def busy(scene: Scene, rosa: str) -> bool:
    with scene.stage.ports.unit_of_work() as tx:
        return bool(tx.legs.under_way_of(rosa))


def after(scene: Scene, seconds: float) -> int:
    scene.clock.sleep(seconds)
    ended = end_lost_legs(scene.stage.ports)
    scene.work()
    return ended


@pytest.mark.parametrize("how", ["dialled", "ringing", "whisper"])
def test_a_phone_that_told_no_end_is_free_again(scene, rosa, how):
    code = scene.held(rosa)
    callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.work()
    (mine,) = scene.company.to(ROSA)
    if how == "ringing":
        scene.status(mine, "ringing")
    if how == "whisper":
        scene.answer(mine)
    assert after(scene, 60) == 0
    assert busy(scene, rosa)
    assert after(scene, 240) == 1
    assert not busy(scene, rosa)
    assert mine.ended
    scene.clock.sleep(900)
    assert callbacks.begin_call(scene.stage.ports, rosa, code)


def test_a_talk_may_last_half_an_hour_and_no_longer(scene, rosa):
    code = scene.held(rosa)
    callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.work()
    (mine,) = scene.company.to(ROSA)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    # The event of the room is lost: they talk all the same.
    scene.answer(theirs)
    assert after(scene, 30 * 60) == 0
    assert busy(scene, rosa)
    assert after(scene, 10 * 60) >= 1
    assert not busy(scene, rosa)
    assert mine.ended
    assert theirs.ended
