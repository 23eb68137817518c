"""A row is done once, waits longer after each failure, and ends where a person sees it."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import pytest

from hotline.domain.outbox import LEASE, PATIENCE, OutboxKind, OutboxState
from hotline.domain.transcripts import Transcript, TranscriptState
from hotline.errors import (
    CarrierRefused,
    CarrierUnavailable,
    RecordingNotReady,
    TranscriptionFailed,
)
from hotline.services.claims import claim
from hotline.services.dead_letters import count_dead_letters
from hotline.services.queue import list_for_scripts
from hotline.types import MessageSid
from tests.house import build_house
from workers.jobs import Workshop, run


@dataclass
class ScriptedCarrier:
    """A carrier whose answers are told beforehand; it keeps what it was asked."""

    sound: bytes = b"RIFF"
    faults: list[Exception] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)

    def _maybe_fail(self):
        if self.faults:
            raise self.faults.pop(0)

    def send_text(self, to, body, reference):
        self._maybe_fail()
        self.sent.append(body)
        return MessageSid("SM" + os.urandom(16).hex())

    def fetch_recording(self, sid):
        self._maybe_fail()
        return self.sound

    def delete_recording(self, sid):
        self._maybe_fail()
        self.deleted.append(sid)


@dataclass
class ScriptedTranscriber:
    faults: list[Exception] = field(default_factory=list)

    def transcribe(self, sound, language):
        if self.faults:
            raise self.faults.pop(0)
        return Transcript(TranscriptState.READY, "hello", (), 0.9, "test", 1.0, 0.1)


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


@pytest.fixture
def workshop(house):
    return Workshop(house.ports, ScriptedCarrier(), ScriptedTranscriber())


def _run_all(house, workshop):
    """Do everything that was handed over, and what that asks for in turn."""
    while house.jobs.rows:
        run(workshop, house.jobs.rows.pop(0).id)


def _rows(house, kind):
    return [row for row in house.jobs.rows if row.kind is kind]


def test_a_voicemail_is_fetched_deleted_there_and_transcribed(house, workshop):
    house.request(recording=True)
    _run_all(house, workshop)
    (row,) = list_for_scripts(house.ports)
    assert row.transcript_state is TranscriptState.READY
    assert len(workshop.carrier.deleted) == 1


def test_the_same_row_twice_is_done_once(house, workshop):
    house.volunteer()
    house.request()
    (row,) = _rows(house, OutboxKind.SEND_NOTICE)
    assert run(workshop, row.id)
    assert not run(workshop, row.id)
    _run_all(house, workshop)
    assert len(workshop.carrier.sent) == 1


def test_a_recording_that_is_not_there_yet_is_tried_again(house, workshop, clock):
    house.request(recording=True)
    (row,) = _rows(house, OutboxKind.FETCH_RECORDING)
    workshop.carrier.faults = [RecordingNotReady("404"), CarrierUnavailable("500")]
    assert not run(workshop, row.id)
    assert not run(workshop, row.id), "its wait is not over"
    clock.forward(seconds=2)
    assert not run(workshop, row.id)
    clock.forward(seconds=3)
    assert run(workshop, row.id)


def test_a_killed_worker_loses_its_lease_and_another_does_the_row(house, workshop, clock):
    house.request(recording=True)
    (row,) = _rows(house, OutboxKind.FETCH_RECORDING)
    with house.ports.unit_of_work() as tx:
        assert tx.outbox.lease(row.id, clock.now())
    assert not run(workshop, row.id), "held by the one that was killed"
    clock.forward(seconds=LEASE.total_seconds() + 1)
    with house.ports.unit_of_work() as tx:
        assert row.id in [due.id for due in tx.outbox.due(clock.now() + LEASE)]
    assert run(workshop, row.id)


def test_a_transcript_that_fails_every_time_tells_the_volunteer_to_listen(house, workshop, clock):
    house.request(recording=True)
    tries = PATIENCE[OutboxKind.TRANSCRIBE].tries
    workshop.transcriber.faults = [TranscriptionFailed("hang")] * tries
    (fetch,) = _rows(house, OutboxKind.FETCH_RECORDING)
    run(workshop, fetch.id)
    (row,) = _rows(house, OutboxKind.TRANSCRIBE)
    for _ in range(tries):
        run(workshop, row.id)
        clock.forward(minutes=1)
    with house.ports.unit_of_work() as tx:
        assert tx.outbox.by_id(row.id).state is OutboxState.DEAD
        assert [dead.id for dead in tx.outbox.dead()] == [row.id]
    assert list_for_scripts(house.ports)[0].transcript_state is TranscriptState.GAVE_UP


def test_a_job_that_kills_its_worker_every_time_ends_where_a_person_sees_it(house, workshop, clock):
    house.request(recording=True)
    (fetch,) = _rows(house, OutboxKind.FETCH_RECORDING)
    run(workshop, fetch.id)
    (row,) = _rows(house, OutboxKind.TRANSCRIBE)
    for _ in range(PATIENCE[OutboxKind.TRANSCRIBE].tries):
        with house.ports.unit_of_work() as tx:
            assert tx.outbox.lease(row.id, clock.now()), "leased, and then the worker is killed"
        clock.forward(seconds=LEASE.total_seconds() + 1)
    assert not run(workshop, row.id)
    with house.ports.unit_of_work() as tx:
        assert tx.outbox.by_id(row.id).state is OutboxState.DEAD
    assert list_for_scripts(house.ports)[0].transcript_state is TranscriptState.GAVE_UP
    assert count_dead_letters(house.ports) == {"transcribe": 1}


def test_a_refused_recording_is_a_state_and_the_request_stays(house, workshop):
    house.request(recording=True)
    workshop.carrier.faults = [CarrierRefused("too large")]
    _run_all(house, workshop)
    assert list_for_scripts(house.ports)[0].transcript_state is TranscriptState.GAVE_UP


def test_nobody_is_texted_about_a_request_that_is_taken(house, workshop):
    rosa = house.volunteer()
    code = house.request()
    (row,) = _rows(house, OutboxKind.SEND_NOTICE)
    claim(house.ports, rosa, code)
    assert run(workshop, row.id)
    assert workshop.carrier.sent == []


def test_a_notice_tells_a_code_and_nothing_else(house, workshop):
    house.volunteer()
    code = house.request(topic="housing")
    _run_all(house, workshop)
    (sent,) = workshop.carrier.sent
    assert code in sent
    assert "housing" not in sent
    assert "0100001" not in sent


def test_what_was_erased_meanwhile_is_no_failure(house, workshop):
    house.request(recording=True)
    (row,) = _rows(house, OutboxKind.FETCH_RECORDING)
    with house.ports.unit_of_work() as tx:
        tx.keys.destroy(tx.recordings.by_id(row.subject).key_id)
    run(workshop, row.id)
    with house.ports.unit_of_work() as tx:
        assert tx.outbox.by_id(row.id).state is OutboxState.DONE
