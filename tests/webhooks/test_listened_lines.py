"""A line that may be listened to: no third phone comes in, and the page says so (V22)."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hotline.errors import CallNotAllowed, NotYours
from hotline.services import interpreters
from hotline.services.call_page import open_call_page
from hotline.services.erasure import erase_request
from hotline.services.listened import set_listened
from hotline.store.database import open_database
from hotline.store.listened_tables import listened_lines
from tests.webhooks.bridging import CALLER, MARIE, MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_interpreters import SPANISH, talk


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def marks(scene: Scene) -> int:
    with open_database(scene.stage.settings.database_url).connect() as connection:
        return connection.execute(select(func.count()).select_from(listened_lines)).scalar_one()


def test_only_the_holder_says_so_and_twice_is_once(scene):
    rosa, marie = scene.volunteer(), scene.volunteer("Marie", MARIE, (SPANISH,))
    code = scene.held(rosa)
    with pytest.raises(NotYours):
        set_listened(scene.stage.ports, marie, code, True)
    for _ in range(2):
        set_listened(scene.stage.ports, rosa, code, True)
    assert marks(scene) == 1
    assert open_call_page(scene.stage.ports, rosa, code).listened
    set_listened(scene.stage.ports, rosa, code, False)
    assert marks(scene) == 0


def test_no_interpreter_is_rung_into_such_a_call(scene):
    """V22: the flag disables conference; the talk of two goes on."""
    rosa = scene.volunteer()
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, _mine, theirs = talk(scene, rosa)
    set_listened(scene.stage.ports, rosa, code, True)
    assert open_call_page(scene.stage.ports, rosa, code).languages == ()
    with pytest.raises(CallNotAllowed) as refused:
        interpreters.ring_interpreter(scene.stage.ports, rosa, code, SPANISH)
    assert refused.value.kind == "listened_to"
    scene.work()
    assert scene.company.to(MARIE) == []
    assert not theirs.ended
    assert theirs is scene.company.to(CALLER)[0]


def test_a_mark_that_comes_while_the_interpreter_is_about_to_be_rung_stops_it(scene):
    rosa = scene.volunteer()
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, _, _ = talk(scene, rosa)
    interpreters.ring_interpreter(scene.stage.ports, rosa, code, SPANISH)
    set_listened(scene.stage.ports, rosa, code, True)
    scene.work()
    assert scene.company.to(MARIE) == []


def test_it_goes_with_the_request(scene):
    rosa = scene.volunteer()
    code = scene.held(rosa)
    set_listened(scene.stage.ports, rosa, code, True)
    with scene.stage.ports.unit_of_work() as tx:
        erase_request(scene.stage.ports, tx, tx.requests.by_code(code).id)
    assert marks(scene) == 0
