"""An interpreter booked for a call back: whose phone rings, and who is next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.services import bookings, interpreters
from hotline.services.booking_words import booked_interpreter
from hotline.types import Language
from tests.webhooks.bridging import MARIE, MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_interpreters import LUIS, MAM, SPANISH, XHUAN, talk


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    return scene.volunteer()


def booked(scene: Scene, rosa: str, code: str, who: str, language: Language = SPANISH) -> None:
    """`who` has said yes to interpret at a set time, an hour from now."""
    ports = scene.stage.ports
    at = ports.clock.now() + timedelta(hours=1)
    bookings.book(ports, rosa, code, language, at)
    with ports.unit_of_work() as tx:
        booking = tx.bookings.live_of(tx.requests.by_code(code).id)
        assert bookings.take_in(ports, tx, tx.volunteers.by_id(who), booking)
    scene.clock.sleep(3600)


def interpreters_rung(scene: Scene) -> list[str]:
    return [call.to for call in scene.company.calls[2:]]


def in_talk(scene: Scene, rosa: str, who: str, language: Language = SPANISH) -> str:
    """Rosa and the person talk at the time for which `who` is booked."""
    code = scene.held(rosa, language=language)
    booked(scene, rosa, code, who, language)

    def the_same(*_wishes: object, **_more: object) -> str:
        return code

    scene.held = the_same  # type: ignore[method-assign]
    return talk(scene, rosa, language)[0]


def test_o9_who_is_booked_is_rung_before_everybody_else(scene, rosa):
    """O9: also before who speaks the very variant, and before who is on call."""
    marie = scene.volunteer("Marie", MARIE, (SPANISH,))
    scene.volunteer("Luis", LUIS, (Language("es-MX"), SPANISH))
    scene.volunteer("Xhuan", XHUAN, (SPANISH,))
    code = in_talk(scene, rosa, marie)
    interpreters.ring_interpreter(scene.stage.ports, rosa, code, SPANISH)
    scene.work()
    assert interpreters_rung(scene) == [MARIE]


@pytest.mark.parametrize("how", ["2", "busy", "no-answer", "failed"])
def test_o9_when_the_booked_one_cannot_come_the_next_is_rung(scene, rosa, how):
    marie = scene.volunteer("Marie", MARIE, (SPANISH,))
    scene.volunteer("Luis", LUIS, (SPANISH,))
    code = in_talk(scene, rosa, marie)
    interpreters.ring_interpreter(scene.stage.ports, rosa, code, SPANISH)
    scene.work()
    (first,) = scene.company.to(MARIE)
    if how == "2":
        scene.press(first, "2", scene.answer(first))
    else:
        scene.status(first, how)
    scene.work()
    assert interpreters_rung(scene) == [MARIE, LUIS]


def test_o9_a_booking_for_one_language_is_none_for_another(scene, rosa):
    marie = scene.volunteer("Marie", MARIE, (SPANISH, MAM))
    code = in_talk(scene, rosa, marie, SPANISH)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(code)
        assert booked_interpreter(tx, request.id, SPANISH) == marie
        assert booked_interpreter(tx, request.id, MAM) is None
