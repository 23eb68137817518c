"""A phone that could not be rung is named to coordinators until it answers again (O4)."""

from __future__ import annotations

import pytest

from hotline.domain.ringing import RingPolicy
from hotline.services.care import unreachable_phones
from tests.webhooks.live_scene import WaitingCaller, live_scene


@pytest.fixture
def scene(tmp_path):
    return live_scene(tmp_path, RingPolicy())


def rung(scene, caller_number: str) -> int:
    """A caller asks for a person, and the one volunteer's phone rings."""
    WaitingCaller(scene, caller_number).ask_for_person()
    scene.work()
    (number,) = scene.who_rings()
    return number


def test_it_is_named_once_it_failed_and_forgotten_when_it_answers(scene):
    scene.volunteers(1)
    ports = scene.stage.ports
    assert unreachable_phones(ports) == []
    scene.end_with(rung(scene, "+15550101001"), "failed")
    assert len(unreachable_phones(ports)) == 1
    scene.later(600)
    scene.end_with(rung(scene, "+15550101002"), "no-answer")
    assert len(unreachable_phones(ports)) == 1, "nobody has answered it"
    scene.later(600)
    call = scene.ringing(rung(scene, "+15550101003"))
    scene.answer(call)
    scene.hang_up(call)
    assert unreachable_phones(ports) == []


def test_one_that_only_did_not_answer_is_not_named(scene):
    scene.volunteers(1)
    scene.end_with(rung(scene, "+15550101001"), "busy")
    assert unreachable_phones(scene.stage.ports) == []
