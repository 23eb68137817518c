"""Words open only for those to whom they were offered, and the audit is written first."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from hotline.errors import NotFound
from hotline.services.claims import claim
from hotline.services.queue import audit_of, list_queue, open_request, open_sound
from tests.house import ENGLISH, SPANISH, build_house


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _store_sound(house, code, sound=b"RIFF"):
    with house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        (recording,) = tx.recordings.of_request(request.id)
        key = tx.keys.open(recording.key_id)
        tx.recordings.store_sound(recording.id, key.seal("recording.sound", sound), 4)
    return recording.id


def test_the_offered_volunteer_opens_words_and_an_outsider_does_not(house):
    offered, outsider = house.volunteer("Rosa", [SPANISH]), house.volunteer("Sam", [ENGLISH])
    code = house.request(language=SPANISH, recording=True)
    recording_id = _store_sound(house, code)
    assert open_request(house.ports, offered, code).may_open
    assert not open_request(house.ports, outsider, code).may_open
    assert open_sound(house.ports, offered, recording_id) == b"RIFF"
    with pytest.raises(NotFound):
        open_sound(house.ports, outsider, recording_id)


def test_once_claimed_only_the_holder_opens_it(house):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam")
    code = house.request(recording=True)
    recording_id = _store_sound(house, code)
    claim(house.ports, rosa, code)
    assert open_sound(house.ports, rosa, recording_id)
    with pytest.raises(NotFound):
        open_sound(house.ports, sam, recording_id)


def test_opening_writes_one_audit_line_per_person(house):
    rosa = house.volunteer()
    code = house.request()
    (row,) = list_queue(house.ports, rosa)
    list_queue(house.ports, rosa)
    assert [what for _, who, what in audit_of(house.ports, row.id) if who == rosa] == [
        "request:open"
    ]
    assert row.code == code


def test_c1_two_hundred_requests_ask_the_store_no_more_often_than_two(house):
    """C1: the board is usable at 1 or 200 open requests."""
    rosa = house.volunteer("Rosa", [SPANISH])
    asked: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    counts = []
    try:
        for more in (2, 198):
            for _ in range(more):
                house.request(language=SPANISH, recording=True)
            list_queue(house.ports, rosa)
            asked.clear()
            assert all(row.may_open for row in list_queue(house.ports, rosa))
            counts.append(len(asked))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]
