"""V15: "let me say when": a short recording that a neighbor has heard before they call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hotline.domain.callbacks import WhyNot
from hotline.domain.contact_safety import (
    NO_CONTACT,
    Allowed,
    Contact,
    ContactRules,
    Hours,
    Reason,
    Refused,
    from_json,
    may_contact,
    to_json,
)
from hotline.domain.recordings import Purpose, RecordingState
from hotline.errors import CallNotAllowed
from hotline.services import callbacks, queue
from hotline.services.claims import claim
from tests.webhooks.bridging import MovableClock, Scene
from tests.webhooks.stage import build_stage
from tests.webhooks.test_consent_and_receipts import Caller, recordings_of, requests_of, rules_of

AS_SAID = ContactRules(frozenset({Contact.CALL}), Hours.AS_SAID)


@pytest.fixture
def scene(tmp_path) -> Scene:
    clock = MovableClock()
    return Scene(build_stage(tmp_path, clock), clock)


def at_when(scene: Scene) -> Caller:
    caller = Caller(scene.stage).press("1", "1", "1").speak().press("1")
    assert "Let me say when" in caller.heard
    return caller.press("4")


@pytest.mark.parametrize("hour", range(24))
def test_v15_nothing_automatic_and_nobody_who_has_not_heard(hour):
    """V15: no text at any hour, no call unheard, and heard only by day and evening."""
    when = datetime(2026, 11, 25, hour, 30, tzinfo=UTC)
    assert may_contact(AS_SAID, Contact.CALL, when, UTC) == Refused(Reason.NOT_HEARD)
    assert isinstance(may_contact(AS_SAID, Contact.TEXT, when, UTC, heard=True), Refused)
    heard = may_contact(AS_SAID, Contact.CALL, when, UTC, heard=True)
    assert heard == (Allowed() if 7 <= hour < 22 else Refused(Reason.NOT_NOW))
    assert from_json(to_json(AS_SAID)) == AS_SAID


def test_v14_it_is_offered_only_to_who_agreed_to_be_recorded(scene):
    # With nobody on call the message is asked for at once: language, no recording, food, a call.
    caller = Caller(scene.stage).press("1", "2", "1", "1")
    assert "When is it safe" in caller.heard
    assert "Let me say when" not in caller.heard
    assert not caller.press("4").records
    assert "does nothing here" in caller.heard


def test_v11_silence_and_a_second_of_nothing_lead_back_to_the_keys(scene):
    """V11: not heard is said; the second time the hours are asked by key again."""
    caller = at_when(scene)
    assert caller.records
    caller.silence()
    assert "did not hear anything" in caller.heard
    caller.silence()
    assert "When is it safe" in caller.heard
    # Who wanted hours of their own and named none is not taken to mean any hour.
    caller.silence(2)
    assert "will not contact you" in caller.heard
    assert rules_of(scene.stage) == NO_CONTACT


@pytest.mark.parametrize("how", ["hangup", "then hangs up"])
def test_v15_a_hang_up_before_the_end_allows_nothing(scene, how):
    caller = at_when(scene)
    caller.speak("hangup" if how == "hangup" else "#")
    caller.hang_up()
    assert rules_of(scene.stage) == NO_CONTACT


def asked_by_voice(scene: Scene) -> str:
    caller = at_when(scene).speak()
    assert "somebody else answers" in caller.heard
    caller.press("1").silence()
    assert rules_of(scene.stage).hours is Hours.AS_SAID
    (request,) = requests_of(scene.stage)
    purposes = {each.purpose for each in recordings_of(scene.stage, request)}
    assert purposes == {Purpose.STORY, Purpose.WHEN}
    return request.code


def arrive(scene: Scene, purpose: Purpose) -> str:
    """Our sealed copy of that recording is here; gives its id."""
    (request,) = requests_of(scene.stage)
    (found,) = [each for each in recordings_of(scene.stage, request) if each.purpose is purpose]
    with scene.stage.ports.unit_of_work() as tx:
        key = tx.keys.open(found.key_id)
        tx.recordings.store_sound(found.id, key.seal("recording.sound", b"RIFF"), 4)
    return found.id


def test_v15_only_a_volunteer_who_has_listened_may_call(scene):
    """V15, O5: the one who holds it must have heard it; another's listening counts nothing."""
    ports = scene.stage.ports
    code = asked_by_voice(scene)
    rosa, marie = scene.volunteer(), scene.volunteer("Marie", "+15550100103")
    claim(ports, rosa, code)
    story, when = arrive(scene, Purpose.STORY), arrive(scene, Purpose.WHEN)
    queue.open_request(ports, rosa, code)
    queue.open_sound(ports, rosa, story)
    with ports.unit_of_work() as tx:
        tx.audit.write(marie, "sound:open", when, ports.clock.now())
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(ports, rosa, code)
    assert refused.value.kind == WhyNot.LISTEN_FIRST
    queue.open_sound(ports, rosa, when)
    assert callbacks.begin_call(ports, rosa, code)


def test_v15_a_recording_that_was_lost_allows_no_call(scene):
    ports = scene.stage.ports
    code = asked_by_voice(scene)
    rosa = scene.volunteer()
    claim(ports, rosa, code)
    when = arrive(scene, Purpose.WHEN)
    with ports.unit_of_work() as tx:
        tx.recordings.set_state(when, RecordingState.LOST)
    with pytest.raises(CallNotAllowed) as refused:
        callbacks.begin_call(ports, rosa, code)
    assert refused.value.kind == WhyNot.LISTEN_FIRST
