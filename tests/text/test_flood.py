"""F2, F3 by text: a flood through the real door costs no more than its limits, and is heard."""

from __future__ import annotations

from hotline.domain.limits import (
    TEXTS_IN_A_TALK,
    TEXTS_IN_TALKS_PER_PREFIX,
    TEXTS_PER_PREFIX,
)
from hotline.domain.segments import segments
from hotline.domain.spending import DEFAULT_MONEY, MILLION
from hotline.services.accounts import add_volunteer, set_coordinator
from hotline.types import Language, PhoneNumber
from tests.text.talking import Carrier, Texter
from tests.webhooks.stage import build_stage

PRICE = DEFAULT_MONEY.text_price


def _phone(stage, number, carrier, clock):
    return Texter(stage, number, carrier=carrier, clock=clock)


def test_f2_one_prefix_gets_twenty_first_answers_an_hour(tmp_path, clock):
    """To the letter for first answers; a number key from a number that we never asked is one."""
    stage, carrier = build_stage(tmp_path, clock), Carrier()
    for n in range(60):
        body = "hello" if n % 2 else "1"
        _phone(stage, f"+12065550{n:03d}", carrier, clock).text(body)
    assert len(carrier.sent) == TEXTS_PER_PREFIX.count
    for n in range(60):
        # Those who were not answered press on: they are in no talk, and get nothing.
        number = f"+12065550{n:03d}"
        if number not in {to for to, _ in carrier.sent}:
            assert _phone(stage, number, carrier, clock).text("1") == []
    assert len(carrier.sent) == TEXTS_PER_PREFIX.count
    clock.forward(seconds=3600)
    assert _phone(stage, "+12065550999", carrier, clock).text("hello")


def test_f2_talks_of_one_prefix_have_a_limit_of_their_own(tmp_path, clock):
    """A flood that answers our questions costs 140 texts an hour and prefix at most."""
    stage, carrier = build_stage(tmp_path, clock), Carrier()
    for n in range(24):
        phone = Texter(stage, f"+12065550{n:03d}", carrier=carrier)
        for body in ("hello", *["1"] * 12):
            phone.text(body)
        assert (
            len([to for to, _ in carrier.sent if to == phone.number]) <= 1 + TEXTS_IN_A_TALK.count
        )
    assert len(carrier.sent) <= TEXTS_PER_PREFIX.count + TEXTS_IN_TALKS_PER_PREFIX.count


def test_f2_who_is_in_a_talk_is_heard_and_answered_to_its_end_beside_a_flood(tmp_path, clock):
    """The first answers of their prefix are used up by invented numbers: the talk goes on."""
    stage, carrier = build_stage(tmp_path, clock), Carrier()
    person = _phone(stage, "+12065550100", carrier, clock)
    assert person.text("hello")
    for n in range(200, 240):
        _phone(stage, f"+12065550{n:03d}", carrier, clock).text("hello")
    answers = [person.text(body) for body in ("1", "1", "1")]
    assert all(answers)
    person.text("we have no heat")
    assert "we have no heat" in person.request().words, "heard, also where nothing answers"


def test_f3_a_pump_that_answers_every_question_costs_the_days_budget_and_no_more(tmp_path, clock):
    """The money holds over talks, first answers, notices and alarms together."""
    budget = MILLION
    stage = build_stage(tmp_path, clock, HOTLINE_DAY_BUDGET="1.00")
    rosa = add_volunteer(
        stage.ports, name="Rosa", phone=PhoneNumber("+12065559001"),
        languages=(Language("en"),), topics=(), on_call=True, pin="4711",
    ).volunteer_id  # fmt: skip
    set_coordinator(stage.ports, rosa, True)
    carrier = Carrier()
    last = None
    for n in range(70):
        last = _phone(stage, f"+1{201 + n}5550{n:03d}", carrier, clock)
        for body in ("we need food", "1", "1", "1 mango"):
            last.text(body)
    cost = PRICE * sum(segments(body) for _, body in carrier.sent)
    assert cost <= budget + PRICE
    assert cost > budget // 2, "the money was there to be spent"
    assert any("stopped" in body for to, body in carrier.sent if to == "+12065559001")
    assert "we need food" in last.request().words
