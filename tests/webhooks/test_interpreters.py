"""An interpreter as a third or fourth leg, by language, with hidden numbers (O9)."""

from __future__ import annotations

import pytest

from hotline.errors import CallNotAllowed, NotYours
from hotline.services import callbacks, interpreters
from hotline.types import Language
from tests.webhooks.bridging import CALLER, MARIE, ROSA, MovableClock, Ringing, Scene
from tests.webhooks.stage import build_stage

SPANISH, MAM, MEXICAN = Language("es"), Language("mam"), Language("es-MX")
LUIS, XHUAN = "+15550100104", "+15550100105"


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    return scene.volunteer()


def talk(scene: Scene, rosa: str, language: Language = SPANISH) -> tuple[str, Ringing, Ringing]:
    """Rosa and somebody who speaks that language are in one room."""
    code = scene.held(rosa, language=language)
    callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.work()
    (mine,) = scene.company.to(ROSA)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    scene.enter(theirs, scene.answer(theirs))
    return code, mine, theirs


def ring(scene: Scene, rosa: str, code: str, language: Language = SPANISH) -> None:
    interpreters.ring_interpreter(scene.stage.ports, rosa, code, language)
    scene.work()


def test_an_interpreter_hears_how_it_is_done_and_comes_in(scene, rosa):
    """O9: pre-brief in the whisper, no number in it, and one room for all."""
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, mine, _ = talk(scene, rosa)
    ring(scene, rosa, code)
    (third,) = scene.company.to(MARIE)
    heard = scene.answer(third)
    assert 'language="es' in heard
    assert CALLER[-7:] not in heard
    assert ROSA[-7:] not in heard
    room = scene.press(third, "1", heard)
    assert 'endConferenceOnExit="false"' in room
    assert 'startConferenceOnEnter="false"' in room
    assert not mine.ended
    scene.enter(third, room)


def test_the_exact_variant_comes_before_the_language(scene, rosa):
    scene.volunteer("Luis", LUIS, (SPANISH,))
    scene.volunteer("Marie", MARIE, (MEXICAN,))
    code, _, _ = talk(scene, rosa, MEXICAN)
    ring(scene, rosa, code, MEXICAN)
    assert [call.to for call in scene.company.calls[2:]] == [MARIE]


@pytest.mark.parametrize("how", ["2", "busy", "no-answer", "failed", "machine"])
def test_who_cannot_come_makes_way_for_the_next(scene, rosa, how):
    scene.volunteer("Luis", LUIS, (SPANISH,))
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, mine, theirs = talk(scene, rosa)
    ring(scene, rosa, code)
    (first,) = scene.company.calls[2:]
    if how == "2":
        scene.press(first, "2", scene.answer(first))
    elif how == "machine":
        heard = scene.answer(first)
        for _ in range(3):
            heard = scene.press(first, "", heard) if "Gather" in heard else heard
    else:
        scene.status(first, how)
    scene.work()
    first, second = scene.company.calls[2:]
    assert {first.to, second.to} == {LUIS, MARIE}
    assert not mine.ended
    assert not theirs.ended


def test_a_relay_of_two_and_no_third(scene, rosa):
    """O9: Mam to Spanish to English is a chain of two; each is told their own language."""
    scene.volunteer("Xhuan", XHUAN, (MAM, SPANISH))
    scene.volunteer("Marie", MARIE, (SPANISH, Language("en")))
    scene.volunteer("Luis", LUIS, (Language("ko"), Language("en")))
    code, _, _ = talk(scene, rosa, MAM)
    ring(scene, rosa, code, MAM)
    (first,) = scene.company.calls[2:]
    assert first.to == XHUAN
    assert "Mam" in scene.answer(first)
    ring(scene, rosa, code, SPANISH)
    assert scene.company.calls[-1].to == MARIE
    with pytest.raises(CallNotAllowed) as refused:
        ring(scene, rosa, code, Language("ko"))
    assert refused.value.kind == "interpreter_comes"


def test_an_interpreter_who_drops_ends_nothing_and_can_be_rung_again(scene, rosa):
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, mine, theirs = talk(scene, rosa)
    ring(scene, rosa, code)
    (third,) = scene.company.to(MARIE)
    scene.enter(third, scene.press(third, "1", scene.answer(third)))
    scene.hang_up(third)
    scene.work()
    assert not mine.ended
    assert not theirs.ended
    assert len(scene.company.to(MARIE)) == 1
    ring(scene, rosa, code)
    assert len(scene.company.to(MARIE)) == 2


def test_with_an_interpreter_there_a_cut_off_volunteer_leaves_nobody_alone(scene, rosa):
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, mine, theirs = talk(scene, rosa)
    ring(scene, rosa, code)
    (third,) = scene.company.to(MARIE)
    scene.enter(third, scene.press(third, "1", scene.answer(third)))
    scene.clock.sleep(61)
    scene.hang_up(mine)
    scene.work()
    assert theirs.moved == []
    scene.hang_up(third)
    scene.work()
    assert len(theirs.moved) == 1


def test_the_persons_hang_up_ends_it_for_the_interpreter_too(scene, rosa):
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, _, theirs = talk(scene, rosa)
    ring(scene, rosa, code)
    (third,) = scene.company.to(MARIE)
    scene.enter(third, scene.press(third, "1", scene.answer(third)))
    scene.hang_up(theirs)
    scene.work()
    assert third.moved or third.ended


def test_a_phone_that_still_rings_when_the_call_ends_is_hung_up(scene, rosa):
    scene.volunteer("Marie", MARIE, (SPANISH,))
    code, _, theirs = talk(scene, rosa)
    ring(scene, rosa, code)
    scene.hang_up(theirs)
    scene.work()
    (third,) = scene.company.to(MARIE)
    assert third.ended
    assert third.moved == []


def test_nobody_speaks_it(scene, rosa):
    code, _, _ = talk(scene, rosa, MAM)
    with pytest.raises(CallNotAllowed) as refused:
        ring(scene, rosa, code, MAM)
    assert refused.value.kind == "no_interpreter"


def test_no_interpreter_without_a_call_or_for_a_stranger(scene, rosa):
    marie = scene.volunteer("Marie", MARIE, (SPANISH,))
    code = scene.held(rosa)
    with pytest.raises(CallNotAllowed) as refused:
        ring(scene, rosa, code)
    assert refused.value.kind == "no_call"
    with pytest.raises(NotYours):
        ring(scene, marie, code)
