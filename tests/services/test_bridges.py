"""Of many who press at the same instant exactly one is in; and one bridge, however often asked."""

from __future__ import annotations

import itertools
import threading
from datetime import timedelta

import pytest

from hotline.domain.bridges import BridgeKind, BridgeState, LegEnd, LegRole, LegState
from hotline.services import bridges, callbacks, leg_events
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.claims import claim
from hotline.services.leg_events import Heard
from hotline.services.receipts import keep_contact_rules
from hotline.types import CallSid
from tests.house import ENGLISH, House, build_house
from tests.postgres_here import real_postgres


@pytest.fixture
def house(tmp_path, clock) -> House:
    return build_house(tmp_path, clock)


@pytest.fixture(scope="module")
def postgres():
    with real_postgres() as url:
        yield url


def at_once(acts: list) -> None:
    """Run all of them at the same instant."""
    barrier = threading.Barrier(len(acts))
    mistakes: list[BaseException] = []

    def run(act):
        barrier.wait()
        try:
            act()
        except BaseException as mistake:
            mistakes.append(mistake)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert mistakes == []


def live(house: House, volunteers: list[str]):
    """A caller on the line, and a ringing leg for each volunteer that was picked up."""
    ports = house.ports
    code = house.request()
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        bridge = open_bridge(
            ports, tx, kind=BridgeKind.LIVE, key_id=request.key_id, language=ENGLISH,
            topic="food", deadline=ports.clock.now() + timedelta(seconds=90),
            request_id=request.id,
        )  # fmt: skip
        assert bridge is not None
        bridges.add_caller(ports, tx, bridge, CallSid("CA" + request.id))
        legs = [want_leg(ports, tx, bridge, LegRole.VOLUNTEER, each) for each in volunteers]
    with ports.unit_of_work() as tx:
        for leg in legs:
            assert leg_events.answered(ports, tx, leg.id, CallSid("CA" + leg.id)) is Heard.WHISPER
    return bridge, legs


def one_wins(house: House, rounds: int) -> None:
    volunteers = [house.volunteer(f"V{n}") for n in range(6)]
    for _ in range(rounds):
        bridge, legs = live(house, volunteers)
        heard: dict[str, Heard] = {}

        def press(leg, heard=heard):
            with house.ports.unit_of_work() as tx:
                heard[leg.id] = leg_events.pressed(
                    house.ports, tx, leg.id, CallSid("CA" + leg.id), 0, "1"
                )

        at_once([lambda leg=leg: press(leg) for leg in legs])
        assert sorted(heard.values()).count(Heard.ROOM) == 1
        with house.ports.unit_of_work() as tx:
            after = tx.bridges.by_id(bridge.id)
            rung = [leg for leg in tx.legs.of_bridge(bridge.id) if leg.role is LegRole.VOLUNTEER]
            assert after.state is BridgeState.JOINED
            (winner,) = [leg for leg in rung if leg.state is LegState.ACCEPTED]
            assert after.accepted_leg == winner.id
            assert heard[winner.id] is Heard.ROOM
            assert {leg.end for leg in rung if leg.id != winner.id} == {LegEnd.CANCELLED}
            bridges.end_bridge(house.ports, tx, after)


def test_t8_two_who_press_1_in_the_same_instant_are_not_both_in(house):
    """T8: fifty rounds; exactly one is connected, every other leg is out at once."""
    one_wins(house, 50)


def test_t8_on_postgresql_too(postgres, tmp_path, clock):
    one_wins(build_house(tmp_path, clock, postgres), 20)


def test_call_pressed_in_the_same_instant_is_one_bridge(house):
    """Double press of Call = one bridge, also from two open pages."""
    rosa = house.volunteer("Rosa")
    code = house.request()
    with house.ports.unit_of_work() as tx:
        keep_contact_rules(house.ports, tx, tx.requests.by_code(code).id, "call", "any", "nothing")
    claim(house.ports, rosa, code)
    begun = []
    at_once([lambda: begun.append(callbacks.begin_call(house.ports, rosa, code).id)] * 8)
    assert len(begun) == 8
    assert len(set(begun)) == 1
    with house.ports.unit_of_work() as tx:
        assert len(tx.legs.of_bridge(begun[0])) == 1


def test_a_leg_only_moves_up(house):
    """T7: whatever comes late, twice or in the wrong order."""
    _, (leg,) = live(house, [house.volunteer("Rosa")])
    now = house.ports.clock.now()
    with house.ports.unit_of_work() as tx:
        assert not tx.legs.raise_to(leg.id, LegState.RINGING, now)
        assert tx.legs.raise_to(leg.id, LegState.JOINED, now)
        assert not tx.legs.raise_to(leg.id, LegState.ACCEPTED, now)
        assert tx.legs.end(leg.id, LegEnd.HUNG_UP, now)
        assert not tx.legs.end(leg.id, LegEnd.BUSY, now)
        assert not tx.legs.raise_to(leg.id, LegState.JOINED, now)
        assert tx.legs.by_id(leg.id).end is LegEnd.HUNG_UP


def test_only_the_first_call_of_a_leg_is_its_call(house):
    """A call that was placed twice after a lost answer is hung up, not let in twice."""
    _, (leg,) = live(house, [house.volunteer("Rosa")])
    with house.ports.unit_of_work() as tx:
        other = CallSid("CA" + "0" * 32)
        assert leg_events.answered(house.ports, tx, leg.id, other) is Heard.NOTHING
        assert leg_events.pressed(house.ports, tx, leg.id, other, 0, "1") is Heard.NOTHING


def test_any_order_of_what_the_carrier_tells_ends_in_the_same_state(house):
    """A4: statuses, the room's event and its end, in every order and twice, one hour late too."""
    rosa = house.volunteer("Rosa")
    ports = house.ports
    told = ("ringing", "in-progress", "completed", "enter", "leave")
    for order in itertools.permutations(told):
        bridge, (leg,) = live(house, [rosa])
        sid = CallSid("CA" + leg.id)
        with ports.unit_of_work() as tx:
            leg_events.pressed(ports, tx, leg.id, sid, 0, "1")
        for what in (*order, *order):
            with ports.unit_of_work() as tx:
                if what == "enter":
                    leg_events.entered_room(ports, tx, bridge.id, sid)
                elif what == "leave":
                    leg_events.left_room(ports, tx, leg.id, sid)
                else:
                    leg_events.status(ports, tx, leg.id, sid, what)
        with ports.unit_of_work() as tx:
            after = tx.legs.by_id(leg.id)
            assert (after.state, after.end) == (LegState.ENDED, LegEnd.HUNG_UP), order
            bridges.end_bridge(ports, tx, tx.bridges.by_id(bridge.id))
