"""F2: more calls at once than the line takes are heard all the same, and nobody is cut off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from hotline.domain.limits import CALL_COUNTS_FOR, CALLS_AT_ONCE, CALLS_AT_ONCE_OF_A_NUMBER
from hotline.services import crowds
from hotline.services.accounts import add_volunteer
from hotline.services.intake import find_or_begin_call
from hotline.services.queue import list_for_scripts
from hotline.types import Language, PhoneNumber
from ivr.flows.engine_words import ENGINE_WORDS
from tests.postgres_here import real_postgres
from tests.webhooks.stage import build_stage, new_sid
from tests.webhooks.test_consent_and_receipts import Caller

NOBODY_FREE = ENGINE_WORDS["engine.nobody_free"]
SHELTER = "+15550100001"


@pytest.fixture
def stage(tmp_path, clock):
    stage = build_stage(tmp_path, clock, HOTLINE_RELAY_NUMBERS="+15550100009")
    add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber("+15550100088"),
        languages=[Language("en"), Language("es")],
        on_call=True,
        pin="4711",
    )
    return stage


def _all_of_one_number(stage, number=SHELTER):
    return [Caller(stage, number) for _ in range(CALLS_AT_ONCE_OF_A_NUMBER)]


def test_f2_the_fourth_call_of_a_number_is_led_to_the_recorder(stage):
    """F2: with words in their language; what they say is a request like any other."""
    _all_of_one_number(stage)
    fourth = Caller(stage, SHELTER).press("1")
    assert NOBODY_FREE in fourth.heard
    fourth.press("1")
    assert fourth.records
    fourth.speak()
    assert len(list_for_scripts(stage.ports)) == 1


def test_f2_a_language_is_chosen_first_and_no_call_is_refused(stage):
    """F2: the fourth hears the first page like the first, and then Spanish words."""
    first, *_ = _all_of_one_number(stage)
    fourth = Caller(stage, SHELTER)
    assert fourth.heard == first.heard
    assert b"Hangup" not in fourth.document
    assert b"Reject" not in fourth.document
    assert NOBODY_FREE not in fourth.press("2").heard
    assert b"es-" in fourth.document


def test_f2_who_is_over_the_limit_rings_nobody(stage):
    """F2: also when they ask for a person by key."""
    _all_of_one_number(stage)
    fourth = Caller(stage, SHELTER).press("1", "0")
    assert b"/twilio/voice/waiting" not in fourth.document
    with stage.ports.unit_of_work(read_only=True) as tx:
        assert not tx.bridges.waiting()


def test_f2_the_third_call_of_a_number_is_an_ordinary_one(stage):
    *_, third = _all_of_one_number(stage)
    assert NOBODY_FREE not in third.press("1").heard


def test_f2_an_end_makes_room_and_a_lost_end_does_so_with_time(stage, clock):
    """F2: calls whose end was never told do not count for ever."""
    first, *_ = _all_of_one_number(stage)
    first.hang_up()
    assert NOBODY_FREE not in Caller(stage, SHELTER).press("1").heard
    assert NOBODY_FREE in Caller(stage, SHELTER).press("1").heard
    clock.forward(seconds=CALL_COUNTS_FOR.total_seconds() + 1)
    assert NOBODY_FREE not in Caller(stage, SHELTER).press("1").heard


def test_f2_withheld_numbers_are_not_one_person(stage):
    for _ in range(CALLS_AT_ONCE_OF_A_NUMBER + 2):
        assert NOBODY_FREE not in Caller(stage, "anonymous").press("1").heard


def test_f2_the_fifty_first_in_all_is_led_to_the_recorder(stage):
    """F2: whoever it is, also without a number."""
    for number in range(CALLS_AT_ONCE):
        Caller(stage, f"+1555020{number:04d}")
    assert NOBODY_FREE in Caller(stage, "+15550300000").press("1").heard
    assert NOBODY_FREE in Caller(stage, "anonymous").press("1").heard


def test_f2_a_relay_number_has_no_such_limit(stage):
    """F2, V12: operators of one relay service share a number."""
    _all_of_one_number(stage)
    sid = new_sid("CA")
    stage.post(
        "/twilio/voice", CallSid=sid, From=SHELTER, To="+15550100009", CallStatus="in-progress"
    )
    with stage.ports.unit_of_work(read_only=True) as tx:
        call = tx.calls.by_sid(stage.ports.vault.fingerprint("sid", sid))
        plain = tx.keys.open(call.key_id).open_text("call.session", call.session)
    assert '"crowded": false' in plain


def test_f2_a_limit_that_cannot_be_asked_is_open(stage, monkeypatch):
    """F2: open for answering callers."""
    from sqlalchemy.exc import OperationalError

    from hotline.store.calls import CallRepository

    def away(*_args, **_kwargs):
        raise OperationalError("count", {}, OSError("away"))

    _all_of_one_number(stage)
    monkeypatch.setattr(CallRepository, "others_under_way", away)
    assert NOBODY_FREE not in Caller(stage, SHELTER).press("1").heard


def _begin_at_once(ports, how_many):
    """Calls of one number in the same instant; how many of them are over the limit."""

    def begin(_number):
        with ports.unit_of_work() as tx:
            call = find_or_begin_call(ports, tx, new_sid("CA"), PhoneNumber(SHELTER))
            return crowds.is_crowded(ports, tx, call)

    with ThreadPoolExecutor(how_many) as pool:
        return sum(pool.map(begin, range(how_many)))


def test_f2_of_many_in_the_same_instant_three_are_let_through(stage):
    assert _begin_at_once(stage.ports, 12) == 12 - CALLS_AT_ONCE_OF_A_NUMBER


def test_f2_of_many_in_the_same_instant_three_are_let_through_on_postgresql(tmp_path, clock):
    with real_postgres() as url:
        stage = build_stage(tmp_path, clock, HOTLINE_DATABASE_URL=url)
        assert _begin_at_once(stage.ports, 8) == 8 - CALLS_AT_ONCE_OF_A_NUMBER
