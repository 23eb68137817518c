"""C2: the line rings a coordinator's own phone, and how it went can be read from its leg."""

from __future__ import annotations

import pytest

from hotline.domain.limits import CALLS_OUT, TEST_NOTICES
from hotline.domain.telling import Telling
from hotline.errors import CarrierRefused, NotFound
from hotline.services import accounts
from hotline.services.line_tests import LIVES, Asked, Outcome, last_of, ring_me
from hotline.services.on_call import is_on_call
from hotline.services.preflight import look
from hotline.services.telling import set_telling
from hotline.types import Language, PhoneNumber
from tests.webhooks.bridging import ENGLISH, ROSA, MovableClock, Ringing, Scene
from tests.webhooks.stage import build_stage, new_sid
from tests.webhooks.test_notice_calls import texts


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def boss_of(scene: Scene, *languages: Language) -> str:
    return accounts.add_volunteer(
        scene.stage.ports, name="Boss", phone=PhoneNumber(ROSA), languages=languages or (ENGLISH,),
        topics=(), on_call=True, pin="4711", is_coordinator=True,
    ).volunteer_id  # fmt: skip


@pytest.fixture
def boss(scene: Scene) -> str:
    return boss_of(scene)


def rung(scene: Scene, who: str) -> Ringing:
    assert ring_me(scene.stage.ports, who) is Asked.RINGS
    scene.work()
    return scene.company.to(ROSA)[-1]


def test_only_a_coordinator_has_it_ring(scene):
    """C2: a volunteer, or an id that nobody has, rings no phone."""
    for who in (scene.volunteer(), "0" * 32):
        with pytest.raises(NotFound):
            ring_me(scene.stage.ports, who)
    scene.work()
    assert scene.company.calls == []


def test_two_presses_ring_once_and_an_hour_has_a_limit(scene, boss):
    """C2, F2: a second press while it rings, and a fourth within the hour, ring nothing."""
    ports = scene.stage.ports
    ringing = rung(scene, boss)
    assert ring_me(ports, boss) is Asked.IN_A_CALL
    scene.status(ringing, "no-answer")
    for _ in range(TEST_NOTICES.count - 1):
        scene.status(rung(scene, boss), "no-answer")
    assert ring_me(ports, boss) is Asked.OFTEN
    scene.work()
    assert len(scene.company.calls) == TEST_NOTICES.count


def test_it_does_not_ring_out_of_nowhere(scene, boss):
    """A worker that comes back late rings nobody, and the page says so."""
    assert ring_me(scene.stage.ports, boss) is Asked.RINGS
    scene.clock.sleep(LIVES.total_seconds())
    scene.work()
    assert scene.company.calls == []
    assert last_of(scene.stage.ports, boss) is Outcome.NOT_RUNG


def test_who_is_no_coordinator_any_more_is_not_rung(scene, boss):
    assert ring_me(scene.stage.ports, boss) is Asked.RINGS
    accounts.remove_volunteer(scene.stage.ports, boss)
    scene.work()
    assert scene.company.calls == []


def test_another_call_cannot_answer_for_it(scene, boss):
    ringing = rung(scene, boss)
    heard = scene.answer(ringing)
    stranger = Ringing(ROSA, new_sid("CA"), ringing.answer, ringing.status)
    scene.press(stranger, "1", heard)
    assert last_of(scene.stage.ports, boss) is Outcome.UNDER_WAY


def test_one_says_that_the_line_can_ring(scene, boss):
    """C2: key 1, said in the call and on the page; no menu opens behind it."""
    assert last_of(scene.stage.ports, boss) is None
    ringing = rung(scene, boss)
    heard = scene.answer(ringing)
    assert "This is a test of the line. To say that you hear it, press one." in heard
    done = scene.press(ringing, "1", heard)
    assert "The line can ring you." in done
    assert "PIN" not in done
    assert scene.press(ringing, "1", heard) == done, "asked once more it says the same"
    scene.status(ringing, "completed")
    assert last_of(scene.stage.ports, boss) is Outcome.PRESSED
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert not tx.legs.under_way_of(boss)
    scene.clock.sleep(24 * 3600)
    assert last_of(scene.stage.ports, boss) is None, "yesterday's says nothing of today"


@pytest.mark.parametrize("key", ["2", "3"])
def test_a_wrong_key_takes_nobody_off(scene, boss, key):
    """Key 3 of other calls means off; in a test it is a wrong key and no more."""
    ringing = rung(scene, boss)
    scene.press(ringing, key, scene.answer(ringing))
    scene.status(ringing, "completed")
    assert last_of(scene.stage.ports, boss) is Outcome.NO_KEY
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert is_on_call(scene.stage.ports, tx, boss)


def test_a_machine_picks_up_and_presses_nothing(scene, boss):
    ringing = rung(scene, boss)
    heard = scene.answer(ringing)
    for _ in range(2):
        heard = scene.press(ringing, "", heard)
        assert "This is a test" in heard
    assert "This is a test" not in scene.press(ringing, "", heard)
    scene.status(ringing, "completed")
    assert last_of(scene.stage.ports, boss) is Outcome.NO_KEY


@pytest.mark.parametrize(
    ("said", "outcome"),
    [("no-answer", Outcome.NOBODY), ("busy", Outcome.NOBODY), ("failed", Outcome.REFUSED)],
)
def test_the_last_status_tells_how_it_went(scene, boss, said, outcome):
    scene.status(rung(scene, boss), said)
    assert last_of(scene.stage.ports, boss) is outcome


def test_a_refusal_is_told_and_stands_among_what_to_mend(scene, boss):
    """C2: the phone company refuses the number: it is a dead number from now on."""
    scene.company.trouble = CarrierRefused("no such number", 21211)
    assert ring_me(scene.stage.ports, boss) is Asked.RINGS
    scene.work()
    assert last_of(scene.stage.ports, boss) is Outcome.REFUSED
    assert [each.who for each in look(scene.stage.ports) if each.kind == "dead-phone"] == [boss]


def test_it_speaks_their_language_and_texts_nobody(scene):
    boss = boss_of(scene, Language("es"), ENGLISH)
    set_telling(scene.stage.ports, boss, Telling(text=True, call=True))
    ringing = rung(scene, boss)
    assert "Esto es una prueba de la línea" in scene.answer(ringing)
    scene.status(ringing, "no-answer")
    assert texts(scene) == 0


def test_f2_calls_of_a_day_have_one_limit(scene, boss, monkeypatch):
    """F2: a test is one of the calls that the line may place, and none are kept for it."""
    monkeypatch.setattr("hotline.services.leg_calls.CALLS_KEPT", CALLS_OUT.count)
    assert ring_me(scene.stage.ports, boss) is Asked.RINGS
    scene.work()
    assert scene.company.calls == []
    assert last_of(scene.stage.ports, boss) is Outcome.NOT_RUNG
