"""C2: before a shift, what is missing is found, shown and told once, with no name in a text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hotline.domain.delivery import Failure
from hotline.domain.gaps import read_cover_hours
from hotline.domain.outbox import OutboxKind
from hotline.domain.preflight import Kind
from hotline.domain.recurrence import ONCE
from hotline.domain.telling import Telling, telling_to_json
from hotline.ports import Readiness
from hotline.services.accounts import set_coordinator
from hotline.services.care import REACHABLE, UNREACHABLE
from hotline.services.deliveries import note_failed, note_status
from hotline.services.preflight import look, look_as, tell_preflight
from hotline.services.shifts import add_shift
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from tests.house import ENGLISH, KOREAN, build_house

TODAY = date(2026, 11, 25)
READY = Readiness(lambda _: (0, 0), lambda _: True, lambda: ())


@pytest.fixture
def house(tmp_path, clock):
    """Wednesday, 12:00 in UTC. Rosa is on the line from 18:00 to 22:00, and all is ready."""
    built = build_house(tmp_path, clock)
    built.ports = replace(built.ports, languages=(ENGLISH,), readiness=READY)
    return built


@pytest.fixture
def boss(house):
    who = house.volunteer("Boss", on_call=False)
    set_coordinator(house.ports, who, True)
    return who


@pytest.fixture
def rosa(house):
    who = house.volunteer("Rosa", on_call=False)
    add_shift(house.ports, "c", who, since=TODAY, begin=time(18), minutes=240, rule=ONCE)
    return who


def kinds(house, **span):
    return [each.kind for each in look(house.ports, **span)]


def ready(house, **changes):
    house.ports = replace(house.ports, readiness=replace(READY, **changes))


def note(house, clock, who, what):
    with house.ports.unit_of_work() as tx:
        tx.audit.write("carrier", what, who, clock.now())


def texts(house):
    rows, house.jobs.rows[:] = list(house.jobs.rows), []
    with house.ports.unit_of_work() as tx:
        messages = [tx.messages.by_id(row.subject) for row in rows if row.kind == "send_text"]
        return [tx.keys.open(each.key_id).open_text("message.body", each.body) for each in messages]


def a_text_to(house, who):
    """The id of a text to a volunteer that waits to be sent."""
    house.jobs.rows.clear()
    with house.ports.unit_of_work() as tx:
        queue_text_to_volunteer(house.ports, tx, tx.volunteers.by_id(who), "words")
    (row,) = house.jobs.rows
    house.jobs.rows.clear()
    return row.subject


def test_where_all_is_ready_nothing_is_found_and_nobody_is_texted(house, boss, rosa, clock):
    for _ in range(60):
        clock.forward(minutes=5)
        assert tell_preflight(house.ports) == 0
    assert texts(house) == []
    assert kinds(house) == []


def test_a_dead_number_is_found_with_its_name_until_it_answers_again(house, boss, rosa, clock):
    note(house, clock, rosa, UNREACHABLE)
    (found,) = look(house.ports)
    assert (found.kind, found.name) == (Kind.DEAD_PHONE, "Rosa")
    note(house, clock, rosa, REACHABLE)
    assert kinds(house) == []


def test_the_phone_of_somebody_without_a_shift_is_no_matter_of_it(house, boss, rosa, clock):
    note(house, clock, house.volunteer("Away", on_call=False), UNREACHABLE)
    assert kinds(house) == []


def test_a_text_to_a_volunteer_that_failed_is_kept_as_a_mark_until_one_arrives(house, rosa, clock):
    """T24: a delivery failure becomes visible; no content, no number, one line at each change."""
    ports, first, second = house.ports, a_text_to(house, rosa), a_text_to(house, rosa)
    for message_id in (first, second):
        with ports.unit_of_work() as tx:
            note_failed(ports, tx, message_id, Failure.UNREACHABLE)
    assert kinds(house) == [Kind.NOT_TOLD]
    with ports.unit_of_work() as tx:
        lines = [what for _, _, what in tx.audit.of_subject(rosa) if "text" in what]
        assert lines == ["volunteer:text-failed"]
        mark = ports.vault.fingerprint("sid", "SM" + "0" * 32)
        tx.messages.set_sid(second, mark)
        note_status(ports, tx, mark, "delivered", None)
    assert kinds(house) == []


def test_the_carriers_word_that_a_text_was_undelivered_is_kept_too(house, rosa):
    ports, message_id = house.ports, a_text_to(house, rosa)
    mark = ports.vault.fingerprint("sid", "SM" + "1" * 32)
    with ports.unit_of_work() as tx:
        tx.messages.set_sid(message_id, mark)
        note_status(ports, tx, mark, "undelivered", 30003)
    assert kinds(house) == [Kind.NOT_TOLD]


def test_who_chose_only_addresses_that_cannot_be_used_any_more_has_no_way(house, rosa):
    with house.ports.unit_of_work() as tx:
        key = tx.keys.open(tx.volunteers.by_id(rosa).key_id)
        plain = telling_to_json(Telling(text=False, addresses=("gone://example.org/x",)))
        tx.care.set_reach(rosa, key.seal_text("volunteer.reach", plain))
    assert kinds(house) == [Kind.NO_WAY]


@pytest.mark.parametrize(
    ("change", "kind", "blocks"),
    [
        ({"unsaid": lambda _: (1, 0)}, Kind.FOREIGN_PROMPTS, False),
        ({"unsaid": lambda _: (0, 1)}, Kind.SILENT_PROMPTS, True),
        ({"is_written_down": lambda _: False}, Kind.NO_MODEL, False),
        ({"silent_parts": lambda: ("fast",)}, Kind.PART_SILENT, True),
    ],
)
def test_each_thing_of_the_house_is_found_alone_and_told_once(
    house, boss, rosa, clock, change, kind, blocks
):
    ready(house, **change)
    (found,) = look(house.ports)
    assert (found.kind, found.is_blocking) == (kind, blocks)
    assert tell_preflight(house.ports) == 1
    (words,) = texts(house)
    assert "New to mend: 1." in words
    for _ in range(30):
        clock.forward(minutes=10)
        assert tell_preflight(house.ports) == 0


def test_work_that_was_given_up_is_found(house, boss, rosa, clock):
    with house.ports.unit_of_work() as tx:
        row = tx.outbox.add(OutboxKind.SWEEP, "x", not_before=clock.now())
        tx.outbox.lease(row, clock.now())
        tx.outbox.failed(row, "Broken", clock.now())
    (found,) = look(house.ports)
    assert (found.kind, found.count) == (Kind.GIVEN_UP, 1)


def test_an_empty_shift_blocks_and_a_language_that_nobody_speaks_then_is_found(house, rosa):
    house.volunteer("Min", [KOREAN], on_call=False)
    cover = read_cover_hours("16:00-22:00")
    house.ports = replace(house.ports, languages=(ENGLISH, KOREAN), cover=cover)
    found = look(house.ports, timedelta(hours=8))
    assert [each.kind for each in found] == [Kind.EMPTY, Kind.NO_SPEAKER]
    assert found[0].is_blocking


def test_what_the_page_has_shown_needs_no_text_and_the_other_coordinator_gets_one(
    house, boss, rosa, clock
):
    other = house.volunteer("Other", on_call=False)
    set_coordinator(house.ports, other, True)
    note(house, clock, rosa, UNREACHABLE)
    assert len(look_as(house.ports, boss)) == 1
    assert tell_preflight(house.ports) == 1
    (words,) = texts(house)
    assert "Rosa" not in words
    assert not any(each in words for each in ("+1", "555"))


def test_a_number_that_dies_is_told_from_two_hours_before_the_shift_on(house, boss, rosa, clock):
    """The daily look is over by then; the setting says how long before (HOTLINE_PREFLIGHT_HOURS)."""
    assert tell_preflight(house.ports) == 0
    note(house, clock, rosa, UNREACHABLE)
    clock.moment = datetime(2026, 11, 25, 15, 59, tzinfo=UTC)
    assert tell_preflight(house.ports) == 0
    clock.forward(minutes=2)
    assert tell_preflight(house.ports) == 1


def test_in_a_coordinators_quiet_hours_no_text_is_sent(house, boss, rosa, clock):
    note(house, clock, rosa, UNREACHABLE)
    with house.ports.unit_of_work() as tx:
        tx.hours.set(boss, quiet_from=0, quiet_to=23 * 60 + 59, zone="UTC")
    clock.moment = datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert tell_preflight(house.ports) == 0
