"""Calling back: the volunteer first, then the person, by the person's own rules (issue 5.6)."""

from __future__ import annotations

import pytest

from hotline.domain.callbacks import Outcome, WhyNot
from hotline.errors import CallNotAllowed, CarrierRefused, NotYours
from hotline.services import accounts, callbacks
from hotline.services.claims import claim, resolve
from hotline.services.erasure import erase_request
from hotline.services.intake import take_text
from hotline.services.purge import purge
from hotline.services.receipts import give_receipt, keep_contact_rules
from hotline.store.bridges import LegRepository
from hotline.types import Language, PhoneNumber
from tests.webhooks.bridging import (
    CALLER,
    MARIE,
    ROSA,
    MovableClock,
    Ringing,
    Scene,
    unavailable,
)
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


@pytest.fixture
def rosa(scene: Scene) -> str:
    return scene.volunteer()


def begin(scene: Scene, rosa: str, **wishes: str) -> tuple[str, Ringing]:
    """Rosa has pressed "Call", and her phone rings."""
    code = scene.held(rosa, **wishes)
    callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.work()
    (ringing,) = scene.company.to(ROSA)
    return code, ringing


def talk(scene: Scene, rosa: str, **wishes: str) -> tuple[str, Ringing, Ringing]:
    """Rosa and the person are in one room."""
    code, mine = begin(scene, rosa, **wishes)
    name = scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    assert scene.enter(theirs, scene.answer(theirs)) == name
    return code, mine, theirs


def attempts(scene: Scene, code: str) -> list[Outcome | None]:
    with scene.stage.ports.unit_of_work() as tx:
        return [each.outcome for each in tx.attempts.of_request(tx.requests.by_code(code).id)]


def under_way(scene: Scene, code: str) -> bool:
    with scene.stage.ports.unit_of_work() as tx:
        return tx.bridges.open_of_request(tx.requests.by_code(code).id) is not None


def test_the_volunteer_is_rung_first_and_the_person_after_a_key(scene, rosa):
    """O1, O2, O5, V16: words before the key, no number in them; at the person's phone nothing."""
    _, mine = begin(scene, rosa)
    heard = scene.answer(mine)
    assert "press one" in heard
    assert "food or water" in heard
    assert "English" in heard
    assert "hang up, and say nothing" in heard
    assert CALLER[-7:] not in heard
    assert scene.company.to(CALLER) == []
    waiting = scene.press(mine, "1", heard)
    assert 'startConferenceOnEnter="false"' in waiting
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    at_theirs = scene.answer(theirs)
    assert "<Say" not in at_theirs
    assert "<Play" not in at_theirs
    assert 'endConferenceOnExit="true"' in at_theirs
    assert 'record="' not in at_theirs


@pytest.mark.parametrize(
    ("others", "words"),
    [("nothing", "say nothing"), ("friend", "a friend called"), ("name", "who we are")],
)
def test_the_whisper_says_what_may_be_said_to_others(scene, rosa, others, words):
    """O4: the words for a machine or another person are those that the person allowed."""
    _, mine = begin(scene, rosa, others=others)
    assert words in scene.answer(mine)


def test_pressed_twice_it_is_one_call(scene, rosa):
    """Double press of Call = one bridge."""
    code = scene.held(rosa)
    first = callbacks.begin_call(scene.stage.ports, rosa, code)
    again = callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.work()
    assert first.id == again.id
    assert len(scene.company.calls) == 1


def test_a_wrong_key_repeats_and_a_machine_never_comes_in(scene, rosa):
    """O1, T13: any other key and silence repeat twice, then the line is hung up."""
    code, mine = begin(scene, rosa)
    heard = scene.answer(mine)
    for key in ("5", ""):
        heard = scene.press(mine, key, heard)
        assert "press one" in heard
    assert "<Say" not in scene.press(mine, "", heard)
    scene.work()
    assert scene.company.to(CALLER) == []
    assert not under_way(scene, code)


def test_a_key_that_comes_twice_says_the_same_and_rings_once(scene, rosa):
    """A4: the carrier's repeat of a key rings nobody a second time."""
    _, mine = begin(scene, rosa)
    heard = scene.answer(mine)
    assert scene.press(mine, "1", heard) == scene.press(mine, "1", heard)
    scene.work()
    assert len(scene.company.to(CALLER)) == 1


@pytest.mark.parametrize("key", ["2", "3"])
def test_a_no_ends_it_without_ringing_anybody(scene, rosa, key):
    code, mine = begin(scene, rosa)
    assert "Thank you" in scene.press(mine, key, scene.answer(mine))
    scene.work()
    assert scene.company.to(CALLER) == []
    assert not under_way(scene, code)
    assert attempts(scene, code) == []


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_volunteer_who_cannot_be_rung_costs_no_attempt(scene, rosa, status):
    code, mine = begin(scene, rosa)
    scene.status(mine, status)
    assert not under_way(scene, code)
    assert attempts(scene, code) == []
    assert callbacks.begin_call(scene.stage.ports, rosa, code)


@pytest.mark.parametrize("status", ["busy", "no-answer", "failed"])
def test_a_person_who_does_not_answer_is_an_attempt_and_the_volunteer_is_told(scene, rosa, status):
    """O5: no answer is logged by itself, with the time of the next try."""
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    scene.status(theirs, status)
    scene.work()
    (moved,) = mine.moved
    assert "did not answer" in scene.post(moved, mine)
    assert attempts(scene, code) == [Outcome.NO_ANSWER]
    assert not under_way(scene, code)
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(scene.stage.ports, rosa, code)
    assert refused.value.kind == WhyNot.TOO_SOON
    assert refused.value.at is not None


def test_three_attempts_in_vain_are_all(scene, rosa):
    """Lesson 11: three attempts at most, within the person's hours; then the receipt says so."""
    code = scene.held(rosa)
    ports = scene.stage.ports
    for _ in range(3):
        callbacks.begin_call(ports, rosa, code)
        scene.work()
        mine = scene.company.to(ROSA)[-1]
        scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
        scene.work()
        scene.status(scene.company.to(CALLER)[-1], "no-answer")
        scene.hang_up(mine)
        scene.clock.sleep(2 * 3600 + 60)
    scene.clock.sleep(24 * 3600 - 6 * 3600)
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(ports, rosa, code)
    assert refused.value.kind == WhyNot.TRIED_ENOUGH
    with ports.unit_of_work() as tx:
        receipt = give_receipt(ports, tx, tx.requests.by_code(code).id)
    told = Caller(scene.stage, "anonymous").press("8", receipt)
    assert "did not reach you" in told.heard


def test_who_answered_is_the_volunteers_word(scene, rosa):
    code, _, theirs = talk(scene, rosa)
    callbacks.say_outcome(scene.stage.ports, rosa, code, Outcome.SOMEBODY_ELSE)
    assert attempts(scene, code) == [Outcome.SOMEBODY_ELSE]
    scene.hang_up(theirs)
    assert attempts(scene, code) == [Outcome.SOMEBODY_ELSE]


@pytest.mark.parametrize(
    ("wishes", "why"),
    [
        ({"may": ""}, WhyNot.NOT_ALLOWED),
        ({"may": "never"}, WhyNot.NOT_ALLOWED),
        ({"may": "text"}, WhyNot.NOT_THIS_WAY),
        ({"hours": "evening"}, WhyNot.NOT_NOW),
        ({"caller": None, "may": ""}, WhyNot.NO_NUMBER),
    ],
)
def test_what_was_not_allowed_is_not_done(scene, rosa, wishes, why):
    """V15: without a yes nobody's phone rings, and the page gets the reason."""
    code = scene.held(rosa, **wishes)
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(scene.stage.ports, rosa, code)
    assert refused.value.kind == why
    scene.work()
    assert scene.company.calls == []


def test_a_no_in_the_last_moment_counts(scene, rosa):
    """V15: asked again when the person's phone is about to be rung; the volunteer is told."""
    code, mine = begin(scene, rosa)
    ports = scene.stage.ports
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    with ports.unit_of_work() as tx:
        keep_contact_rules(ports, tx, tx.requests.by_code(code).id, "never", "", "")
    scene.work()
    assert scene.company.to(CALLER) == []
    assert "may not be called right now" in scene.post(mine.moved[0], mine)
    assert attempts(scene, code) == []


def test_only_the_holder_calls(scene, rosa):
    marie = scene.volunteer("Marie", MARIE)
    code = scene.held(rosa)
    with pytest.raises(NotYours):
        callbacks.begin_call(scene.stage.ports, marie, code)


def test_the_volunteer_hangs_up_while_it_rings_and_so_stops_the_ringing(scene, rosa):
    """T12: nobody is rung for nobody."""
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    scene.status(theirs, "ringing")
    scene.hang_up(mine)
    scene.work()
    assert theirs.ended
    assert not under_way(scene, code)


def test_the_volunteer_hangs_up_in_the_whisper(scene, rosa):
    code, mine = begin(scene, rosa)
    scene.answer(mine)
    scene.status(mine, "completed")
    scene.work()
    assert scene.company.to(CALLER) == []
    assert not under_way(scene, code)


def test_the_persons_hang_up_ends_everything(scene, rosa):
    code, mine, theirs = talk(scene, rosa)
    scene.hang_up(theirs)
    scene.work()
    assert not under_way(scene, code)
    assert "The call is over" in scene.post(mine.moved[0], mine)


def test_a_volunteer_who_was_cut_off_can_come_back(scene, rosa):
    """O9: one leg drops, the others stay; the person hears why there is silence."""
    code, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    scene.hang_up(mine)
    scene.work()
    heard = scene.post(theirs.moved[0], theirs)
    assert "cut off" in heard
    assert not theirs.ended
    callbacks.ring_again(scene.stage.ports, rosa, code)
    scene.work()
    again = scene.company.to(ROSA)[-1]
    assert again is not mine
    room = scene.enter(again, scene.press(again, "1", scene.answer(again)))
    scene.work()
    assert scene.enter(theirs, scene.post(theirs.moved[1], theirs)) == room
    assert len(scene.company.to(CALLER)) == 1


def test_nobody_waits_for_ever(scene, rosa):
    """After three rounds of words the person is let go with words, not with silence."""
    code, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    scene.hang_up(mine)
    scene.work()
    for _ in range(3):
        assert "cut off" in scene.post(theirs.moved[0], theirs)
    assert "Goodbye" in scene.post(theirs.moved[0], theirs)
    assert not under_way(scene, code)


def test_statuses_late_twice_and_out_of_order_change_nothing(scene, rosa):
    """T7: an hour after the end, lower ones, and those of another call of the same leg."""
    code, mine, theirs = talk(scene, rosa)
    scene.status(theirs, "ringing")
    scene.status(theirs, "initiated")
    assert under_way(scene, code)
    scene.hang_up(theirs)
    scene.clock.sleep(3600)
    for status in ("completed", "no-answer", "in-progress", "ringing", "nonsense"):
        scene.status(theirs, status)
        scene.status(mine, status)
    assert attempts(scene, code) == [None]
    assert not under_way(scene, code)
    stranger = Ringing(ROSA, "CA" + "0" * 32, mine.answer, mine.status)
    assert "<Say" not in scene.answer(stranger)


def test_keys_of_a_leg_that_ended_an_hour_ago_hear_that_it_is_over(scene, rosa):
    _, mine = begin(scene, rosa)
    heard = scene.answer(mine)
    scene.status(mine, "completed")
    scene.clock.sleep(3600)
    assert "The call is over" in scene.press(mine, "1", heard)
    scene.work()
    assert scene.company.to(CALLER) == []


def test_a_volunteer_removed_in_mid_call_is_out_at_once(scene, rosa):
    """Bad input of issue 5: their line ends; the person hears words and is not cut off."""
    _, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    accounts.remove_volunteer(scene.stage.ports, rosa)
    scene.work()
    assert mine.ended
    assert not theirs.ended
    assert "cut off" in scene.post(theirs.moved[0], theirs)


def test_a_volunteer_removed_while_the_phone_rings_gets_nobody(scene, rosa):
    _, mine = begin(scene, rosa)
    heard = scene.answer(mine)
    accounts.remove_volunteer(scene.stage.ports, rosa)
    assert "Conference" not in scene.press(mine, "1", heard)
    scene.work()
    assert scene.company.to(CALLER) == []


def test_a_request_erased_in_mid_call_leaves_nothing_behind(scene, rosa):
    code, _, theirs = talk(scene, rosa)
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        erase_request(ports, tx, tx.requests.by_code(code).id)
    scene.status(theirs, "completed")
    assert "<Say" not in scene.post(theirs.answer, theirs)


def test_the_carrier_refuses_the_number(scene, rosa):
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.company.trouble = CarrierRefused("not a phone", 21211)
    scene.work()
    assert "did not answer" in scene.post(mine.moved[0], mine)
    assert attempts(scene, code) == [Outcome.NO_ANSWER]


def test_the_carrier_away_for_a_moment_is_one_attempt(scene, rosa):
    """A try that failed for us is made again, and is no second attempt at the person."""
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.company.trouble = unavailable()
    scene.work()
    scene.company.trouble = None
    scene.clock.sleep(5)
    scene.work()
    assert len(scene.company.to(CALLER)) == 1
    assert attempts(scene, code) == [None]


def test_the_carrier_away_for_good_ends_it_with_words(scene, rosa):
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.company.trouble = unavailable()
    for _ in range(5):
        scene.work()
        scene.clock.sleep(60)
    scene.company.trouble = None
    scene.work()
    assert not under_way(scene, code)
    assert scene.company.to(CALLER) == []


def test_a_call_that_rings_although_the_carrier_gave_no_answer_is_not_placed_twice(scene, rosa):
    code = scene.held(rosa)
    callbacks.begin_call(scene.stage.ports, rosa, code)

    def lost() -> None:
        scene.status(scene.company.calls[-1], "ringing")
        raise unavailable()

    scene.company.during = lost
    scene.work()
    scene.company.during = None
    scene.clock.sleep(5)
    scene.work()
    assert len(scene.company.to(ROSA)) == 1
    assert "press one" in scene.answer(scene.company.to(ROSA)[0])


def test_cancelled_while_the_carrier_was_being_asked_is_hung_up(scene, rosa):
    code = scene.held(rosa)
    callbacks.begin_call(scene.stage.ports, rosa, code)
    scene.company.during = lambda: callbacks.hang_up(scene.stage.ports, rosa, code)
    scene.work()
    assert scene.company.to(ROSA)[0].ended


def test_each_limit_and_one_more_is_refused(scene, rosa):
    """F2: 3 calls to one volunteer's phone in a quarter of an hour, 7 in an hour."""
    code = scene.held(rosa)
    ports = scene.stage.ports
    placed = 0
    for _ in range(3):
        for _ in range(3):
            if placed == 7:
                break
            callbacks.begin_call(ports, rosa, code)
            scene.work()
            scene.status(scene.company.calls[-1], "no-answer")
            placed += 1
        with pytest.raises(CallNotAllowed) as refused:
            callbacks.begin_call(ports, rosa, code)
        assert refused.value.kind == WhyNot.TOO_MANY_CALLS
        scene.clock.sleep(15 * 60 + 1)
    assert len(scene.company.calls) == 7


def test_a_hundred_calls_a_day_are_all(scene):
    """F2: the house's own limit holds for everybody together."""
    ports = scene.stage.ports
    held = []
    for n in range(101):
        who = scene.volunteer(f"V{n}", f"+1555011{n:04d}")
        held.append((who, scene.held(who)))
    for who, code in held[:100]:
        callbacks.begin_call(ports, who, code)
        scene.work()
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(ports, *held[100])
    assert refused.value.kind == WhyNot.TOO_MANY_CALLS
    assert len(scene.company.calls) == 100


def test_without_the_count_there_is_no_call(scene, rosa, monkeypatch):
    """F2: limiter down = closed for outbound money."""
    code = scene.held(rosa)
    callbacks.begin_call(scene.stage.ports, rosa, code)

    def away(*_arguments: object) -> int:
        raise OSError

    monkeypatch.setattr(LegRepository, "dialled", away)
    for _ in range(5):
        scene.work()
        scene.clock.sleep(60)
    assert scene.company.calls == []


def test_who_was_rung_is_forgotten_after_a_week(scene, rosa):
    """D1: legs and bridges after seven days; the tries with the words of their request."""
    code, _, theirs = talk(scene, rosa)
    scene.hang_up(theirs)
    ports = scene.stage.ports
    resolve(ports, rosa, code)
    scene.clock.sleep(7 * 24 * 3600 - 60)
    purge(ports)
    with ports.unit_of_work() as tx:
        request_id = tx.requests.by_code(code).id
        assert tx.bridges.of_request(request_id)
    scene.clock.sleep(3600)
    purge(ports)
    with ports.unit_of_work() as tx:
        assert tx.bridges.of_request(request_id) == []
        assert tx.attempts.of_request(request_id)
    scene.clock.sleep(23 * 24 * 3600)
    purge(ports)
    with ports.unit_of_work() as tx:
        assert tx.attempts.of_request(request_id) == []


def test_an_erased_request_tells_no_calls(scene, rosa):
    code, _, theirs = talk(scene, rosa)
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        request_id = tx.requests.by_code(code).id
        erase_request(ports, tx, request_id)
        assert tx.attempts.of_request(request_id) == []
        assert all(
            leg.sid is None
            for bridge in tx.bridges.of_request(request_id)
            for leg in tx.legs.of_bridge(bridge.id)
        )
    scene.status(theirs, "completed")


def test_calls_are_counted_in_the_days_money(scene, rosa):
    """F3: begun minutes of each leg that was answered."""
    _, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    scene.hang_up(theirs)
    scene.hang_up(mine)
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        spent = tx.spending.of_day(ports.clock.now().date())
    assert spent == 2 * ports.money.price_of_call(61)


def test_who_wrote_and_allowed_a_call_is_called_as_well(scene, rosa):
    """Requests by text too, when the person allowed a call."""
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        request = take_text(
            ports, tx, sender=PhoneNumber(CALLER), body="water", language=Language("en")
        )
    claim(ports, rosa, request.code)
    with pytest.raises(CallNotAllowed):
        callbacks.begin_call(ports, rosa, request.code)
    with ports.unit_of_work() as tx:
        keep_contact_rules(ports, tx, request.id, "call", "any", "nothing")
    callbacks.begin_call(ports, rosa, request.code)
    scene.work()
    (mine,) = scene.company.to(ROSA)
    scene.press(mine, "1", scene.answer(mine))
    scene.work()
    assert len(scene.company.to(CALLER)) == 1


def test_a_person_who_hangs_up_while_we_try_to_bring_the_volunteer_back(scene, rosa):
    """T12: then the volunteer's phone, which rings again, is hung up too."""
    code, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    scene.hang_up(mine)
    scene.work()
    scene.post(theirs.moved[0], theirs)
    callbacks.ring_again(scene.stage.ports, rosa, code)
    scene.work()
    again = scene.company.to(ROSA)[-1]
    scene.status(theirs, "completed")
    scene.work()
    assert again.ended
    assert not under_way(scene, code)


def test_a_person_who_hangs_up_as_they_are_let_in(scene, rosa):
    """T12: between picking up and the room; the volunteer hears that it is over."""
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    scene.answer(theirs)
    scene.hang_up(theirs)
    scene.work()
    assert "The call is over" in scene.post(mine.moved[0], mine)
    assert not under_way(scene, code)
    assert attempts(scene, code) == [None]
