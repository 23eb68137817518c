"""One notice a request and volunteer, several in one text, and never a flood (T23, T26)."""

from __future__ import annotations

from hotline.domain.notices import NOTICES_TO_ONE
from hotline.services.claims import claim
from tests.house import ENGLISH


def test_four_that_wait_are_one_text_with_four_codes(stage):
    stage.volunteer("Rosa")
    stage.house.request(), stage.work()
    assert len(stage.told("Rosa")) == 1
    codes = []
    for _ in range(4):
        stage.clock.forward(seconds=1)
        codes.append(stage.house.request())
    stage.work()
    assert stage.told("Rosa") == [], "one text a minute"
    stage.later(minutes=1)
    (text,) = stage.told("Rosa")
    assert "4 requests" in text
    assert "2a 3a 4a 5a" in text
    assert codes[0] in stage.text("Rosa", "2A ")
    assert stage.holder(codes[0]) == "Rosa"


def test_a_bare_a_is_the_one_that_was_told_last(stage):
    """Lessons 14: `a` means the last; of a bundle, the one that has waited longest."""
    stage.volunteer("Rosa")
    first = stage.house.request()
    stage.clock.forward(seconds=1)
    second = stage.house.request()
    stage.work()
    assert first in stage.text("Rosa", "a")
    assert second in stage.text("Rosa", "2a")


def test_what_was_taken_meanwhile_is_not_told(stage):
    stage.volunteer("Rosa")
    sam = stage.volunteer("Sam")
    code = stage.house.request()
    claim(stage.house.ports, sam, code)
    stage.work()
    assert stage.told("Rosa") == []


def test_a_code_of_another_phone_and_a_taken_code_are_told_apart(stage):
    """T20: unknown, taken by whom at which time, done."""
    stage.volunteer("Rosa")
    stage.volunteer("Sam")
    code = stage.house.request()
    stage.work()
    assert "do not know" in stage.text("Rosa", "7a")
    assert "yours" in stage.text("Rosa", "1a")
    taken = stage.text("Sam", "1a")
    assert "Rosa" in taken
    assert "12:0" in taken
    assert code in taken


def test_a_number_of_a_phone_ends_with_its_day(stage):
    stage.volunteer("Rosa")
    stage.house.request()
    stage.work()
    stage.later(minutes=25 * 60, tick=60)
    assert "do not know" in stage.text("Rosa", "1a")


def test_two_machines_that_text_each_other_die_out(stage):
    """T21: five answers an hour to what is no code."""
    stage.volunteer("Rosa")
    answers = [stage.text("Rosa", "I am away from my phone") for _ in range(9)]
    assert len([each for each in answers if each]) == 5
    code = stage.house.request()
    stage.work()
    assert code in stage.text("Rosa", "1a"), "a real code is answered all the same"


def test_a_flood_keeps_to_the_table_and_a_new_request_passes_repeats(stage):
    stage.volunteer("Rosa")
    times = []
    for _ in range(60):
        stage.house.request(language=ENGLISH)
        stage.later(minutes=1)
        times += [stage.clock.now()] * len(stage.told("Rosa"))
    for limit in NOTICES_TO_ONE[:2]:
        for moment in times:
            inside = [each for each in times if moment - limit.within < each <= moment]
            assert len(inside) <= limit.count
    assert len(times) >= 15


def test_an_old_story_is_not_sent(stage):
    stage.volunteer("Rosa")
    stage.house.request()
    stage.clock.forward(hours=3)
    with stage.house.ports.unit_of_work() as tx:
        rows = tx.outbox.due(stage.clock.now()) or stage.house.jobs.rows
    from hotline.services.notices import send_notice

    for row in rows:
        if row.kind == "send_notice":
            send_notice(stage.house.ports, row.subject)
    stage.house.jobs.rows = [row for row in stage.house.jobs.rows if row.kind == "send_text"]
    assert stage.house.jobs.rows == []
