"""Told by phone that a request waits: every key, silence, machines, limits, and nothing twice."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from hotline.domain.calls import CallOutcome
from hotline.domain.limits import CALLS_KEPT, CALLS_OUT
from hotline.domain.notices import CALLS_TO_ONE
from hotline.domain.telling import Telling
from hotline.errors import CarrierRefused
from hotline.services import accounts, duty
from hotline.services.asking import begin_anew, escalate
from hotline.services.claims import claim
from hotline.services.erasure import erase_request
from hotline.services.on_call import is_on_call
from hotline.services.telling import set_telling
from hotline.store.database import open_database
from hotline.store.tables import messages, outbox
from hotline.types import Language
from tests.webhooks.bridging import ROSA, MovableClock, Ringing, Scene, unavailable
from tests.webhooks.stage import PUBLIC_URL, build_stage, new_sid
from workers.jobs import Workshop, run

CALL, BOTH = Telling(text=False, call=True), Telling(text=True, call=True)
PIN = "4711"


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    who = scene.volunteer()
    set_telling(scene.stage.ports, who, CALL)
    return who


def notify(scene: Scene) -> None:
    """Notices that are due go out, and what they ask for is done."""
    shop = Workshop(scene.stage.ports, scene.company, transcriber=None)  # type: ignore[arg-type]
    with open_database(scene.stage.settings.database_url).connect() as connection:
        query = select(outbox.c.id).where(
            outbox.c.state == "pending",
            outbox.c.kind == "send_notice",
            outbox.c.available_at <= scene.clock.now(),
        )
        due = list(connection.execute(query).scalars())
    for row in due:
        run(shop, row)
    scene.work()


def texts(scene: Scene) -> int:
    with open_database(scene.stage.settings.database_url).connect() as connection:
        return len(connection.execute(select(messages.c.id)).all())


def rings(scene: Scene) -> list[Ringing]:
    return scene.company.to(ROSA)


def rung(scene: Scene) -> tuple[str, Ringing]:
    """A request waits, and Rosa's phone rings about it."""
    code = scene.request()
    notify(scene)
    (ringing,) = rings(scene)
    return code, ringing


def says_what_waits(heard: str) -> bool:
    return "A request is waiting. To hear it, press one." in heard


def test_i5_the_words_tell_nothing_of_the_request(scene, rosa):
    """I5, H3: whoever picks up, or a mailbox, hears that one waits; no code, topic or name."""
    code, ringing = rung(scene)
    heard = scene.answer(ringing)
    assert says_what_waits(heard)
    assert "Not now: press two." in heard
    assert "If you are off, press three." in heard
    for secret in (code, "food", "5550100", "rosa"):
        assert secret.lower() not in heard.lower()
    assert ringing.answer.startswith("/twilio/notice-call/")


def test_the_words_come_in_the_volunteers_language(scene):
    who = scene.volunteer(languages=(Language("es"), Language("en")))
    set_telling(scene.stage.ports, who, CALL)
    _, ringing = rung(scene)
    heard = scene.answer(ringing)
    assert "Hay una solicitud en espera" in heard
    assert "PIN" in scene.press(ringing, "1", heard)


def test_one_leads_to_the_menu_which_asks_the_pin_before_it_tells_anything(scene, rosa):
    """Pressing 1 opens nothing: the PIN does, in the same call, and then it is read."""
    code, ringing = rung(scene)
    asked = scene.press(ringing, "1", scene.answer(ringing))
    assert "PIN" in asked
    assert code not in asked
    assert "food" not in asked.lower()
    home = scene.press(ringing, PIN, asked)
    told = scene.press(ringing, "1", home)
    assert "Food or water" in told
    scene.press(ringing, "1", told)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.by_code(code).claimed_by == rosa


def test_a_wrong_pin_hears_nothing_of_what_waits(scene, rosa):
    _, ringing = rung(scene)
    asked = scene.press(ringing, "1", scene.answer(ringing))
    assert "food" not in scene.press(ringing, "9999", asked).lower()


def test_two_is_told_and_never_asked_again_about_this_request(scene, rosa):
    """O6: not now is not now, also when the request comes back into the queue."""
    code, ringing = rung(scene)
    assert "A no harms nobody" in scene.press(ringing, "2", scene.answer(ringing))
    scene.status(ringing, "completed")
    ports = scene.stage.ports
    for _ in range(8):
        scene.clock.sleep(1800)
        escalate(ports)
        notify(scene)
    with ports.unit_of_work() as tx:
        begin_anew(ports, tx, tx.requests.by_code(code), leaving_out="")
    notify(scene)
    assert len(rings(scene)) == 1
    assert texts(scene) == 0
    scene.request()
    notify(scene)
    assert len(rings(scene)) == 2, "about another request they are asked"


def test_three_is_off(scene, rosa):
    _, ringing = rung(scene)
    scene.press(ringing, "3", scene.answer(ringing))
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert not is_on_call(scene.stage.ports, tx, rosa)
    scene.status(ringing, "completed")
    scene.clock.sleep(7200)
    scene.request()
    notify(scene)
    assert len(rings(scene)) == 1


@pytest.mark.parametrize("key", ["", "0", "7", "*", "#"])
def test_silence_and_other_keys_repeat_twice_and_then_hang_up(scene, rosa, key):
    """A machine presses nothing, and hears these words and no others."""
    _, ringing = rung(scene)
    heard = scene.answer(ringing)
    for _ in range(2):
        heard = scene.press(ringing, key, heard)
        assert says_what_waits(heard)
    heard = scene.press(ringing, key, heard)
    assert "<Hangup" in heard
    assert "<Say" not in heard
    assert "<Play" not in heard


@pytest.mark.parametrize("end", ["busy", "no-answer", "failed", "machine", "hung up"])
@pytest.mark.parametrize(("ways", "sent"), [(CALL, 0), (BOTH, 1)])
def test_a_call_nobody_took_a_key_in_counts_once_and_a_text_follows_if_chosen(
    scene, rosa, end, ways, sent
):
    set_telling(scene.stage.ports, rosa, ways)
    _, ringing = rung(scene)
    assert texts(scene) == 0, "the text is for when the call came to nothing"
    if end == "machine":
        heard = scene.answer(ringing)
        for _ in range(3):
            heard = scene.press(ringing, "", heard)
        scene.status(ringing, "completed")
    elif end == "hung up":
        scene.answer(ringing)
        scene.status(ringing, "completed")
    else:
        scene.status(ringing, end)
    # Late and once more: nothing happens twice.
    for said in ("ringing", "completed", "no-answer", "in-progress"):
        scene.status(ringing, said)
    notify(scene)
    assert len(rings(scene)) == 1
    assert texts(scene) == sent


def test_who_pressed_a_key_gets_no_text_beside_the_call(scene, rosa):
    set_telling(scene.stage.ports, rosa, BOTH)
    _, ringing = rung(scene)
    scene.press(ringing, "1", scene.answer(ringing))
    scene.status(ringing, "completed")
    assert texts(scene) == 0


def test_a_dead_number_is_marked_for_the_coordinator(scene, rosa):
    scene.company.trouble = CarrierRefused("no such number", 21211)
    scene.request()
    notify(scene)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert "volunteer:unreachable" in [what for _, _, what in tx.audit.of_subject(rosa)]


def test_a_carrier_that_does_not_answer_leaves_the_text(scene, rosa):
    set_telling(scene.stage.ports, rosa, BOTH)
    scene.company.trouble = unavailable()
    scene.request()
    notify(scene)
    for _ in range(3):
        scene.clock.sleep(10)
        scene.work()
    assert rings(scene) == []
    assert texts(scene) == 1


def test_claimed_meanwhile_is_not_rung_and_not_texted(scene, rosa):
    set_telling(scene.stage.ports, rosa, BOTH)
    marie = scene.volunteer("Marie", "+15550100103")
    scene.company.trouble = unavailable()
    code = scene.request()
    notify(scene)
    scene.company.trouble = None
    claim(scene.stage.ports, marie, code)
    scene.clock.sleep(5)
    scene.work()
    assert rings(scene) == []


def test_a_break_stops_the_ringing(scene, rosa):
    scene.company.trouble = unavailable()
    scene.request()
    notify(scene)
    scene.company.trouble = None
    duty.take_break(scene.stage.ports, rosa, 30)
    scene.clock.sleep(5)
    scene.work()
    assert rings(scene) == []


def test_several_that_wait_are_one_call(scene, rosa):
    for _ in range(4):
        scene.request()
    notify(scene)
    scene.clock.sleep(120)
    notify(scene)
    assert len(rings(scene)) == 1


def told_and_gone(scene: Scene) -> None:
    """One more request, and a call that nobody answers when one rings."""
    before = len(rings(scene))
    scene.request()
    notify(scene)
    for ringing in rings(scene)[before:]:
        scene.status(ringing, "no-answer")


def test_not_one_call_more_than_goalerts_limits(scene, rosa):
    """O6, F2: one a minute and three in a quarter of an hour; the fourth waits its time."""
    told_and_gone(scene)
    told_and_gone(scene)
    assert len(rings(scene)) == CALLS_TO_ONE[0].count
    for _ in range(3):
        scene.clock.sleep(61)
        notify(scene)
        for ringing in rings(scene)[1:]:
            scene.status(ringing, "no-answer")
        told_and_gone(scene)
    assert len(rings(scene)) == CALLS_TO_ONE[1].count
    scene.clock.sleep(900)
    notify(scene)
    assert len(rings(scene)) == CALLS_TO_ONE[1].count + 1


def test_the_days_calls_that_are_kept_for_calling_back_are_not_used(scene, rosa, monkeypatch):
    """F2: bots that fill the queue must not keep anybody from being called back."""
    set_telling(scene.stage.ports, rosa, BOTH)
    monkeypatch.setattr(
        "hotline.store.bridges.LegRepository.dialled",
        lambda _self, _since: CALLS_OUT.count - CALLS_KEPT,
    )
    scene.request()
    notify(scene)
    assert rings(scene) == []
    assert texts(scene) == 1


def test_spent_money_rings_nobody(tmp_path):
    """F3: a notice by phone is automatic, and stops with the day's money."""
    clock = MovableClock()
    scene = Scene(build_stage(tmp_path, clock, HOTLINE_DAY_BUDGET="0.01"), clock)
    set_telling(scene.stage.ports, scene.volunteer(), CALL)
    scene.request()
    notify(scene)
    assert rings(scene) == []
    assert texts(scene) == 0


def spent(scene: Scene) -> int:
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        return tx.spending.of_day(scene.clock.now().date())


def test_its_minutes_are_counted_once(scene, rosa):
    _, ringing = rung(scene)
    minute = scene.stage.ports.money.call_minute_price
    assert spent(scene) == minute
    scene.press(ringing, "1", scene.answer(ringing))
    scene.clock.sleep(170)
    for _ in range(2):
        scene.status(ringing, "completed")
    assert spent(scene) == 3 * minute


def test_a_volunteer_removed_while_it_rings_hears_nothing(scene, rosa):
    _, ringing = rung(scene)
    accounts.remove_volunteer(scene.stage.ports, rosa)
    scene.work()
    assert ringing.ended
    assert "<Say" not in scene.answer(ringing)


def test_an_erased_request_leaves_a_call_that_says_nothing(scene, rosa):
    code, ringing = rung(scene)
    with scene.stage.ports.unit_of_work() as tx:
        erase_request(scene.stage.ports, tx, tx.requests.by_code(code).id)
    heard = scene.answer(ringing)
    assert code not in heard
    scene.status(ringing, "completed")


def test_the_same_key_posted_again_is_answered_the_same(scene, rosa):
    """The carrier repeats a post; a listener replays one: the menu is opened once."""
    _, ringing = rung(scene)
    heard = scene.answer(ringing)
    first = scene.press(ringing, "1", heard)
    assert scene.press(ringing, "1", heard) == first
    assert scene.press(ringing, "2", heard) == first
    assert "/twilio/volunteer/again" in scene.answer(ringing)
    home = scene.press(ringing, PIN, first)
    late = scene.post(f"/twilio/notice-call/{ringing.leg}/key/1", ringing, Digits="2")
    assert f"{PUBLIC_URL}/twilio/volunteer/again" in late
    assert "Food or water" in scene.press(ringing, "1", home)


def test_another_call_learns_and_does_nothing(scene, rosa):
    """A leg's id with the sid of another call is hung up."""
    _, ringing = rung(scene)
    scene.answer(ringing)
    other = Ringing(ROSA, new_sid("CA"), ringing.answer, ringing.status)
    assert "<Say" not in scene.answer(other)
    late = scene.post(f"/twilio/notice-call/{ringing.leg}/key/0", other, Digits="3")
    assert "<Say" not in late
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert is_on_call(scene.stage.ports, tx, rosa)


def test_the_call_is_a_volunteers_in_the_days_figures(scene, rosa):
    """Their own visit to the menu is no caller who gave up."""
    _, ringing = rung(scene)
    scene.press(ringing, "1", scene.answer(ringing))
    scene.status(ringing, "completed")
    ports = scene.stage.ports
    with ports.unit_of_work(read_only=True) as tx:
        call = tx.calls.by_sid(ports.vault.fingerprint("sid", ringing.sid))
    assert call.outcome is CallOutcome.VOLUNTEER
    assert call.is_over


def test_a_phone_in_a_call_is_not_rung_beside_it(scene, rosa):
    _, ringing = rung(scene)
    scene.press(ringing, "1", scene.answer(ringing))
    scene.clock.sleep(300)
    scene.request()
    notify(scene)
    assert len(rings(scene)) == 1
    scene.status(ringing, "completed")
    scene.clock.sleep(61)
    notify(scene)
    assert len(rings(scene)) == 2
