"""Who is asked when: the steps of the policy, stopped by a claim, begun anew by a release."""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.escalation import DEFAULT_POLICY
from hotline.services.accounts import set_coordinator
from hotline.services.claims import claim, release
from hotline.services.intake import find_or_begin_call, request_of_call
from hotline.services.queue import list_queue
from hotline.types import PhoneNumber
from tests.house import ENGLISH, KOREAN, SPANISH


def _coordinator(stage, name, languages=(ENGLISH,)):
    volunteer_id = stage.volunteer(name, languages, on_call=False)
    set_coordinator(stage.house.ports, volunteer_id, True)


def _urgent(stage, sid="CA" + "a" * 32, urgent=True):
    ports = stage.house.ports
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, PhoneNumber("+12065550199"))
        request_id = request_of_call(ports, tx, call, language=ENGLISH, topic="food", urgent=urgent)
        return tx.requests.by_id(request_id).code


def _told(stage):
    return sorted(name for name in stage.phones if stage.told(name))


def test_the_best_first_then_all_who_speak_it_then_coordinators(stage):
    stage.volunteer("Cook", [ENGLISH], ["food"])
    stage.volunteer("Nurse", [ENGLISH], ["health"])
    stage.volunteer("Minjun", [KOREAN])
    _coordinator(stage, "Coco")
    stage.house.request(topic="food")
    stage.work()
    assert _told(stage) == ["Cook"]
    stage.later(minutes=9)
    assert _told(stage) == []
    stage.later(minutes=2)
    assert _told(stage) == ["Nurse"]
    stage.later(minutes=10)
    assert _told(stage) == ["Coco"]


def test_the_last_step_is_repeated_a_limited_number_of_times(stage):
    stage.volunteer("Rosa")
    _coordinator(stage, "Coco")
    stage.house.request()
    stage.work()
    stage.later(minutes=240)
    assert len(stage.told("Rosa")) == 1
    assert len(stage.told("Coco")) == 1 + DEFAULT_POLICY.repeats


def test_an_urgent_request_goes_on_in_five_minutes_within_ten_seconds(stage):
    """I5, with a frozen clock that the sweep sees every two seconds."""
    stage.volunteer("Rosa")
    _coordinator(stage, "Coco")
    _urgent(stage)
    stage.work()
    assert _told(stage) == ["Rosa"]
    begun = stage.clock.now()
    while not stage.told("Coco"):
        stage.clock.forward(seconds=2)
        stage.work()
        assert stage.clock.now() - begun < timedelta(minutes=6)
    assert abs(stage.clock.now() - begun - timedelta(minutes=5)) <= timedelta(seconds=10)


def test_what_becomes_urgent_takes_the_urgent_steps_from_then(stage):
    for number in range(7):
        stage.volunteer(f"V{number}")
    _coordinator(stage, "Coco")
    _urgent(stage, urgent=False)
    stage.work()
    assert len(_told(stage)) == 5, "the best five first"
    _urgent(stage, urgent=True)
    stage.later(minutes=1)
    assert len(_told(stage)) == 2
    stage.later(minutes=5)
    assert _told(stage) == ["Coco"]


def test_a_claim_stops_it_and_a_release_begins_it_again(stage):
    rosa = stage.volunteer("Rosa")
    stage.volunteer("Sam")
    _coordinator(stage, "Coco")
    code = stage.house.request()
    stage.work()
    claim(stage.house.ports, rosa, code)
    assert _told(stage) == ["Rosa", "Sam"]
    stage.later(minutes=20)
    assert _told(stage) == []
    release(stage.house.ports, rosa, code)
    stage.work()
    assert _told(stage) == ["Sam"], "who gave it back is not asked"
    stage.later(minutes=11)
    assert _told(stage) == ["Coco"]


def test_a_claim_in_the_instant_of_the_sweep_wins(stage):
    rosa = stage.volunteer("Rosa")
    _coordinator(stage, "Coco")
    code = stage.house.request()
    stage.work()
    stage.clock.forward(minutes=11)
    with stage.house.ports.unit_of_work() as tx:
        due = tx.requests.due_to_ask(stage.clock.now())
    assert [each.code for each in due] == [code]
    claim(stage.house.ports, rosa, code)
    with stage.house.ports.unit_of_work() as tx:
        assert not tx.requests.take_step(due[0].id, due[0].escalation_at)
    stage.work()
    assert stage.told("Coco") == []


def test_nobody_on_shift_tells_the_coordinator_at_once(stage):
    """T11: no volunteers, and only people who do not speak the language."""
    stage.volunteer("Rosa", [SPANISH])
    _coordinator(stage, "Coco", [SPANISH])
    stage.house.request(language=KOREAN)
    stage.work()
    assert _told(stage) == ["Coco"]


def test_nobody_at_all_is_a_state_and_who_comes_is_asked(stage):
    code = stage.house.request(language=KOREAN)
    stage.later(minutes=120, tick=5)
    stage.volunteer("Minjun", [KOREAN])
    stage.work()
    assert _told(stage) == ["Minjun"]
    assert code in stage.text("Minjun", "a")


def test_who_does_not_speak_the_language_is_never_asked_unless_the_policy_says_so(stage):
    """T14."""
    rosa = stage.volunteer("Rosa", [SPANISH])
    stage.volunteer("Minjun", [KOREAN])
    stage.house.request(language=KOREAN)
    stage.later(minutes=120, tick=5)
    assert _told(stage) == ["Minjun"]
    (row,) = list_queue(stage.house.ports, rosa)
    assert not row.may_open


def test_after_an_hour_without_a_worker_each_hears_of_it_once(stage):
    """T23: the engine down for an hour, then up: one notice, not sixty."""
    stage.volunteer("Rosa")
    stage.volunteer("Sam")
    _coordinator(stage, "Coco")
    stage.house.request()
    stage.clock.forward(minutes=60)
    stage.work()
    stage.later(minutes=1)
    assert {name: len(stage.told(name)) for name in stage.phones} == {
        "Rosa": 1, "Sam": 1, "Coco": 1,
    }  # fmt: skip
