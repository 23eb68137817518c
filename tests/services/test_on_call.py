"""Who is on call now: the switch by hand, shifts, breaks and quiet hours together."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hotline.domain.bridges import BridgeKind, LegEnd, LegRole, LegState
from hotline.domain.recurrence import ONCE
from hotline.domain.volunteers import Volunteer, speaks
from hotline.services import duty, rota
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.claims import volunteer_name
from hotline.services.on_call import is_on_call, languages_on_call, volunteers_on_call
from hotline.services.shifts import add_shift
from hotline.types import Language, new_id
from tests.house import ENGLISH, KOREAN, SPANISH, build_house

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def _on(house, at=None):
    with house.ports.unit_of_work() as tx:
        there = [each.id for each in volunteers_on_call(house.ports, tx, at)]
        for volunteer in tx.volunteers.all():
            assert is_on_call(house.ports, tx, volunteer.id, at) == (volunteer.id in there)
        return there


def _set(house, volunteer_id, **values):
    with house.ports.unit_of_work() as tx:
        tx.hours.set(volunteer_id, **values)


def test_nobody_at_all_is_nobody_on_call(house):
    assert _on(house) == []


def test_who_switched_it_on_by_hand_is_on_call_until_then(house, clock):
    rosa, sam = house.volunteer("Rosa"), house.volunteer("Sam", on_call=False)
    assert _on(house) == [rosa]
    _set(house, rosa, here_until=NOON + timedelta(hours=4))
    assert _on(house) == [rosa]
    clock.forward(hours=4)
    assert _on(house) == []
    assert sam not in _on(house)


def test_a_break_stops_the_ringing_and_ends_by_itself(house, clock):
    """O7: a break button that truly stops the ringing."""
    rosa = house.volunteer("Rosa")
    _set(house, rosa, break_until=NOON + timedelta(minutes=15))
    assert _on(house) == []
    clock.forward(minutes=15)
    assert _on(house) == [rosa]


@pytest.mark.parametrize(
    ("quiet", "zone", "on"),
    [
        ((11 * 60, 13 * 60), None, False),
        ((12 * 60, 13 * 60), None, False),
        ((11 * 60, 12 * 60), None, True),
        ((22 * 60, 8 * 60), None, True),
        ((22 * 60, 8 * 60), "America/New_York", False),  # 07:00 there
        ((20 * 60, 22 * 60), "Asia/Seoul", False),  # 21:00 there
    ],
)
def test_quiet_hours_are_in_the_volunteers_own_zone(house, quiet, zone, on):
    rosa = house.volunteer("Rosa")
    _set(house, rosa, quiet_from=quiet[0], quiet_to=quiet[1], zone=zone)
    assert _on(house) == ([rosa] if on else [])


def test_the_languages_are_those_of_the_people_on_call(house):
    house.volunteer("Rosa", [ENGLISH, SPANISH])
    house.volunteer("Min", [KOREAN], on_call=False)
    away = house.volunteer("Jin", [KOREAN])
    _set(house, away, break_until=NOON + timedelta(hours=1))
    with house.ports.unit_of_work(read_only=True) as tx:
        assert languages_on_call(house.ports, tx) == {ENGLISH, SPANISH}
        (rosa,) = volunteers_on_call(house.ports, tx)
        assert rosa.languages == (ENGLISH, SPANISH)
        assert volunteer_name(tx, rosa.id) == "Rosa"


#: A base and its variants, another base that begins alike, and one that nobody knows yet.
TAGS = ("en", "es", "es-MX", "es-mx", "zh", "zh-Hant", "zhx", "mam", "und")


def test_asked_for_languages_it_is_those_who_speak_one_of_them(house):
    """V21, T14: what the database chooses is what `speaks` says, for every variant."""
    for size in (0, 1, 2):
        for tags in itertools.combinations(TAGS[:-1], size):
            _write_down(house, tuple(Language(tag) for tag in tags))
    with house.ports.unit_of_work(read_only=True) as tx:
        everybody = volunteers_on_call(house.ports, tx)
        assert len(everybody) == 37
        for size in (0, 1, 2):
            for tags in itertools.combinations(TAGS, size):
                asked = [Language(tag) for tag in tags]
                assert volunteers_on_call(house.ports, tx, languages=asked) == tuple(
                    each for each in everybody if any(speaks(each, one) for one in asked)
                ), tags


def _write_down(house, languages):
    """A volunteer without a PIN that takes its time."""
    with house.ports.unit_of_work() as tx:
        key = tx.keys.create()
        tx.volunteers.add(
            Volunteer(
                id=new_id(),
                key_id=key.id,
                name=key.seal_text("volunteer.name", "Rosa"),
                phone=key.seal_text("volunteer.phone", "+15550100000"),
                fingerprint=new_id(),
                languages=languages,
                topics=(),
                on_call=True,
                pin_hash="-",
            )
        )


def test_what_was_set_goes_with_the_volunteer(house):
    rosa = house.volunteer("Rosa")
    _set(house, rosa, quiet_from=1, quiet_to=2)
    with house.ports.unit_of_work() as tx:
        tx.volunteers.remove(rosa)
        assert tx.hours.of(rosa).quiet_from is None


def _tell(house, volunteer_id):
    with house.ports.unit_of_work() as tx:
        tx.notices.note_told(volunteer_id, house.ports.clock.now())


def _ring(house, volunteer_id, kind=BridgeKind.LIVE):
    """Their phone rings once, and is hung up."""
    ports = house.ports
    with ports.unit_of_work() as tx:
        bridge = open_bridge(
            ports,
            tx,
            kind=kind,
            key_id=tx.keys.create().id,
            language=ENGLISH,
            topic="food",
            deadline=ports.clock.now() + timedelta(minutes=1),
        )
        leg = want_leg(ports, tx, bridge, LegRole.VOLUNTEER, volunteer_id)
        tx.legs.raise_to(leg.id, LegState.DIALLING, ports.clock.now())
        tx.legs.end(leg.id, LegEnd.HUNG_UP, ports.clock.now())


def test_rings_and_texts_up_to_the_cap_and_then_no_more_in_that_turn(house, clock):
    """O7: the cap of a volunteer's own is counted, over calls and texts together."""
    rosa, sam = house.volunteer("Rosa", on_call=False), house.volunteer("Sam")
    duty.come(house.ports, rosa)
    duty.set_caps(house.ports, rosa, None, 2)
    _tell(house, rosa)
    assert _on(house) == sorted([rosa, sam])
    clock.forward(minutes=5)
    _ring(house, rosa)
    assert _on(house) == [sam]
    assert rota.mine(house.ports, rosa).at_cap
    with house.ports.unit_of_work(read_only=True) as tx:
        assert languages_on_call(house.ports, tx) == {ENGLISH}
    clock.forward(minutes=5)
    duty.come(house.ports, rosa)
    assert _on(house) == sorted([rosa, sam])


def test_what_rang_before_the_shift_and_their_own_calls_back_do_not_count(house, clock):
    """O7."""
    rosa = house.volunteer("Rosa", on_call=False)
    duty.set_caps(house.ports, rosa, None, 1)
    _tell(house, rosa)
    clock.forward(minutes=30)
    add_shift(
        house.ports,
        "boss",
        rosa,
        since=date(2026, 11, 25),
        begin=time(12, 30),
        minutes=60,
        rule=ONCE,
    )
    _ring(house, rosa, BridgeKind.CALLBACK)
    assert _on(house) == [rosa]
    _ring(house, rosa)
    assert _on(house) == []


def test_a_cap_of_somebody_who_stays_by_hand_counts_their_last_hours(house, clock):
    """O7: switched on by the command line, without an end."""
    rosa = house.volunteer("Rosa")
    duty.set_caps(house.ports, rosa, 60, 1)
    _tell(house, rosa)
    assert _on(house) == []
    clock.forward(minutes=61)
    assert _on(house) == [rosa]
