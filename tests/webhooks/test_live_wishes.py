"""A wish about who answers, said on the line: kept to, or asked about, never overridden (V21)."""

from __future__ import annotations

import json

import pytest

from hotline.domain.routing import Traits, Wishes
from hotline.services.live_calls import BREATH
from hotline.services.whom_to_ask import wishes_of
from hotline.services.wishes import set_traits
from hotline.store.database import open_database
from ivr.flows.bridge_words import BRIDGE_WORDS
from tests.webhooks.live_scene import WaitingCaller, live_scene
from tests.webhooks.stage import new_sid
from tests.webhooks.test_live_calls import call_of, is_at_message, request_of, says

LANGUAGES = {"1": "en", "2": "es", "3": "ko", "4": "fr"}


@pytest.fixture
def scene(tmp_path):
    return live_scene(tmp_path)


def _woman(scene, volunteer_id):
    set_traits(scene.stage.ports, volunteer_id, Traits(woman=True))


def _wishes(scene, caller) -> Wishes:
    request = request_of(scene, caller)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        return wishes_of(tx, tx.requests.by_id(request.id))


def _asks_for_a_woman(scene, number="+15550101001"):
    """Ring, wait one round, and press 4, as that round says."""
    caller = WaitingCaller(scene, number).ask_for_person()
    scene.work()
    assert says("wait_woman") in caller.silence().heard
    caller.press("4")
    scene.work()
    scene.later(BREATH.total_seconds())
    return caller


def test_v21_no_question_is_added_to_the_ordinary_wait(scene):
    """The first round is as short as it was; the way to the wish stands in the short rounds."""
    scene.volunteers(1)
    caller = WaitingCaller(scene).ask_for_person()
    assert says("wait_woman") not in caller.heard
    assert says("wait_woman") in caller.silence().heard
    assert says("wait_woman") not in caller.silence().heard


def test_v21_key_4_rings_women_alone_and_the_whisper_says_why(scene):
    """V21, O2: the phones of others fall silent, hers rings, and she hears what was asked for."""
    people = scene.volunteers(3)
    _woman(scene, people[2])
    caller = _asks_for_a_woman(scene)
    assert scene.who_rings() == [2]
    call = scene.ringing(2)
    heard = scene.answer(call)
    assert BRIDGE_WORDS["engine.bridge_woman"] in heard
    scene.press(call, "1", heard)
    scene.work()
    assert caller.follow().room
    assert request_of(scene, caller).claimed_by == people[2]
    assert _wishes(scene, caller).woman


def test_v21_unmet_the_caller_is_asked_and_nobody_rings_meanwhile(scene):
    """Issue 5.2: asked about, never quietly overridden."""
    scene.volunteers(2)
    caller = _asks_for_a_woman(scene)
    assert scene.who_rings() == []
    for name in ("unmet_woman", "unmet_another", "unmet_message"):
        assert says(name) in caller.heard
    assert not is_at_message(caller)


def test_v21_key_1_lets_somebody_else_come(scene):
    people = scene.volunteers(2)
    caller = _asks_for_a_woman(scene)
    caller.press("1")
    scene.later(BREATH.total_seconds())
    (who,) = scene.who_rings()
    scene.take(who)
    scene.work()
    assert caller.follow().room
    assert request_of(scene, caller).claimed_by == people[who]
    assert _wishes(scene, caller) == Wishes(woman=True, anybody=True)


@pytest.mark.parametrize("answer", ["2", "#", ""])
def test_v21_the_message_keeps_the_wish_and_silence_is_no_yes(scene, answer):
    scene.volunteers(2)
    caller = _asks_for_a_woman(scene)
    if answer:
        caller.press(answer)
    else:
        caller.silence()
    scene.work()
    assert says("unmet_kept") in caller.heard
    assert is_at_message(caller)
    assert scene.who_rings() == []
    caller.press("1")  # a yes to being recorded
    caller._post(caller.next, RecordingSid=new_sid("RE"), RecordingDuration="4", Digits="#")
    assert _wishes(scene, caller) == Wishes(woman=True)
    request = request_of(scene, caller)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert [each for each in tx.notices.of_request(request.id) if each.asked_at] == []


@pytest.mark.parametrize("key", ["0", "3", "5", "8", "9"])
def test_v21_bad_input_other_keys_ask_again_and_never_override(scene, key):
    """A key that means nothing is no yes; the third leads on to the message."""
    scene.volunteers(2)
    caller = _asks_for_a_woman(scene)
    caller.press(key)
    assert says("unmet_another") in caller.heard
    for _ in range(4):
        if is_at_message(caller):
            break
        caller.press(key)
    scene.work()
    assert is_at_message(caller)
    assert scene.who_rings() == []


def test_v21_slower_and_back_work_there_as_everywhere(scene):
    scene.volunteers(1)
    caller = _asks_for_a_woman(scene)
    caller.press("7")
    assert says("press_1") in caller.heard
    caller.press("*")
    scene.work()
    assert not is_at_message(caller)
    assert scene.who_rings() == []


def test_v21_the_only_woman_says_no_and_the_caller_is_asked(scene):
    """The wish was met on paper: when she cannot, it is a question again and no silent change."""
    people = scene.volunteers(2)
    _woman(scene, people[0])
    caller = _asks_for_a_woman(scene)
    assert scene.who_rings() == [0]
    scene.end_with(0, "rejected")
    scene.work()
    caller.follow()
    assert says("unmet_woman") in caller.heard
    assert scene.who_rings() == []
    caller.press("1")
    scene.later(BREATH.total_seconds())
    assert scene.who_rings() == [1], "who said no to this caller is not rung again"


def test_v21_with_nobody_else_there_is_nothing_to_ask(scene):
    """A question is put only where its yes would ring a phone."""
    people = scene.volunteers(1)
    _woman(scene, people[0])
    caller = _asks_for_a_woman(scene)
    scene.end_with(0, "rejected")
    scene.work()
    caller.follow()
    assert says("unmet_woman") not in caller.heard
    assert is_at_message(caller)


def test_v21_who_hangs_up_at_the_question_rings_nobody(scene):
    scene.volunteers(2)
    caller = _asks_for_a_woman(scene)
    caller.hang_up()
    scene.work()
    assert scene.who_rings() == []


def test_v21_twice_the_same_webhook_rings_once(scene):
    """A repeated delivery of the yes is answered the same, and changes nothing."""
    scene.volunteers(1)
    caller = _asks_for_a_woman(scene)
    caller.press("1")
    scene.later(BREATH.total_seconds())
    assert scene.who_rings() == [0]
    call = call_of(scene, caller)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        plain = tx.keys.open(call.key_id).open_text("call.session", call.session)
        assert len([each for each in tx.bridges.waiting() if each.call_id == call.id]) == 1
    assert json.loads(plain)["anybody"] is True


@pytest.mark.parametrize("key", ["2", "3", "4"])
def test_v21_asked_in_the_persons_own_language(scene, key):
    scene.volunteers(1, (LANGUAGES[key],))
    caller = WaitingCaller(scene).press(key, "0")
    scene.work()
    caller.silence().press("4")
    assert says("unmet_woman") not in caller.heard
    words = {
        "es": "Ahora no hay ninguna mujer libre",
        "ko": "받을 수 있는 여성이 없습니다",
        "fr": "Aucune femme n'est libre",
    }
    assert words[LANGUAGES[key]] in caller.heard


def test_d2_a_wish_stands_in_the_clear_no_longer_than_it_rings(scene):
    """D2: a seized disk does not say for a week who asked for a woman, and about what."""
    people = scene.volunteers(1)
    _woman(scene, people[0])
    caller = _asks_for_a_woman(scene)
    assert "woman" in _plain_needs(scene), "this test looks where it stands"
    heard = scene.answer(scene.ringing(0))
    scene.press(scene.ringing(0), "1", heard)
    scene.work()
    request_id = request_of(scene, caller).id
    caller.hang_up()
    scene.work()
    assert "woman" not in _plain_needs(scene)
    with scene.stage.ports.unit_of_work(read_only=True) as tx:
        assert wishes_of(tx, tx.requests.by_id(request_id)).woman, "it is kept, sealed"


def _plain_needs(scene) -> str:
    engine = open_database(scene.stage.settings.database_url)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("select access from bridges").all()
    return json.dumps([list(row) for row in rows])
