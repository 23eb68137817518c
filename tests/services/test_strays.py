"""A message whose notice was lost is found, and a copy that stayed at the carrier goes."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from hotline.domain.outbox import OutboxKind
from hotline.domain.recordings import CallOrigin, CarrierRecording
from hotline.errors import CarrierRefused
from hotline.services.erasure import erase_request
from hotline.services.queue import list_for_scripts
from hotline.services.strays import adopt_strays, ask_for_sweep
from hotline.types import CallSid, PhoneNumber, RecordingSid
from tests.house import build_house

CALLER = PhoneNumber("+15550100001")


@dataclass
class ListingCarrier:
    """A carrier that only lists."""

    recordings: list[CarrierRecording] = field(default_factory=list)
    origin: CallOrigin = field(default_factory=lambda: CallOrigin(True, CALLER))
    deleted: list[str] = field(default_factory=list)

    def list_recordings(self):
        return self.recordings

    def origin_of(self, sid):
        return self.origin

    def delete_recording(self, sid):
        self.deleted.append(sid)


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _stray(clock, minutes):
    return CarrierRecording(
        RecordingSid("RE" + os.urandom(16).hex()),
        CallSid("CA" + os.urandom(16).hex()),
        5,
        clock.now() - timedelta(minutes=minutes),
    )


def test_a_message_left_while_we_were_away_becomes_a_request_once(house, clock):
    carrier = ListingCarrier([_stray(clock, 30)])
    assert adopt_strays(house.ports, carrier) == 1
    assert adopt_strays(house.ports, carrier) == 0
    assert len(list_for_scripts(house.ports)) == 1
    assert [r.kind for r in house.jobs.rows if r.kind is OutboxKind.FETCH_RECORDING]


def test_what_came_a_moment_ago_is_on_its_usual_way(house, clock):
    assert adopt_strays(house.ports, ListingCarrier([_stray(clock, 1)])) == 0


def test_a_copy_that_should_be_gone_is_deleted_again(house, clock):
    stray = _stray(clock, 30)
    adopt_strays(house.ports, ListingCarrier([stray]))
    with house.ports.unit_of_work() as tx:
        known = tx.recordings.by_sid(house.ports.vault.fingerprint("sid", stray.sid))
        sound = tx.keys.open(known.key_id).seal("recording.sound", b"RIFF")
        tx.recordings.store_sound(known.id, sound, 5)
    carrier = ListingCarrier([stray])
    assert adopt_strays(house.ports, carrier) == 1
    assert carrier.deleted == [stray.sid]


def test_what_belongs_to_another_program_of_the_account_is_left_alone(house, clock):
    carrier = ListingCarrier([_stray(clock, 30)], origin=CallOrigin(False))
    assert adopt_strays(house.ports, carrier) == 0
    assert carrier.deleted == []
    assert list_for_scripts(house.ports) == []


def test_a_stray_keeps_its_caller_so_that_somebody_can_answer(house, clock):
    adopt_strays(house.ports, ListingCarrier([_stray(clock, 30)]))
    with house.ports.unit_of_work() as tx:
        (request,) = tx.requests.everything()
        assert request.contact is not None


def test_one_sweep_waits_at_a_time(house):
    ask_for_sweep(house.ports)
    ask_for_sweep(house.ports)
    assert [r.kind for r in house.jobs.rows] == [OutboxKind.SWEEP_CARRIER]


def test_c2_a_late_recording_of_an_erased_request_is_deleted_there(house, clock):
    """Its key and its sid are gone here: the carrier's own list names it."""
    carrier = ListingCarrier([_stray(clock, 30)])
    adopt_strays(house.ports, carrier)
    with house.ports.unit_of_work() as tx:
        (request,) = tx.requests.everything()
        erase_request(house.ports, tx, request.id)
    late = CarrierRecording(
        RecordingSid("RE" + os.urandom(16).hex()),
        carrier.recordings[0].call_sid,
        5,
        clock.now() - timedelta(minutes=30),
    )
    carrier.recordings.append(late)
    assert adopt_strays(house.ports, carrier) == 2
    assert carrier.deleted == [each.sid for each in carrier.recordings]
    with house.ports.unit_of_work() as tx:
        assert [r.id for r in tx.requests.everything()] == [request.id]


def test_a_recording_that_breaks_us_keeps_no_other_from_becoming_a_request(house, clock):
    bad, good = _stray(clock, 40), _stray(clock, 30)
    carrier = ListingCarrier([bad, good])
    origin_of = carrier.origin_of

    def origin(call_sid):
        if call_sid == bad.call_sid:
            raise CarrierRefused("no such call", 20404)
        return origin_of(call_sid)

    carrier.origin_of = origin
    with pytest.raises(CarrierRefused):
        adopt_strays(house.ports, carrier)
    with house.ports.unit_of_work() as tx:
        assert tx.recordings.by_sid(house.ports.vault.fingerprint("sid", good.sid)) is not None
        assert tx.recordings.by_sid(house.ports.vault.fingerprint("sid", bad.sid)) is None
