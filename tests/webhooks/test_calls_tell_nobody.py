"""Calls back seen from the side of whoever should learn nothing: a partner at the person's phone,
a mailbox at either end, and a person who has said STOP."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from hotline.domain.bridges import BridgeKind, LegEnd, LegRole, LegState
from hotline.domain.callbacks import Outcome, WhyNot
from hotline.domain.limits import CALLS_KEPT, CALLS_OUT
from hotline.domain.recordings import Purpose
from hotline.errors import CallNotAllowed
from hotline.services import callbacks
from hotline.services.bridges import add_caller, open_bridge, want_leg
from hotline.services.intake import note_recording
from hotline.services.leg_calls import place_call
from hotline.services.opt_outs import start, stop
from hotline.services.receipts import keep_contact_rules
from hotline.types import CallSid, Language, PhoneNumber, RecordingSid
from tests.webhooks.bridging import CALLER, ROSA, Ringing, Scene
from tests.webhooks.stage import new_sid
from tests.webhooks.test_callbacks import attempts, begin, rosa, scene, talk, under_way

__all__ = ["rosa", "scene"]
ENGLISH = Language("en")
WORD = b"RIFF a word that two people know"


def says_nothing(scene: Scene, theirs: Ringing) -> None:
    """The person's line is hung up, and whatever their call asks is answered with silence."""
    scene.work()
    assert theirs.moved == []
    assert theirs.ended
    for part in ("answer", "next", "left"):
        heard = scene.post(theirs.answer.replace("/answer", f"/{part}"), theirs)
        assert "<Say" not in heard, part
        assert "<Play" not in heard, part


@pytest.mark.parametrize("others", ["nothing", "friend"])
def test_o5_a_volunteer_who_hangs_up_on_somebody_else_leaves_no_word_of_ours(scene, rosa, others):
    """O5: "hang up, and say nothing" is what the machine does as well: the partner, or the
    mailbox that records, hears no voice of ours."""
    code, mine, theirs = talk(scene, rosa, others=others)
    scene.clock.sleep(25)
    scene.hang_up(mine)
    says_nothing(scene, theirs)
    assert not under_way(scene, code)


@pytest.mark.parametrize("outcome", [Outcome.SOMEBODY_ELSE, Outcome.MACHINE])
def test_o5_who_was_said_to_be_somebody_else_hears_nothing_later_either(scene, rosa, outcome):
    code, mine, theirs = talk(scene, rosa, others="name")
    callbacks.say_outcome(scene.stage.ports, rosa, code, outcome)
    scene.clock.sleep(300)
    scene.hang_up(mine)
    says_nothing(scene, theirs)


def test_who_was_reached_hears_at_once_why_there_is_silence(scene, rosa):
    code, mine, theirs = talk(scene, rosa)
    callbacks.say_outcome(scene.stage.ports, rosa, code, Outcome.REACHED)
    scene.hang_up(mine)
    scene.work()
    assert "cut off" in scene.post(theirs.moved[0], theirs)


def test_a_call_that_asks_after_the_end_hears_nothing(scene, rosa):
    """The end and a word that was on its way cross each other."""
    code, mine, theirs = talk(scene, rosa)
    scene.clock.sleep(61)
    scene.hang_up(mine)
    scene.work()
    callbacks.hang_up(scene.stage.ports, rosa, code)
    assert "<Say" not in scene.post(theirs.moved[0], theirs)


def with_word(scene: Scene, rosa: str) -> tuple[str, Ringing]:
    """Rosa's phone rings about a request whose person recorded a safe word of three seconds."""
    code = scene.held(rosa)
    ports = scene.stage.ports
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        call = tx.calls.by_request(request.id)
        note_recording(
            ports, tx, call, RecordingSid(new_sid("RE")), status="completed", seconds=3,
            language=ENGLISH, topic="food", purpose=Purpose.SAFE_WORD,
        )  # fmt: skip
        (recording,) = tx.recordings.of_request(request.id)
        sealed = tx.keys.open(recording.key_id).seal("recording.sound", WORD)
        tx.recordings.store_sound(recording.id, sealed, 3)
    callbacks.begin_call(ports, rosa, code)
    scene.work()
    return code, scene.company.to(ROSA)[-1]


def test_a_mailbox_at_the_volunteers_phone_never_hears_the_safe_word(scene, rosa):
    """O1, O5, H3: the person's own voice is for who pressed a key; a mailbox keeps what it hears."""
    _, mine = with_word(scene, rosa)
    heard = scene.answer(mine)
    assert "<Play" not in heard
    address = f"/twilio/bridge-sound/{mine.leg}.wav"
    assert scene.stage.client.get(address).status_code == 404
    for _ in range(2):
        heard = scene.press(mine, "", heard)
        assert "<Play" not in heard
    scene.press(mine, "", heard)
    assert scene.stage.client.get(address).status_code == 404


def test_who_pressed_hears_the_word_before_the_person_is_rung(scene, rosa):
    _, mine = with_word(scene, rosa)
    heard = scene.press(mine, "1", scene.answer(mine))
    (address,) = re.findall(r"<Play>https://hotline\.example\.org([^<]*)</Play>", heard)
    assert heard.index("safe word") < heard.index("<Play") < heard.index("<Conference")
    assert scene.stage.client.get(address).data == WORD
    scene.work()
    assert scene.company.to(CALLER) == []
    scene.clock.sleep(8)
    scene.work()
    (theirs,) = scene.company.to(CALLER)
    scene.enter(mine, heard)
    scene.enter(theirs, scene.answer(theirs))
    scene.hang_up(theirs)
    scene.hang_up(mine)
    assert scene.stage.client.get(address).status_code == 404


def say_stop(scene: Scene, number: str = CALLER) -> None:
    ports = scene.stage.ports
    scene.clock.sleep(1)
    with ports.unit_of_work() as tx:
        stop(ports, tx, PhoneNumber(number), ENGLISH, answered=False)
    scene.clock.sleep(1)


@pytest.mark.parametrize("number", [CALLER, "whatsapp:" + CALLER])
def test_t5_after_stop_nobody_is_called(scene, rosa, number):
    """T5: STOP is honoured at once, across voice and text, also for a yes to calls before it."""
    code = scene.held(rosa)
    say_stop(scene, number)
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(scene.stage.ports, rosa, code)
    assert refused.value.kind == WhyNot.NOT_ALLOWED


def test_t5_a_stop_between_the_key_and_the_ring_is_obeyed(scene, rosa):
    code, mine = begin(scene, rosa)
    scene.enter(mine, scene.press(mine, "1", scene.answer(mine)))
    say_stop(scene)
    scene.work()
    assert scene.company.to(CALLER) == []
    assert attempts(scene, code) == []


def test_t5_start_or_a_new_yes_lets_them_be_called(scene, rosa):
    """Who tells us later how they may be reached has taken the silence back for that way."""
    ports = scene.stage.ports
    code = scene.held(rosa)
    say_stop(scene)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        keep_contact_rules(ports, tx, request.id, "call", "any", "nothing")
    callbacks.begin_call(ports, rosa, code)
    other = scene.held(rosa, caller="+15550100009")
    say_stop(scene, "+15550100009")
    with ports.unit_of_work() as tx:
        start(ports, tx, PhoneNumber("+15550100009"), ENGLISH, answered=False)
    callbacks.begin_call(ports, rosa, other)


def test_f2_callers_who_wait_cannot_use_up_the_calls_for_calling_back(scene, rosa):
    """A bot asks for a person all day long; somebody else is still called back."""
    ports = scene.stage.ports
    code = scene.held(rosa)
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        live = open_bridge(
            ports, tx, kind=BridgeKind.LIVE, key_id=request.key_id, language=ENGLISH, topic="food",
            deadline=scene.clock.now() + timedelta(hours=1),
        )  # fmt: skip
        assert live is not None
        add_caller(ports, tx, live, CallSid(new_sid("CA")))
        for _ in range(CALLS_OUT.count - CALLS_KEPT):
            leg = want_leg(ports, tx, live, LegRole.VOLUNTEER)
            tx.legs.raise_to(leg.id, LegState.DIALLING, scene.clock.now())
            tx.legs.end(leg.id, LegEnd.NO_ANSWER, scene.clock.now())
        one_more = want_leg(ports, tx, live, LegRole.VOLUNTEER, rosa)
    place_call(ports, scene.company, one_more.id)
    assert scene.company.calls == []
    callbacks.begin_call(ports, rosa, code)
    scene.work()
    assert len(scene.company.to(ROSA)) == 1
