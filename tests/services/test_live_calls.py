"""Many callers and many volunteers in the same instant, on both databases (T8, T9)."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest

from hotline.domain.bridges import LegEnd, LegRole, LegState
from hotline.domain.ringing import RingPolicy, Strategy
from hotline.domain.routing import Traits, Wish, Wishes
from hotline.services import leg_events, live_calls
from hotline.services.intake import find_or_begin_call, request_of_call
from hotline.services.live_pool import wish_in_the_way
from hotline.services.wishes import set_traits, set_wishes
from hotline.types import CallSid, PhoneNumber
from tests.house import ENGLISH, build_house
from tests.postgres_here import real_postgres


@pytest.fixture(scope="module")
def postgres():
    with real_postgres() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def house(request, tmp_path, clock):
    url = request.getfixturevalue("postgres") if request.param == "postgres" else None
    return build_house(tmp_path, clock, url)


def at_once(acts):
    """Run each in a thread of its own, all from the same moment; gives what they returned."""
    together, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place, act):
        together.wait()
        results[place] = act()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def begin(ports):
    """A caller asks for a person; gives the bridge's id, or None."""
    sid = CallSid("CA" + os.urandom(16).hex())
    number = PhoneNumber(f"+1555{int.from_bytes(os.urandom(3), 'big') % 10**7:07d}")
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, number)
        bridge = live_calls.begin_live_call(ports, tx, call, sid, language=ENGLISH, topic="food")
        return bridge.id if bridge else None


def legs_of(ports, bridge_ids):
    with ports.unit_of_work(read_only=True) as tx:
        return [
            leg
            for each in bridge_ids
            for leg in tx.legs.of_bridge(each)
            if leg.role is LegRole.VOLUNTEER
        ]


@pytest.mark.parametrize("strategy", Strategy)
def test_t9_callers_in_the_same_instant_never_ring_one_phone_twice(house, strategy):
    """T9: whoever looks whether a phone is free is alone with it until it rings."""
    ports = replace(house.ports, live=RingPolicy(strategy))
    people = [house.volunteer(f"V{number}") for number in range(4)]
    with ports.unit_of_work() as tx:
        for each in tx.bridges.waiting():
            live_calls.give_up(ports, tx, each, wake=False)
    begun = at_once([lambda: begin(ports)] * 6)
    assert None not in begun
    open_legs = [leg for leg in legs_of(ports, begun) if not leg.is_over]
    rung = [leg.volunteer_id for leg in open_legs]
    assert len(set(rung)) == len(rung)
    assert set(people) <= set(rung)
    with ports.unit_of_work() as tx:
        for who in people:
            tx.volunteers.remove(who)
        for each in tx.bridges.waiting():
            live_calls.give_up(ports, tx, each, wake=False)


def test_t8_of_volunteers_in_the_same_instant_exactly_one_has_the_caller(house):
    """T8: ten times five; the accept is one update, and the others' legs are over."""
    ports = replace(house.ports, live=RingPolicy(Strategy.AT_ONCE))
    people = [house.volunteer(f"V{number}") for number in range(5)]
    for _ in range(10):
        bridge_id = begin(ports)
        legs = legs_of(ports, [bridge_id])
        assert len(legs) == 5

        def press(leg):
            sid = CallSid("CA" + os.urandom(16).hex())
            with ports.unit_of_work() as tx:
                leg_events.answered(ports, tx, leg.id, sid)
            with ports.unit_of_work() as tx:
                return leg_events.pressed(ports, tx, leg.id, sid, 0, "1")

        heard = at_once([lambda leg=leg: press(leg) for leg in legs])
        assert heard.count(leg_events.Heard.ROOM) == 1
        after = legs_of(ports, [bridge_id])
        assert [leg.state for leg in after].count(LegState.ENDED) == 4
        with ports.unit_of_work() as tx:
            bridge = tx.bridges.by_id(bridge_id)
            winner = tx.legs.by_id(bridge.accepted_leg)
            assert tx.requests.by_id(bridge.request_id).claimed_by == winner.volunteer_id
            tx.requests.resolve(bridge.request_id, winner.volunteer_id, ports.clock.now())
            leg_events.person_gone(ports, tx, bridge.call_id)
            leg_events.end_leg(ports, tx, winner.id, LegEnd.HUNG_UP)
    with ports.unit_of_work() as tx:
        for who in people:
            tx.volunteers.remove(who)


def test_o7_callers_one_after_the_other_ring_another_volunteer_first_each_time(house, clock):
    """O7: a fair rotation. Who was rung longest ago is rung first; nobody carries every call."""
    ports = replace(house.ports, live=RingPolicy(Strategy.IN_TURN))
    people = {house.volunteer(name) for name in ("Ana", "Rosa", "Sam")}
    first = []
    for _ in range(6):
        clock.forward(minutes=5)
        bridge_id = begin(ports)
        (leg,) = legs_of(ports, [bridge_id])
        first.append(leg.volunteer_id)
        with ports.unit_of_work() as tx:
            tx.legs.raise_to(leg.id, LegState.DIALLING, clock.now())
            clock.forward(seconds=20)
            leg_events.person_gone(ports, tx, tx.bridges.by_id(bridge_id).call_id)
    assert set(first[:3]) == people
    assert first[:3] == first[3:]
    with ports.unit_of_work() as tx:
        for who in people:
            tx.volunteers.remove(who)


def test_t14_a_wish_that_nobody_on_call_meets_rings_nobody(house):
    """T14, V21: who asked for a woman is not connected to somebody else without being asked."""
    ports = replace(house.ports, live=RingPolicy())
    sam, ana = house.volunteer("Sam"), house.volunteer("Ana")
    sid = CallSid("CA" + os.urandom(16).hex())

    def ring():
        """Whose phones ring; the caller goes back to the menu each time."""
        with ports.unit_of_work() as tx:
            call = find_or_begin_call(ports, tx, sid, PhoneNumber("+15550100077"))
            bridge = live_calls.begin_live_call(ports, tx, call, sid, language=ENGLISH, topic=None)
            legs = tx.legs.of_bridge(bridge.id) if bridge else ()
            rung = {leg.volunteer_id for leg in legs if leg.role is LegRole.VOLUNTEER}
            if bridge:
                live_calls.give_up(ports, tx, bridge, wake=False)
            return rung

    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, PhoneNumber("+15550100077"))
        request_id = request_of_call(ports, tx, call, language=ENGLISH, topic="food")
        request = tx.requests.by_id(request_id)
        set_wishes(ports, tx, request, Wishes(woman=True))
    assert ring() == set()
    set_traits(ports, ana, Traits(woman=True))
    assert ring() == {ana}
    set_traits(ports, ana, Traits())
    with ports.unit_of_work() as tx:
        set_wishes(ports, tx, tx.requests.by_id(request_id), Wishes(woman=True, anybody=True))
    assert ring() <= {sam, ana}
    assert ring()
    with ports.unit_of_work() as tx:
        for who in (sam, ana):
            tx.volunteers.remove(who)


def test_v21_of_several_wishes_the_one_that_nobody_meets_is_asked_about(house):
    """A caller who is told that no woman is free, while one is, gives up the wrong wish."""
    ports = replace(house.ports, live=RingPolicy())
    ana, sam = house.volunteer("Ana"), house.volunteer("Sam")
    set_traits(ports, ana, Traits(woman=True, town="East side"))
    sid = CallSid("CA" + os.urandom(16).hex())
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, sid, PhoneNumber("+15550100078"))
        request_id = request_of_call(ports, tx, call, language=ENGLISH, topic="food")
        wishes = Wishes(woman=True, not_from="east side")
        set_wishes(ports, tx, tx.requests.by_id(request_id), wishes)
        found = wish_in_the_way(
            ports,
            tx,
            find_or_begin_call(ports, tx, sid, PhoneNumber("+15550100078")),
            language=ENGLISH,
            topic="food",
            needs=(),
            earlier=(),
        )
        assert found is Wish.NOT_FROM
        for who in (ana, sam):
            tx.volunteers.remove(who)
