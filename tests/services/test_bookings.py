"""Interpreters booked for a set time: refusals, asking by text, one winner, reminders (O9)."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hotline.domain.bookings import BookingState, read_booking_text
from hotline.domain.contact_safety import rules_from, to_json
from hotline.errors import BookingRefused, NotFound, NotYours
from hotline.services import duty, listened
from hotline.services.accounts import remove_volunteer, set_coordinator
from hotline.services.booking_sweep import look_after_bookings
from hotline.services.bookings import book, cancel
from hotline.services.claims import claim, release, resolve
from hotline.services.erasure import erase_request
from hotline.services.purge import purge
from hotline.services.volunteer_texts import answer_volunteer
from hotline.store.database import open_database
from hotline.types import Language
from tests.house import ENGLISH, build_house
from tests.postgres_here import real_postgres
from tests.services.test_shift_texts import _texts, _writes

BERLIN = ZoneInfo("Europe/Berlin")
MAM = Language("mam")


def _in_berlin(built):
    built.ports = replace(built.ports, zone=BERLIN)
    return built


@pytest.fixture
def house(tmp_path, clock):
    """Wednesday, 13:00 in Berlin."""
    return _in_berlin(build_house(tmp_path, clock))


@pytest.fixture(scope="module")
def postgres():
    with real_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def either(request, tmp_path, clock):
    if request.param == "sqlite":
        return _in_berlin(build_house(tmp_path, clock))
    url = request.getfixturevalue("postgres")
    with open_database(url).begin() as connection:
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
    return _in_berlin(build_house(tmp_path, clock, url))


def at(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)


#: Thursday, 18:00.
WHEN = at(26, 18)


def _held(house, holder, may="call", hours="any"):
    """The code of a request in Mam that `holder` holds, with what its person allowed."""
    code = house.request(MAM)
    with house.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        rules = to_json(rules_from(may, hours, "nothing"))
        sealed = tx.keys.open(request.key_id).seal_text("contact.rules", rules)
        tx.requests.set_contact_rules(request.id, sealed)
    claim(house.ports, holder, code)
    return code


def _live(house, code):
    with house.ports.unit_of_work() as tx:
        return tx.bookings.live_of(tx.requests.by_code(code).id)


def _swept(house):
    house.jobs.rows.clear()
    look_after_bookings(house.ports)
    return _texts(house)


def _code_in(words):
    return words.split("TAKE ")[1].rstrip(".")


@pytest.mark.parametrize(
    "body",
    ["", "\x00", "472b", "take", "i", "i1", "i47", "take i0000", "i2222222", "s472", "cant", "1472",
     "take i472 please", "x" * 9000, "٤٧", "cantake i472"],
)  # fmt: skip
def test_other_texts_are_not_about_bookings(body):
    assert read_booking_text(body) is None


@pytest.mark.parametrize("body", ["take i472", "I472", "TAKE  I472. ", "takei472", "tomar i472"])
def test_take_in_every_writing(body):
    """T20."""
    text = read_booking_text(body)
    assert (text.ask, text.code) == ("take", "i472")


@pytest.mark.parametrize("body", ["CANT i472", "can’t I472", "Không thể i472", "못해요 i472"])
def test_cannot_in_every_language(body):
    text = read_booking_text(body)
    assert (text.ask, text.code) == ("cannot", "i472")


def test_nobody_else_books_or_cancels_and_bad_times_are_refused(house):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam", [MAM])
    code = _held(house, rosa)
    with pytest.raises(NotFound):
        book(house.ports, rosa, "zzz", MAM, WHEN)
    for act in (lambda: book(house.ports, sam, code, MAM, WHEN),
                lambda: cancel(house.ports, sam, code)):  # fmt: skip
        with pytest.raises(NotYours):
            act()
    now = house.ports.clock.now()
    for moment in (now - timedelta(days=1), now, now + timedelta(minutes=29),
                   now + timedelta(days=61)):  # fmt: skip
        with pytest.raises(BookingRefused, match="time"):
            book(house.ports, rosa, code, MAM, moment)
    with pytest.raises(BookingRefused, match="language"):
        book(house.ports, rosa, code, Language("tlh"), WHEN)
    with pytest.raises(BookingRefused, match="none"):
        cancel(house.ports, rosa, code)
    assert _live(house, code) is None


@pytest.mark.parametrize(
    ("may", "hours", "why", "first"),
    [
        ("", "any", "not_allowed", None),
        ("text", "any", "not_this_way", None),
        ("call", "morning", "not_now", at(27, 9)),
        ("call", "as-said", "listen_first", None),
    ],
)
def test_a_time_that_the_person_did_not_allow_is_refused_with_when_it_may_be(
    house, may, hours, why, first
):
    """V15: there is no way round what they allowed."""
    rosa = house.volunteer("Rosa")
    house.volunteer("Min", [MAM])
    code = _held(house, rosa, may, hours)
    with pytest.raises(BookingRefused) as refused:
        book(house.ports, rosa, code, MAM, WHEN)
    assert (refused.value.kind, refused.value.at) == (why, first)


def test_no_third_phone_is_booked_for_a_line_that_may_be_listened_to(house):
    """V22, story 9: the call would end."""
    rosa = house.volunteer("Rosa")
    code = _held(house, rosa)
    listened.set_listened(house.ports, rosa, code, True)
    with pytest.raises(BookingRefused, match="listened"):
        book(house.ports, rosa, code, MAM, WHEN)


def test_a_request_has_one_booking_at_a_time(house):
    rosa = house.volunteer("Rosa")
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    with pytest.raises(BookingRefused, match="twice"):
        book(house.ports, rosa, code, MAM, at(27, 18))
    cancel(house.ports, rosa, code)
    book(house.ports, rosa, code, MAM, at(27, 18))


def test_those_who_speak_it_are_asked_once_and_the_first_has_it(house):
    """O9, story 1: call back Thursday 18:00 with a Mam speaker."""
    rosa = house.volunteer("Rosa", [ENGLISH, MAM])
    min_, mo = house.volunteer("Min", [MAM], on_call=False), house.volunteer("Mo", [MAM])
    house.volunteer("Sam")
    quiet = house.volunteer("Quiet", [MAM])
    duty.set_quiet_hours(house.ports, quiet, 17 * 60, 20 * 60)
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    asked = dict(_swept(house))
    assert set(asked) == {min_, mo}
    assert "An interpreter for mam is wanted [mam] tomorrow 18:00. Reply TAKE I" in asked[min_]
    assert _swept(house) == []
    take = _code_in(asked[min_])
    # The code is one only on phones that were asked.
    assert "do not know the code" in _writes(house, quiet, take)[0]
    assert "It is yours" in _writes(house, min_, f"take {take}")[0]
    with house.ports.unit_of_work() as tx:
        assert tx.audit.has(min_, "interpreter:take", tx.requests.by_code(code).id)
    assert "faster" in _writes(house, mo, take)[0]
    assert "It is yours" in _writes(house, min_, take)[0]
    assert _live(house, code).interpreter_id == min_


def test_the_holder_hears_who_interprets(house):
    rosa, min_ = house.volunteer("Rosa"), house.volunteer("Min", [MAM])
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    take = _code_in(dict(_swept(house))[min_])
    with house.ports.unit_of_work() as tx:
        answer_volunteer(house.ports, tx, tx.volunteers.by_id(min_), take)
    assert dict(_texts(house))[rosa].endswith(f"{code}: Min interprets [en] tomorrow 18:00.")


def test_of_eight_in_the_same_instant_one_wins_and_seven_hear_so(either):
    """I4: by a conditional update, on both databases."""
    house = either
    rosa = house.volunteer("Rosa")
    speakers = [house.volunteer(f"M{n}", [MAM]) for n in range(8)]
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    asked = dict(_swept(house))
    assert set(asked) == set(speakers)
    take, barrier = _code_in(asked[speakers[0]]), threading.Barrier(8)

    def attempt(speaker):
        barrier.wait()
        with house.ports.unit_of_work() as tx:
            answer_volunteer(house.ports, tx, tx.volunteers.by_id(speaker), take)

    threads = [threading.Thread(target=attempt, args=(each,)) for each in speakers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = dict(_texts(house))
    assert sum("It is yours" in told[each] for each in speakers) == 1
    assert sum("faster" in told[each] for each in speakers) == 7
    assert "It is yours" in told[_live(house, code).interpreter_id]


def test_coordinators_are_told_once_when_nobody_takes_it_by_twelve_hours_before(house, clock):
    rosa, min_ = house.volunteer("Rosa"), house.volunteer("Min", [MAM])
    boss = house.volunteer("Boss")
    set_coordinator(house.ports, boss, True)
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    assert [who for who, _ in _swept(house)] == [min_]
    clock.moment = at(26, 5, 59)
    assert _swept(house) == []
    clock.moment = at(26, 6)
    ((who, words),) = _swept(house)
    assert who == boss
    assert words == f"[en] {code}: nobody has said yes to interpreting mam [en] today 18:00."
    assert _swept(house) == []


def test_coordinators_are_told_at_once_when_nobody_speaks_it(house):
    rosa, boss = house.volunteer("Rosa"), house.volunteer("Boss")
    set_coordinator(house.ports, boss, True)
    code = _held(house, rosa)
    book(house.ports, boss, code, MAM, WHEN)
    assert [who for who, _ in _swept(house)] == [boss]
    assert _swept(house) == []


def _taken(house, *more):
    """(code, holder, interpreter) of a booking that Min has taken; others speak Mam too."""
    rosa, min_ = house.volunteer("Rosa"), house.volunteer("Min", [MAM])
    for name in more:
        house.volunteer(name, [MAM])
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    _writes(house, min_, _code_in(dict(_swept(house))[min_]))
    assert _live(house, code).interpreter_id == min_
    return code, rosa, min_


def test_both_are_reminded_a_quarter_of_an_hour_before_and_it_ends(house, clock):
    code, rosa, min_ = _taken(house)
    clock.moment = at(26, 17, 44)
    assert _swept(house) == []
    clock.moment = at(26, 17, 45)
    assert dict(_swept(house)) == {
        min_: "[mam] You interpret mam at 18:00. Your phone rings when they call.",
        rosa: f"[en] {code}: please call them at 18:00. Min interprets.",
    }
    assert _swept(house) == []
    clock.moment = at(26, 20)
    assert _swept(house) == []
    assert _live(house, code) is None


def test_the_holder_is_told_when_no_interpreter_was_found(house, clock):
    rosa, min_ = house.volunteer("Rosa"), house.volunteer("Min", [MAM])
    code = _held(house, rosa)
    book(house.ports, rosa, code, MAM, WHEN)
    take = _code_in(dict(_swept(house))[min_])
    clock.moment = at(26, 17, 50)
    assert "No interpreter was found" in dict(_swept(house))[rosa]
    clock.moment = at(26, 18)
    assert "any more" in _writes(house, min_, take)[0]
    clock.moment = at(26, 20)
    _swept(house)
    assert _live(house, code) is None


def test_cancelling_tells_the_interpreter_and_the_code_means_nothing_more(house):
    code, rosa, min_ = _taken(house)
    take = _live(house, code).code
    house.jobs.rows.clear()
    cancel(house.ports, rosa, code)
    ((who, words),) = _texts(house)
    assert who == min_
    assert "No interpreter is needed [mam] tomorrow 18:00" in words
    assert "any more" in _writes(house, min_, take)[0]


def test_an_interpreter_who_cannot_is_not_asked_again_and_the_others_are(house):
    code, rosa, min_ = _taken(house, "Mo")
    first = _live(house, code).code
    house.jobs.rows.clear()
    with house.ports.unit_of_work() as tx:
        answer_volunteer(house.ports, tx, tx.volunteers.by_id(min_), f"CANT {first}")
    told = dict(_texts(house))
    assert "We ask others" in told[min_]
    assert "cannot" in told[rosa]
    assert _live(house, code).state is BookingState.OPEN
    asked = _swept(house)
    assert len(asked) == 1
    assert asked[0][0] not in (rosa, min_)
    # The old code opens nothing any more.
    assert "any more" in _writes(house, asked[0][0], first)[0]


def test_an_interpreter_who_is_removed_makes_way(house):
    code, rosa, min_ = _taken(house, "Mo")
    house.jobs.rows.clear()
    remove_volunteer(house.ports, min_)
    assert "cannot" in dict(_texts(house))[rosa]
    assert _live(house, code).interpreter_id is None
    assert len(_swept(house)) == 1


def test_one_interpreter_does_not_take_two_calls_of_one_hour(house):
    _code, rosa, min_ = _taken(house)
    other = _held(house, rosa)
    book(house.ports, rosa, other, MAM, WHEN + timedelta(minutes=30))
    take = _code_in(dict(_swept(house))[min_])
    assert "at that time already" in _writes(house, min_, take)[0]
    assert _live(house, other).state is BookingState.OPEN


def test_nobody_is_besieged_with_bookings(house):
    """Lessons, item 18."""
    rosa, min_ = house.volunteer("Rosa"), house.volunteer("Min", [MAM])
    for _ in range(5):
        book(house.ports, rosa, _held(house, rosa), MAM, WHEN)
    assert [who for who, _ in _swept(house)] == [min_] * 3


def test_a_request_that_is_answered_needs_no_interpreter(house):
    code, rosa, min_ = _taken(house)
    house.jobs.rows.clear()
    resolve(house.ports, rosa, code)
    assert [who for who, _ in _texts(house)] == [min_]
    assert _live(house, code) is None


def test_a_request_that_is_given_back_keeps_its_booking(house, clock):
    code, rosa, _min = _taken(house)
    release(house.ports, rosa, code)
    other = house.volunteer("Other")
    claim(house.ports, other, code)
    clock.moment = at(26, 17, 45)
    assert "Min interprets" in dict(_swept(house))[other]


def test_erasing_a_request_leaves_no_booking(house):
    """D3."""
    code, _rosa, min_ = _taken(house)
    house.jobs.rows.clear()
    with house.ports.unit_of_work() as tx:
        erase_request(house.ports, tx, tx.requests.by_code(code).id)
    assert min_ in dict(_texts(house))
    with open_database(house.url).connect() as connection:
        assert connection.exec_driver_sql("select count(*) from bookings").scalar() == 0


def test_what_is_over_goes_after_a_week(house, clock):
    """D1."""
    _code, _rosa, _min = _taken(house)
    clock.moment = at(26, 20)
    _swept(house)
    clock.moment = at(26, 18) + timedelta(days=7)
    purge(house.ports)
    counts = "select (select count(*) from bookings), (select count(*) from booking_asks)"
    with open_database(house.url).connect() as connection:
        assert connection.exec_driver_sql(counts).one() == (1, 0)
    clock.forward(seconds=1)
    purge(house.ports)
    with open_database(house.url).connect() as connection:
        assert connection.exec_driver_sql(counts).one() == (0, 0)
