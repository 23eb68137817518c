"""A request exists once, whichever notice of it comes first, and the right people are asked."""

from __future__ import annotations

import itertools
import os

import pytest

from hotline.domain.calls import CallOutcome
from hotline.domain.outbox import OutboxKind
from hotline.services.accounts import set_on_call
from hotline.services.intake import end_call, find_or_begin_call, note_recording, take_text
from hotline.services.queue import list_for_scripts, list_queue, open_request
from hotline.types import PhoneNumber, RecordingSid
from tests.house import ENGLISH, KOREAN, SPANISH, build_house

CALLER = PhoneNumber("+15550100001")


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _notices(house):
    return [row for row in house.jobs.rows if row.kind is OutboxKind.SEND_NOTICE]


def test_only_speakers_of_the_language_are_asked(house):
    house.volunteer("Rosa", [SPANISH])
    house.volunteer("Minjun", [KOREAN])
    house.volunteer("Off", [SPANISH], on_call=False)
    house.request(language=SPANISH)
    assert len(_notices(house)) == 1


def test_topic_specialists_come_first_and_speakers_are_the_fallback(house):
    house.volunteer("Cook", [ENGLISH], ["food"])
    house.volunteer("Nurse", [ENGLISH], ["health"])
    house.request(topic="food")
    assert len(_notices(house)) == 1
    house.request(topic="housing")
    assert len(_notices(house)) == 3


def test_nobody_who_fits_is_a_state_that_the_page_shows(house):
    rosa = house.volunteer("Rosa", [SPANISH])
    house.request(language=KOREAN)
    (row,) = list_queue(house.ports, rosa)
    assert row.nobody_asked
    assert not row.may_open


def test_who_comes_on_call_is_asked_about_what_waits_and_nobody_twice(house):
    late = house.volunteer("Late", [KOREAN], on_call=False)
    house.request(language=KOREAN)
    assert _notices(house) == []
    set_on_call(house.ports, late, True)
    set_on_call(house.ports, late, True)
    assert len(_notices(house)) == 1
    house.volunteer("New", [KOREAN])
    assert len(_notices(house)) == 2


def _events(house, call_sid, recording_sid):
    """The three independent notices of one voicemail, to be applied in any order."""

    def recording(status):
        with house.ports.unit_of_work() as tx:
            call = find_or_begin_call(house.ports, tx, call_sid, CALLER)
            note_recording(
                house.ports, tx, call, recording_sid,
                status=status, seconds=3, language=ENGLISH, topic="food",
            )  # fmt: skip

    def ended():
        with house.ports.unit_of_work() as tx:
            end_call(house.ports, tx, find_or_begin_call(house.ports, tx, call_sid, CALLER), 9)

    return [lambda: recording("completed"), lambda: recording("completed"), ended]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_any_order_of_action_callback_and_hang_up_ends_in_one_request(house, order):
    call_sid, recording_sid = "CA" + os.urandom(16).hex(), RecordingSid("RE" + os.urandom(16).hex())
    events = _events(house, call_sid, recording_sid)
    for index in order:
        events[index]()
    assert len(list_for_scripts(house.ports)) == 1
    fetches = [row for row in house.jobs.rows if row.kind is OutboxKind.FETCH_RECORDING]
    assert len(fetches) == 1
    with house.ports.unit_of_work() as tx:
        call = tx.calls.by_sid(house.ports.vault.fingerprint("sid", call_sid))
        assert call.outcome is CallOutcome.REQUEST


def test_a_caller_who_hangs_up_in_the_menu_is_counted(house):
    sid = "CA" + os.urandom(16).hex()
    with house.ports.unit_of_work() as tx:
        end_call(house.ports, tx, find_or_begin_call(house.ports, tx, sid, None), 9)
        call = tx.calls.by_sid(house.ports.vault.fingerprint("sid", sid))
    assert call.outcome is CallOutcome.ABANDONED
    assert list_for_scripts(house.ports) == []


def test_an_absent_recording_is_a_state_and_the_request_is_queued(house):
    sid = "CA" + os.urandom(16).hex()
    with house.ports.unit_of_work() as tx:
        call = find_or_begin_call(house.ports, tx, sid, None)
        note_recording(
            house.ports, tx, call, RecordingSid("RE" + os.urandom(16).hex()),
            status="absent", seconds=None, language=ENGLISH, topic=None,
        )  # fmt: skip
    (row,) = list_for_scripts(house.ports)
    assert row.transcript_state == "empty"
    assert row.topic == "other"


def _text(house, body, sender=CALLER):
    with house.ports.unit_of_work() as tx:
        request = take_text(house.ports, tx, sender=sender, body=body, language=ENGLISH)
    return request.code


def test_texts_of_one_person_join_their_open_request(house, clock):
    rosa = house.volunteer()
    first = _text(house, "need food")
    clock.forward(seconds=9)
    assert _text(house, "for 5 people") == first
    assert open_request(house.ports, rosa, first).words == ("need food", "for 5 people")


def test_a_text_without_a_number_is_a_request_without_an_answer(house):
    _text(house, "hello", sender=None)
    assert len(list_for_scripts(house.ports)) == 1
    assert not [row for row in house.jobs.rows if row.kind is OutboxKind.SEND_TEXT]
