"""A volunteer takes a request by texting its code, and only from the phone it was sent to."""

from __future__ import annotations

import pytest

from hotline.domain.outbox import OutboxKind
from hotline.services.claims import claim
from hotline.services.queue import list_for_scripts
from hotline.services.volunteer_texts import answer_volunteer, find_volunteer
from hotline.types import PhoneNumber
from tests.house import ENGLISH, SPANISH, build_house

ROSA = "+15550100071"


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _answers(house, body, phone=ROSA):
    house.jobs.rows.clear()
    with house.ports.unit_of_work() as tx:
        volunteer = find_volunteer(house.ports, tx, PhoneNumber(phone))
        answer_volunteer(house.ports, tx, volunteer, body)
    (row,) = [row for row in house.jobs.rows if row.kind is OutboxKind.SEND_TEXT]
    with house.ports.unit_of_work() as tx:
        message = tx.messages.by_id(row.subject)
        return tx.keys.open(message.key_id).open_text("message.body", message.body)


@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n", "Take {}."])
def test_the_code_takes_the_request(house, written):
    house.volunteer("Rosa", phone=ROSA)
    code = house.request()
    assert code in _answers(house, written.format(code.upper()))
    (row,) = list_for_scripts(house.ports)
    assert row.claimed_by == "Rosa"


def test_the_second_is_told_who_has_it_and_since_when(house):
    house.volunteer("Rosa", phone=ROSA)
    sam = house.volunteer("Sam")
    code = house.request()
    claim(house.ports, sam, code)
    answer = _answers(house, code)
    assert "Sam" in answer
    assert "12:00" in answer


def test_a_code_that_was_sent_to_another_phone_is_unknown(house):
    house.volunteer("Rosa", [SPANISH], phone=ROSA)
    house.volunteer("Sam", [ENGLISH])
    code = house.request(language=ENGLISH)
    unknown = _answers(house, "999z")
    assert _answers(house, code) == unknown.replace("999z", code)
    assert list_for_scripts(house.ports)[0].claimed_by is None


@pytest.mark.parametrize("body", ["", "hello?", "٤٧٢b", "x" * 5000, "\x00", "'; drop table"])
def test_anything_else_gets_an_answer_and_changes_nothing(house, body):
    house.volunteer("Rosa", phone=ROSA)
    house.request()
    assert _answers(house, body)
    assert list_for_scripts(house.ports)[0].claimed_by is None
