"""Live calls through the carrier's webhooks: rung, taken, missed, and never on hold for ever."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from hotline.config_live import read_live
from hotline.domain.calls import CallOutcome
from hotline.domain.line import LineState
from hotline.domain.ringing import RingPolicy, Strategy
from hotline.errors import SettingsError
from hotline.services import accounts, duty, line
from hotline.types import PhoneNumber
from ivr.flows.engine_words import ENGINE_WORDS
from tests.webhooks.live_scene import WaitingCaller, live_scene, phone_of
from tests.webhooks.stage import Stage, build_stage
from tests.webhooks.volunteer_phone import VolunteerPhone, volunteer


def says(name: str) -> str:
    return ENGINE_WORDS[f"engine.{name}"]


@pytest.fixture
def scene(tmp_path):
    return live_scene(tmp_path)


def call_of(scene, caller):
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        return tx.calls.by_sid(scene.stage.ports.vault.fingerprint("sid", caller.sid))


def request_of(scene, caller):
    call = call_of(scene, caller)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        return tx.requests.by_id(call.request_id) if call.request_id else None


def is_at_message(caller) -> bool:
    """The way to a message: the question of consent, or the recorder."""
    return says("consent") in caller.heard or caller.verbs.find("Record") is not None


# Off is as it was.


def test_without_the_setting_nobody_is_rung(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    volunteer(stage)
    phone = VolunteerPhone(stage, "+15550101001").press("1", "0")
    assert says("nobody_free") in phone.heard
    with stage.ports.unit_of_work(read_only=True) as tx:
        assert tx.bridges.waiting() == []


# One caller, one volunteer.


def test_v18_the_wait_is_honest_short_and_has_its_exits(scene):
    """V18, lessons 1: what happens, how long, the ways out; no round is longer than 20 s."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    for name in ("wait_ringing", "wait_two_minutes", "wait_message", "wait_callback", "wait_stay"):
        assert says(name) in caller.heard
    # No music: what is played is the tick of a line that lives.
    assert {verb.text.rsplit("/", 1)[-1] for verb in caller.verbs.iter("Play")} == {"tick.wav"}
    assert caller.seconds <= 9
    caller.silence()
    assert says("wait_still") in caller.heard
    assert says("wait_message") not in caller.heard
    assert says("wait_message") in caller.silence().heard


def test_o2_the_whisper_says_what_it_is_about_and_never_the_number(scene):
    """O2: language and topic, in the volunteer's language; no number before or after."""
    scene.volunteers(1)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    heard = scene.answer(scene.ringing(0))
    assert "Somebody is on the line" in heard
    assert "English" in heard
    assert "1001" not in heard


def test_who_takes_it_gets_the_caller_and_the_request(scene):
    """Issue 5.5: connected in one room, and the request is theirs on the page."""
    (me,) = scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    name = scene.enter(call, scene.take(0))
    scene.work()
    assert caller.follow().room == name
    request = request_of(scene, caller)
    assert (request.state, request.claimed_by) == ("claimed", me)
    assert call_of(scene, caller).outcome is CallOutcome.REQUEST


def test_a_caller_whose_round_ends_first_comes_into_the_room_as_well(scene):
    """The worker that moves the call may be late: the next round leads into the room."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    name = scene.enter(scene.ringing(0), scene.take(0))
    assert caller.silence().room == name


@pytest.mark.parametrize("key", ["4", "*", "#", "", "0"])
def test_o1_any_other_key_of_the_volunteer_repeats(scene, key):
    """O1, lessons 4: a wrong key costs nobody anything."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    again = scene.press(call, key, scene.answer(call))
    assert "press one" in again
    scene.press(call, "1", again)
    scene.work()
    assert caller.follow().room


def test_t13_a_machine_never_gets_the_caller(scene):
    """T13: no key that means something is a no, and the caller goes on to the message."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    scene.end_with(0, "machine")
    scene.work()
    assert is_at_message(caller.follow())
    assert caller.room is None


def test_three_means_off_and_stops_the_ringing(scene):
    """O7: 3 I'm off; it harms nobody, and no further call comes."""
    (me,) = scene.volunteers(1)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    assert "harms nobody" in scene.press(call, "3", scene.answer(call))
    scene.status(call, "completed")
    call.ended = True
    WaitingCaller(scene, "+15550101002").ask_for_person()
    scene.work()
    assert scene.who_rings() == []
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert not tx.hours.is_there(me, scene.clock.now())


def test_lessons_7_a_no_is_not_asked_again_for_the_same_caller(scene):
    """Lessons 7: declining never ends the caller's call and never repeats."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    scene.end_with(0, "rejected")
    scene.work()
    assert is_at_message(caller.follow())
    scene.later(10)
    caller.press("0")
    scene.work()
    assert scene.who_rings() == []
    assert is_at_message(caller)


# Nobody.


def test_t11_nobody_at_all_is_the_message_at_once_and_the_coordinator_hears_of_it(scene):
    """T11: no silent hold; once an hour a text tells a coordinator."""
    boss = accounts.add_volunteer(
        scene.stage.ports, name="B", phone=PhoneNumber("+15550103000"), languages=[],
        on_call=False, pin="4711", is_coordinator=True,
    ).volunteer_id  # fmt: skip
    for number in range(3):
        caller = WaitingCaller(scene, f"+1555010100{number}").ask_for_person()
        assert says("nobody_free") in caller.heard
        assert is_at_message(caller)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert len([1 for _, _, what in tx.audit.of_subject("line") if what == "live:nobody"]) == 3
        later = scene.clock.now() + timedelta(minutes=1)
        texts = [row for row in tx.outbox.due(later) if row.kind == "send_text"]
        assert [tx.messages.by_id(row.subject).volunteer_id for row in texts] == [boss]


def test_t11_everybody_on_a_break_is_nobody(scene):
    """T11, lessons 21: who is on a break is not ringable, and nobody holds for them."""
    for who in scene.volunteers(3):
        duty.take_break(scene.stage.ports, who, 15)
    caller = WaitingCaller(scene).ask_for_person()
    assert is_at_message(caller)
    scene.work()
    assert scene.who_rings() == []


def test_t14_only_people_without_the_language_is_nobody(scene):
    """T14: X is never connected to somebody without X unless the network wants it."""
    scene.volunteers(2, ("ko",))
    caller = WaitingCaller(scene).ask_for_person()
    assert is_at_message(caller)
    scene.work()
    assert scene.who_rings() == []


def test_t14_when_the_network_wants_it_the_caller_is_told(tmp_path):
    scene = live_scene(tmp_path, RingPolicy(other_languages=True))
    scene.volunteers(1, ("ko",))
    caller = WaitingCaller(scene).ask_for_person()
    assert says("wait_other_language") in caller.heard
    scene.work()
    assert scene.who_rings() == [0]


def test_a_closed_line_rings_nobody(scene):
    scene.volunteers(1)
    line.set_state(scene.stage.ports, "command-line", LineState.CLOSED)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    assert scene.who_rings() == []


def test_lessons_4_the_callers_own_phone_is_not_rung(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene, phone_of(0)).ask_for_person()
    assert is_at_message(caller)


# The clock.


@pytest.mark.parametrize("strategy", Strategy)
def test_t6_silent_phones_end_at_the_deadline_by_the_worker(tmp_path, strategy):
    """T6, lessons 2: no status of any leg comes, and the caller goes on all the same."""
    scene = live_scene(tmp_path, RingPolicy(strategy))
    scene.volunteers(3)
    caller = WaitingCaller(scene).ask_for_person()
    for _ in range(17):
        scene.later(5)
        assert not caller.at_company.moved
    scene.later(5)
    assert is_at_message(caller.follow())
    assert scene.who_rings() == []


def test_t6_with_no_worker_at_all_the_callers_own_rounds_end_the_wait(scene):
    scene.volunteers(3)
    caller = WaitingCaller(scene).ask_for_person()
    waited = 0
    while not is_at_message(caller):
        waited += 18
        scene.clock.sleep(18)
        caller.silence()
        assert waited <= 90
    scene.work()
    assert scene.who_rings() == []


@pytest.mark.parametrize("how", ["busy", "failed", "no-answer", "rejected", "machine"])
@pytest.mark.parametrize("strategy", Strategy)
@pytest.mark.parametrize("size", [1, 3])
def test_t6_t10_every_outcome_by_everybody_leads_to_the_message_in_time(
    tmp_path, strategy, how, size
):
    """T6, T10: also failed numbers hold up nobody, and are noted for the coordinator."""
    scene = live_scene(tmp_path, RingPolicy(strategy))
    people = scene.volunteers(size)
    caller = WaitingCaller(scene).ask_for_person()
    begun, ended = scene.clock.now(), []
    for _ in range(30):
        scene.work()
        caller.follow()
        if is_at_message(caller):
            break
        for number in scene.who_rings():
            scene.end_with(number, how)
            ended.append(number)
        scene.clock.sleep(2)
    assert is_at_message(caller)
    assert (scene.clock.now() - begun).total_seconds() <= 90
    assert sorted(ended) == list(range(size))
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        for who in people:
            noted = "volunteer:unreachable" in {what for _, _, what in tx.audit.of_subject(who)}
            assert noted is (how == "failed")


def test_t10_one_dead_number_and_the_next_takes_it(scene):
    """T10: yap #702, #971; a coordinator hears whose phone it is."""
    boss = accounts.add_volunteer(
        scene.stage.ports, name="B", phone=PhoneNumber("+15550103000"), languages=[],
        on_call=False, pin="4711", is_coordinator=True,
    ).volunteer_id  # fmt: skip
    scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    (first,) = scene.who_rings()
    scene.end_with(first, "failed")
    scene.work()
    (second,) = scene.who_rings()
    assert second != first
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        due = tx.outbox.due(scene.clock.now() + timedelta(minutes=1))
        sent = [tx.messages.by_id(row.subject) for row in due if row.kind == "send_text"]
        (told,) = (each for each in sent if each.volunteer_id == boss)
        text = tx.keys.open(told.key_id).open_text("message.body", told.body)
    assert f"the phone of V{first} cannot be rung" in text
    scene.take(second)
    scene.work()
    assert caller.follow().room


@pytest.mark.parametrize("status", ["completed", "no-answer"])
def test_t7_a_status_twice_late_or_out_of_order_changes_nothing(scene, status):
    """T7: one phone that says its end three times is one phone."""
    scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    (first,) = scene.who_rings()
    call = scene.ringing(first)
    call.ended = True
    for said in (status, "ringing", status, "initiated", status):
        scene.status(call, said)
    scene.work()
    assert scene.who_rings() == [1 - first]
    scene.take(1 - first)
    scene.work()
    assert caller.follow().room
    scene.status(call, status)
    scene.work()
    assert scene.ringing(1 - first) is not None


# Several.


def test_at_once_everybody_rings_and_the_rest_is_hung_up_at_once(tmp_path):
    """Lessons 5: the losers' phones stop, and who has picked up hears that it is taken."""
    scene = live_scene(tmp_path, RingPolicy(Strategy.AT_ONCE))
    scene.volunteers(3)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    assert scene.who_rings() == [0, 1, 2]
    late = scene.ringing(1)
    heard = scene.answer(late)
    scene.take(2)
    assert "The call is over" in scene.press(late, "1", heard) or "taken" in scene.press(
        late, "1", heard
    )
    scene.work()
    assert scene.who_rings() == [2]
    assert caller.follow().room


def test_in_turn_the_next_rings_too_after_its_time_and_the_first_may_still_take_it(scene):
    scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    (first,) = scene.who_rings()
    scene.later(20)
    assert scene.who_rings() == [0, 1]
    scene.take(first)
    scene.work()
    assert caller.follow().room
    assert scene.who_rings() == [first]


@pytest.mark.parametrize("strategy", Strategy)
def test_t9_three_callers_and_three_volunteers_each_gets_one(tmp_path, strategy):
    """T9: yap #540."""
    scene = live_scene(tmp_path, RingPolicy(strategy))
    scene.volunteers(3)
    callers = [WaitingCaller(scene, f"+1555010110{n}").ask_for_person() for n in range(3)]
    rooms = {}
    for _ in range(12):
        scene.work()
        for number in scene.who_rings():
            if number not in rooms and scene.ringing(number):
                scene.take(number)
                rooms[number] = True
                scene.work()
        for caller in callers:
            caller.follow()
        scene.clock.sleep(4)
    names = [caller.room for caller in callers]
    assert None not in names
    assert len(set(names)) == 3
    requests = [request_of(scene, caller) for caller in callers]
    assert len({request.claimed_by for request in requests}) == 3


def test_t9_who_is_in_a_talk_is_not_rung(scene):
    scene.volunteers(1)
    WaitingCaller(scene).ask_for_person()
    scene.work()
    scene.enter(scene.ringing(0), scene.take(0))
    second = WaitingCaller(scene, "+15550101002").ask_for_person()
    assert is_at_message(second)
    scene.work()
    assert len(scene.company.to(phone_of(0))) == 1


@pytest.mark.parametrize("strategy", Strategy)
def test_f2_one_number_that_calls_several_times_rings_for_one_of_them(tmp_path, strategy):
    """F2: one person must not hold every volunteer by calling in parallel; nobody else waits
    for that, and who was cut off and calls again is rung for when the first call is over."""
    scene = live_scene(tmp_path, RingPolicy(strategy, most=1))
    scene.volunteers(3)
    first, second, third = (WaitingCaller(scene) for _ in range(3))
    for caller in (first, second, third):
        caller.ask_for_person()
        scene.later(1)
    assert len(scene.who_rings()) == 1
    assert says("wait_one_before") in second.heard
    other = WaitingCaller(scene, "+15550101007").ask_for_person()
    scene.work()
    assert len(scene.who_rings()) == 2, "another person waits for none of them"
    other.hang_up()
    first.hang_up()
    scene.work()
    scene.later(4)
    (number,) = scene.who_rings()
    scene.take(number)
    scene.work()
    assert second.follow().room
    assert not third.follow().room


def test_f2_withheld_numbers_are_not_one_person(scene):
    scene.volunteers(2)
    for _ in range(2):
        WaitingCaller(scene, "anonymous").ask_for_person()
    scene.work()
    assert len(scene.who_rings()) == 2


def test_f2_the_second_call_of_a_number_ends_its_wait_by_the_clock_too(scene):
    scene.volunteers(2)
    WaitingCaller(scene).ask_for_person()
    scene.later(30)
    second = WaitingCaller(scene).ask_for_person()
    for _ in range(18):
        scene.later(5)
    assert is_at_message(second.follow())


# The caller goes.


@pytest.mark.parametrize("moment", ["waits", "rings", "whisper", "late", "taken", "room"])
def test_t12_the_callers_hang_up_ends_everything_at_each_moment(scene, moment):
    """T12: every leg ends; an abandonment is counted, a taken call is a request."""
    scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    heard = ""
    if moment != "waits":
        scene.work()
        (first,) = scene.who_rings()
    if moment in {"whisper", "late"}:
        heard = scene.answer(scene.ringing(first))
    if moment in {"taken", "room"}:
        call = scene.ringing(first)
        scene.enter(call, scene.take(first))
        if moment == "room":
            scene.work()
            assert caller.follow().room
    caller.hang_up()
    if moment == "late":
        call = scene.ringing(first)
        assert "The call is over" in scene.press(call, "1", heard)
    scene.work()
    scene.later(30)
    assert scene.who_rings() == []
    outcome = call_of(scene, caller).outcome
    if moment in {"taken", "room"}:
        assert outcome is CallOutcome.REQUEST
    else:
        assert outcome is CallOutcome.ABANDONED
        assert request_of(scene, caller) is None


@pytest.mark.parametrize("key", ["2", "#"])
def test_two_leads_to_the_message_and_stops_the_ringing(scene, key):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    assert is_at_message(caller.press(key))
    scene.work()
    assert scene.who_rings() == []


def test_three_leads_to_the_questions_on_calling_back(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person().press("3")
    assert says("contact_may") in caller.heard
    caller.press("1", "1", "1")
    while not caller.ended:
        caller.silence()
    assert request_of(scene, caller).state == "queued"
    scene.work()
    assert scene.who_rings() == []


def test_a_withheld_number_can_key_in_another_to_be_called_at(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene, "anonymous").ask_for_person().press("3")
    assert says("contact_other") in caller.heard
    assert says("contact_text") not in caller.heard


@pytest.mark.parametrize("key", ["1", "0", "9", "7", "5", "44", "x"])
def test_any_other_key_of_a_waiting_caller_goes_on_waiting(scene, key):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person().silence().press(key)
    assert says("wait_message") in caller.heard
    scene.work()
    scene.take(0)
    scene.work()
    assert caller.follow().room


def test_star_leads_back_to_where_they_were(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person().press("*")
    assert "What would help?" in caller.heard
    scene.work()
    assert scene.who_rings() == []


def test_v20_the_danger_door_says_its_words_and_rings(scene):
    """V20: what we can do, and 911 by their own choice; then somebody who can come."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).press("1", "5")
    assert "We never call them for you" in caller.heard
    assert says("wait_ringing") in caller.heard
    assert "911" not in str(scene.company.calls)
    scene.work()
    assert "somebody is in danger" in scene.answer(scene.ringing(0))
    scene.press(scene.ringing(0), "1", scene.answer(scene.ringing(0)))
    assert request_of(scene, caller).urgent


def test_a_volunteer_whose_line_breaks_leaves_nobody_alone_in_a_room(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    call = scene.ringing(0)
    scene.enter(call, scene.take(0))
    scene.work()
    caller.follow()
    scene.hang_up(call)
    scene.work()
    caller.follow()
    assert says("wait_over") in caller.heard
    assert is_at_message(caller)


def test_a_volunteer_removed_while_ringing_and_while_talking(scene):
    """Bad input of issue 5: a volunteer removed in mid-call."""
    me, other = scene.volunteers(2)
    caller = WaitingCaller(scene).ask_for_person()
    scene.work()
    (first,) = scene.who_rings()
    accounts.remove_volunteer(scene.stage.ports, (me, other)[first])
    scene.work()
    scene.take(1 - first)
    scene.work()
    assert caller.follow().room
    accounts.remove_volunteer(scene.stage.ports, (me, other)[1 - first])
    scene.work()
    assert is_at_message(caller.follow())


def test_a4_every_request_twice_is_as_once(scene):
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    assert caller.again() == caller.document
    caller.silence()
    assert caller.again() == caller.document
    scene.work()
    assert len(scene.company.to(phone_of(0))) == 1


def test_t8_two_who_press_one_in_the_same_instant_fifty_times(tmp_path):
    """T8: exactly one is connected, the other hears so; there is never a call of three."""
    scene = live_scene(tmp_path, RingPolicy(Strategy.AT_ONCE))
    scene.volunteers(2)
    for run in range(50):
        caller = WaitingCaller(scene, f"+155501012{run:02d}").ask_for_person()
        scene.work()
        assert scene.who_rings() == [0, 1]
        calls = [scene.ringing(number) for number in (0, 1)]
        for call in calls:
            scene.answer(call)
        together, heard = threading.Barrier(2), {}

        def press(call, together=together, heard=heard):
            phone = Stage(scene.stage.app, scene.stage.ports, scene.stage.settings)
            together.wait()
            path = call.answer.replace("/answer", "/key/0")
            answer = phone.post(
                path, CallSid=call.sid, To=call.to, From="+15550100000", CallStatus="in-progress",
                Digits="1",
            )  # fmt: skip
            heard[call.sid] = answer.data.decode()

        threads = [threading.Thread(target=press, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        inside = [call for call in calls if "<Conference" in heard[call.sid]]
        (other,) = (call for call in calls if call not in inside)
        assert len(inside) == 1
        assert "<Say" in heard[other.sid]
        scene.work()
        assert caller.follow().room
        caller.hang_up()
        scene.work()
        for call in calls:
            scene.status(call, "completed")
        # Far enough apart for the calls of a day.
        scene.clock.sleep(40 * 60)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOTLINE_LIVE_CALLS", "yes"),
        ("HOTLINE_RING", "all"),
        ("HOTLINE_RING_SECONDS", "0"),
        ("HOTLINE_RING_SECONDS", "-90"),
        ("HOTLINE_RING_SECONDS", "9999999"),
        ("HOTLINE_RING_SECONDS", "١٢٠"),
        ("HOTLINE_RING_OTHER_LANGUAGES", "1"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_its_name(name, value):
    with pytest.raises(SettingsError, match=name):
        read_live({"HOTLINE_LIVE_CALLS": "on", name: value})


def test_the_settings_say_whether_and_how_it_rings():
    assert read_live({}) is None
    assert read_live({"HOTLINE_LIVE_CALLS": "off", "HOTLINE_RING": "random"}) is None
    assert read_live({"HOTLINE_LIVE_CALLS": "on"}) == RingPolicy()
    policy = read_live(
        {
            "HOTLINE_LIVE_CALLS": "on",
            "HOTLINE_RING": "at-once",
            "HOTLINE_RING_SECONDS": "120",
            "HOTLINE_RING_OTHER_LANGUAGES": "on",
        }
    )
    assert policy == RingPolicy(Strategy.AT_ONCE, timedelta(seconds=120), other_languages=True)
