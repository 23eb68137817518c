"""The rules of a bridge to a caller who waits on the line: who accepts gets them at once."""

from __future__ import annotations

from hotline.domain.bridges import Bridge, BridgeState, Leg, LegRole, LegState
from hotline.ports import Ports, Transaction
from hotline.services import live_calls
from hotline.services.bridges import end_bridge, move_leg, person_of
from hotline.services.on_call import is_on_call


class LiveRules:
    """The caller's hang-up ends everything; a volunteer's leg that ends holds up nobody."""

    def may_dial(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        is_waiting = person_of(tx.legs.of_bridge(bridge.id)) is not None
        if leg.role is LegRole.INTERPRETER:
            return is_waiting and bridge.state is not BridgeState.ENDED
        # Wanted a moment before a break or the end of the shift: looked at again (O7).
        is_new = leg.role is LegRole.VOLUNTEER and leg.state is LegState.WANTED
        if is_new and not is_on_call(ports, tx, leg.volunteer_id or ""):
            return False
        in_time = ports.clock.now() < bridge.deadline
        return is_waiting and bridge.state is BridgeState.OPEN and in_time

    def dialling(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def may_accept(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        return person_of(tx.legs.of_bridge(bridge.id)) is not None

    def accepted(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        person = person_of(tx.legs.of_bridge(bridge.id))
        if person:
            move_leg(tx, person)
        live_calls.accepted(ports, tx, bridge, leg)

    def person_answered(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def may_hear(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        return True

    def time_is_up(self, ports: Ports, tx: Transaction, bridge: Bridge) -> None:
        return None

    def leg_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        if leg.role is LegRole.PERSON:
            end_bridge(ports, tx, bridge)
            live_calls.person_leg_ended(ports, tx, bridge)
        elif leg.role is LegRole.VOLUNTEER:
            live_calls.volunteer_leg_ended(ports, tx, bridge, leg)


RULES = LiveRules()
