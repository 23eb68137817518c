"""Texts about shifts: what is no such text, reminders, CANT, TAKE, the change itself (T19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.recurrence import ONCE, read_rule
from hotline.domain.shift_words import read_shift_text
from hotline.services import duty
from hotline.services.accounts import remove_volunteer, set_coordinator
from hotline.services.on_call import volunteers_on_call
from hotline.services.open_shifts import offer_open_shifts
from hotline.services.shift_changes import give_up, remove_one, restore_one, swap_one, take
from hotline.services.shift_notices import remind, tell_changes
from hotline.services.shifts import add_shift
from hotline.services.volunteer_texts import answer_volunteer
from tests.house import ENGLISH, KOREAN, SPANISH, build_house

BERLIN = ZoneInfo("Europe/Berlin")
THURSDAY = date(2026, 11, 26)


@pytest.fixture
def house(tmp_path, clock):
    """Wednesday, 13:00 in Berlin."""
    built = build_house(tmp_path, clock)
    built.ports = replace(built.ports, zone=BERLIN)
    return built


def _shift(house, volunteer, day=THURSDAY, begin=time(18), minutes=240, rule=ONCE):
    return add_shift(
        house.ports, "c", volunteer, since=day, begin=begin, minutes=minutes, rule=rule
    )


def _at(clock, day, hour, minute=0):
    clock.moment = datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


def _texts(house):
    """(volunteer id, words) of every text since the last look."""
    rows, house.jobs.rows[:] = list(house.jobs.rows), []
    with house.ports.unit_of_work() as tx:
        messages = [tx.messages.by_id(row.subject) for row in rows if row.kind == "send_text"]
        return [
            (each.volunteer_id, tx.keys.open(each.key_id).open_text("message.body", each.body))
            for each in messages
        ]


def _writes(house, volunteer, body):
    """What a volunteer is answered."""
    house.jobs.rows.clear()
    with house.ports.unit_of_work() as tx:
        answer_volunteer(house.ports, tx, tx.volunteers.by_id(volunteer), body)
    return [words for who, words in _texts(house) if who == volunteer]


def _on(house):
    with house.ports.unit_of_work() as tx:
        return [each.id for each in volunteers_on_call(house.ports, tx)]


@pytest.mark.parametrize(
    "body",
    ["", "\x00", "472b", "take 472b", "1a", "canto", "i cannot come to the phone", "break 20",
     "break 99999999999", "s", "s1", "s47", "take s0000", "s2222222", "backs", "x" * 9000, "٤٧"],
)  # fmt: skip
def test_other_texts_are_not_about_shifts(body):
    assert read_shift_text(body) is None


@pytest.mark.parametrize(
    "body",
    ["CANT", "can't", "Can’t.", " cannot ", "CANT!", "No puedo", "je ne peux pas", "Mwen pa kapab",
     "못해요", "不能", "Không thể", "لا أستطيع"],
)  # fmt: skip
def test_i_cannot_is_understood_in_every_language(body):
    assert read_shift_text(body).ask == "cannot"


@pytest.mark.parametrize("body", ["take s234", "S234", "TAKE  S234 ", "s234.", "takes234"])
def test_case_spaces_and_full_stops_do_not_matter(body):
    """T20."""
    assert read_shift_text(body).code == "s234"


def test_a_reminder_comes_a_day_before_and_once(house, clock):
    rosa = house.volunteer("Rosa", [SPANISH], on_call=False)
    _shift(house, rosa)
    assert remind(house.ports) == 0
    _at(clock, 25, 18)
    assert remind(house.ports) == 1
    assert remind(house.ports) == 0
    clock.forward(hours=2)
    assert remind(house.ports) == 0
    assert _texts(house) == [
        (
            rosa,
            "[es] You are on the line [es] [es] tomorrow 18:00 to 22:00. Reply CANT if you cannot.",
        )
    ]


def test_nobody_is_reminded_at_night_or_in_quiet_hours(house, clock):
    """The reminder waits for the morning, there where the volunteer is."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    duty.set_quiet_hours(house.ports, sam, 8 * 60, 10 * 60)
    _shift(house, rosa, begin=time(23), minutes=60)
    _shift(house, sam, begin=time(23), minutes=60)
    _at(clock, 26, 8, 59)
    assert remind(house.ports) == 0
    _at(clock, 26, 9)
    assert remind(house.ports) == 1
    assert [who for who, _ in _texts(house)] == [rosa]
    _at(clock, 26, 10)
    assert remind(house.ports) == 1


def test_the_change_is_told_once_and_not_when_the_same_people_stay(house, clock):
    """T19."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    _shift(house, rosa)
    _shift(house, rosa, begin=time(22), minutes=60)
    _shift(house, sam, begin=time(22), minutes=60)
    _at(clock, 26, 17, 59)
    assert tell_changes(house.ports) == 0
    _at(clock, 26, 18)
    assert tell_changes(house.ports) == 1
    assert tell_changes(house.ports) == 0
    ((who, words),) = _texts(house)
    assert who == rosa
    assert "until 22:00" in words
    _at(clock, 26, 22, 1)
    assert tell_changes(house.ports) == 1  # Sam; Rosa stays
    assert [who for who, _ in _texts(house)] == [sam]
    _at(clock, 26, 23, 5)
    assert tell_changes(house.ports) == 0


def test_who_comes_on_the_line_is_asked_about_what_waits(house, clock):
    rosa = house.volunteer(on_call=False)
    _shift(house, rosa)
    house.request()
    _at(clock, 26, 18)
    house.jobs.rows.clear()
    tell_changes(house.ports)
    assert "send_notice" in {row.kind for row in house.jobs.rows}


def test_who_comes_back_from_a_break_is_asked_about_what_waits(house, clock):
    rosa = house.volunteer()
    duty.take_break(house.ports, rosa, 15)
    house.request()
    house.jobs.rows.clear()
    tell_changes(house.ports)
    assert house.jobs.rows == []
    clock.forward(minutes=15)
    tell_changes(house.ports)
    assert [row.kind for row in house.jobs.rows] == ["send_notice"]


def test_somebody_who_was_put_on_the_line_is_told(house, clock):
    from hotline.services.shift_notices import tell_given

    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    shift = _shift(house, rosa)
    given = swap_one(house.ports, "c", shift, datetime.combine(THURSDAY, time(18)), sam)
    with house.ports.unit_of_work() as tx:
        tell_given(house.ports, tx, given)
    assert [who for who, _ in _texts(house)] == [rosa, sam]


def test_cant_opens_the_shift_and_the_first_to_take_it_has_it(house, clock):
    """O7: by text, from a plain phone."""
    rosa, sam, mo = (house.volunteer(name, on_call=False) for name in ("Rosa", "Sam", "Mo"))
    min_ = house.volunteer("Min", [KOREAN], on_call=False)
    busy = house.volunteer("Busy", on_call=False)
    quiet = house.volunteer("Quiet", on_call=False)
    duty.set_quiet_hours(house.ports, quiet, 17 * 60, 20 * 60)
    _shift(house, rosa)
    _shift(house, busy, begin=time(21), minutes=120)
    assert "Thank you" in _writes(house, rosa, "can't")[0]
    assert offer_open_shifts(house.ports) == 2
    assert offer_open_shifts(house.ports) == 0
    asked = dict(_texts(house))
    assert set(asked) == {sam, mo}
    code = asked[sam].split("TAKE ")[1].split(" ")[0]
    assert "It is yours" in _writes(house, sam, f"take {code}")[0]
    assert "faster" in _writes(house, mo, code)[0]
    assert "It is yours" in _writes(house, sam, code)[0]
    # The code is one only on phones that were asked.
    assert "do not know the code" in _writes(house, min_, code)[0]
    _at(clock, 26, 20)
    assert _on(house) == [sam]


def test_cant_without_a_shift_says_so(house):
    assert "no shift" in _writes(house, house.volunteer(on_call=False), "CANT")[0]


def test_break_and_back_by_text(house, clock):
    rosa = house.volunteer()
    assert "until 13:30" in _writes(house, rosa, "break 30")[0]
    assert _on(house) == []
    assert "back" in _writes(house, rosa, "BACK")[0]
    assert _on(house) == [rosa]


def test_those_who_speak_the_same_languages_are_asked_first(house):
    rosa = house.volunteer("Rosa", [SPANISH, KOREAN], on_call=False)
    house.volunteer("Sam", [SPANISH, ENGLISH], on_call=False)
    both = house.volunteer("Mo", [ENGLISH, KOREAN, SPANISH], on_call=False)
    _shift(house, rosa)
    _writes(house, rosa, "cant")
    offer_open_shifts(house.ports)
    assert [who for who, _ in _texts(house)] == [both]


def test_a_coordinator_is_told_when_nobody_has_taken_it(house, clock):
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    boss = house.volunteer("Boss", [KOREAN], on_call=False)
    set_coordinator(house.ports, boss, True)
    _shift(house, rosa)
    _writes(house, rosa, "cant")
    offer_open_shifts(house.ports)
    assert [who for who, _ in _texts(house)] == [sam]
    clock.forward(minutes=30)
    offer_open_shifts(house.ports)
    offer_open_shifts(house.ports)
    ((who, words),) = _texts(house)
    assert who == boss
    assert "Nobody has taken" in words


def test_nobody_is_besieged_with_open_shifts(house):
    """Lessons, item 18: limits of what one phone may receive."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    shift = _shift(house, rosa, rule=read_rule("FREQ=DAILY;COUNT=8"))
    for day in range(8):
        starts = datetime.combine(THURSDAY + timedelta(days=day), time(18))
        give_up(house.ports, rosa, shift, starts)
    house.jobs.rows.clear()
    offer_open_shifts(house.ports)
    assert [who for who, _ in _texts(house)] == [sam] * 3


def test_shifts_of_who_has_left_are_offered_too(house, clock):
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam", on_call=False)
    _shift(house, rosa, rule=read_rule("FREQ=WEEKLY;COUNT=8"))
    remove_volunteer(house.ports, rosa)
    house.jobs.rows.clear()
    offer_open_shifts(house.ports)
    ((who, words),) = _texts(house)
    assert who == sam
    _writes(house, sam, words.split("TAKE ")[1].split(" ")[0])
    clock.moment = datetime(2026, 11, 26, 19, tzinfo=BERLIN).astimezone(UTC)
    assert _on(house) == [sam]
    clock.moment += timedelta(days=7)
    assert _on(house) == []


def test_what_a_coordinator_changes_of_a_single_shift_is_said_to_both(house):
    """Who could not, and has it again by a button, must hear of it; so must who has it no more."""
    ports, starts = house.ports, datetime.combine(THURSDAY, time(18))
    rosa, sam = (house.volunteer(each, on_call=False) for each in ("Rosa", "Sam"))
    shift = _shift(house, rosa)
    give_up(ports, rosa, shift, starts)
    take(ports, sam, shift, starts)
    house.jobs.rows.clear()
    restore_one(ports, "boss", shift, starts)
    told = dict(_texts(house))
    assert "You have a shift" in told[rosa]
    assert "not yours any more" in told[sam]
    swap_one(ports, "boss", shift, starts, sam)
    assert [(who, "not yours any more" in words) for who, words in _texts(house)] == [(rosa, True)]
    restore_one(ports, "boss", shift, starts)
    house.jobs.rows.clear()
    remove_one(ports, "boss", shift, starts)
    assert [(who, "not yours any more" in words) for who, words in _texts(house)] == [(rosa, True)]
    restore_one(ports, "boss", shift, starts)
    assert ["You have a shift" in words for who, words in _texts(house) if who == rosa] == [True]


def test_cant_twice_in_a_hurry_lets_one_shift_go_and_not_the_next_too(house, clock):
    """O7: a thumb that presses twice empties no second night. Later it is the next one."""
    rosa = house.volunteer("Rosa", on_call=False)
    _shift(house, rosa)
    _shift(house, rosa, day=THURSDAY + timedelta(days=7))
    (first,) = _writes(house, rosa, "CANT")
    clock.forward(minutes=2)
    assert _writes(house, rosa, "can't") == [first]
    with house.ports.unit_of_work(read_only=True) as tx:
        left = tx.shifts.between(clock.now(), clock.now() + timedelta(days=14), rosa)
    assert len(left) == 1
    clock.forward(minutes=6)
    (second,) = _writes(house, rosa, "CANT")
    assert second != first
    assert "We ask others" in second
