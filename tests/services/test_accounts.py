"""Signing in takes a PIN and a code on one's own phone; unknown numbers look the same."""

from __future__ import annotations

import re

import pytest

from hotline.errors import SignInRefused
from hotline.services.accounts import (
    begin_sign_in,
    find_session,
    finish_sign_in,
    list_volunteers,
    remove_volunteer,
    renew_pin,
    sign_out,
)
from hotline.services.claims import claim
from hotline.services.queue import list_for_scripts
from tests.house import build_house

PHONE = "+15550100077"


@pytest.fixture
def house(tmp_path, clock):
    house = build_house(tmp_path, clock)
    house.volunteer("Rosa", phone=PHONE)
    return house


def _code_sent(house):
    with house.ports.unit_of_work() as tx:
        for row in house.jobs.rows:
            message = tx.messages.by_id(row.subject)
            body = tx.keys.open(message.key_id).open_text("message.body", message.body)
            return re.search(r"\d{6}", body).group()
    return None


def test_pin_and_code_open_a_session(house):
    ticket = begin_sign_in(house.ports, PHONE, "4711")
    token = finish_sign_in(house.ports, ticket, _code_sent(house))
    assert find_session(house.ports, token, active=True).name == "Rosa"
    sign_out(house.ports, token)
    assert find_session(house.ports, token, active=True) is None


@pytest.mark.parametrize(("phone", "pin"), [(PHONE, "0000"), ("+15550109999", "4711"), ("x", "")])
def test_a_wrong_pin_or_number_gets_a_ticket_that_opens_nothing(house, phone, pin):
    ticket = begin_sign_in(house.ports, phone, pin)
    assert house.jobs.rows == []
    for code in ("", "000000", "123456"):
        with pytest.raises(SignInRefused):
            finish_sign_in(house.ports, ticket, code)


def test_a_ticket_opens_once(house):
    ticket = begin_sign_in(house.ports, PHONE, "4711")
    code = _code_sent(house)
    finish_sign_in(house.ports, ticket, code)
    with pytest.raises(SignInRefused):
        finish_sign_in(house.ports, ticket, code)


def test_five_wrong_codes_burn_the_ticket(house):
    ticket = begin_sign_in(house.ports, PHONE, "4711")
    right = _code_sent(house)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(5):
        with pytest.raises(SignInRefused):
            finish_sign_in(house.ports, ticket, wrong)
    with pytest.raises(SignInRefused):
        finish_sign_in(house.ports, ticket, right)


def test_the_code_is_stale_after_ten_minutes(house, clock):
    ticket = begin_sign_in(house.ports, PHONE, "4711")
    clock.forward(minutes=11)
    with pytest.raises(SignInRefused):
        finish_sign_in(house.ports, ticket, _code_sent(house))


def test_the_sixth_try_in_five_minutes_is_refused_for_known_and_unknown_alike(house, clock):
    for phone in (PHONE, "+15550109999"):
        for _ in range(5):
            begin_sign_in(house.ports, phone, "0000")
        with pytest.raises(SignInRefused, match="too often"):
            begin_sign_in(house.ports, phone, "4711")
    clock.forward(minutes=6)
    begin_sign_in(house.ports, PHONE, "4711")


def test_a_session_ends_when_idle_and_polling_does_not_keep_it(house, clock):
    token = finish_sign_in(
        house.ports, begin_sign_in(house.ports, PHONE, "4711"), _code_sent(house)
    )
    for _ in range(5):
        clock.forward(minutes=7)
        found = find_session(house.ports, token, active=False)
    assert found is None


def test_a_session_ends_after_twelve_hours_of_use(house, clock):
    token = finish_sign_in(
        house.ports, begin_sign_in(house.ports, PHONE, "4711"), _code_sent(house)
    )
    for _ in range(12 * 3):
        clock.forward(minutes=20)
        found = find_session(house.ports, token, active=True)
    clock.forward(minutes=20)
    assert found is not None
    assert find_session(house.ports, token, active=True) is None


def _signed_in(house):
    return finish_sign_in(house.ports, begin_sign_in(house.ports, PHONE, "4711"), _code_sent(house))


def test_who_is_removed_is_out_at_once_and_what_they_held_waits_again(house):
    token = _signed_in(house)
    rosa = list_volunteers(house.ports)[0].id
    house.volunteer("Sam")
    code = house.request()
    claim(house.ports, rosa, code)
    assert remove_volunteer(house.ports, rosa) == 1
    assert find_session(house.ports, token, active=True) is None
    (row,) = list_for_scripts(house.ports)
    assert (row.state, row.claimed_by) == ("queued", None)
    assert [each.name for each in list_volunteers(house.ports)] == ["Sam"]


def test_a_new_pin_ends_every_session_and_the_old_pin(house):
    token = _signed_in(house)
    pin = renew_pin(house.ports, list_volunteers(house.ports)[0].id)
    assert find_session(house.ports, token, active=True) is None
    house.jobs.rows.clear()
    begin_sign_in(house.ports, PHONE, "4711")
    assert house.jobs.rows == []
    begin_sign_in(house.ports, PHONE, pin)
    assert len(house.jobs.rows) == 1


def test_a_new_pin_undoes_a_lock_that_somebody_made_on_purpose(house):
    for _ in range(5):
        begin_sign_in(house.ports, PHONE, "0000")
    pin = renew_pin(house.ports, list_volunteers(house.ports)[0].id)
    house.jobs.rows.clear()
    begin_sign_in(house.ports, PHONE, pin)
    assert len(house.jobs.rows) == 1
