"""What is taken rings nowhere any more, and neither does the phone of who takes a break or goes.

Calls that tell of waiting requests end with the last one; a break ends what rings at that moment.
"""

from __future__ import annotations

from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, Leg, LegRole, LegState
from hotline.domain.escalation import Target
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.bridges import cancel_leg, end_bridge

#: Who has picked up hears the words to their end: a line that goes dead looks like a fault.
_UNHEARD = {LegState.WANTED, LegState.DIALLING, LegState.RINGING}


def stop_ringing_about(ports: Ports, tx: Transaction, request_id: str) -> None:
    """Hang up each phone that rings about this request, unless it rings about others too."""
    quiet = False
    for bridge_id in tx.notices.calls_about(request_id):
        bridge = tx.bridges.by_id(bridge_id)
        if bridge is None or bridge.state is not BridgeState.OPEN:
            continue
        if tx.notices.waiting_of_call(bridge_id):
            continue
        if all(leg.is_over or leg.state in _UNHEARD for leg in tx.legs.of_bridge(bridge_id)):
            quiet |= end_bridge(ports, tx, bridge)
    # These phones are free for callers who wait on the line.
    for other in tx.bridges.waiting() if quiet else ():
        tx.outbox.add(OutboxKind.RING_ON, other.id)


def stop_ringing_at(ports: Ports, tx: Transaction, volunteer_id: str) -> None:
    """Hang up what rings at this volunteer's phone now (O7): they take a break, or are off.

    Write first that they are: who looks for the next phone must not find this one. A caller
    who waits for it is rung on for. Untouched are a call that was picked up, the volunteer's own
    callback, an interpreter's call and what rings a coordinator because nobody else came.
    """
    for leg in tx.legs.under_way_of(volunteer_id):
        bridge = tx.bridges.by_id(leg.bridge_id)
        if bridge is None or leg.role is not LegRole.VOLUNTEER or leg.state not in _UNHEARD:
            continue
        if bridge.kind is BridgeKind.LIVE:
            _ring_on_without(ports, tx, bridge, leg)
        elif bridge.kind is BridgeKind.NOTICE and not is_last_resort(tx, bridge.id):
            # No text is sent in its place: they are asked anew when they are back.
            end_bridge(ports, tx, bridge)
            tx.notices.take_back([each.id for each in tx.notices.waiting_of_call(bridge.id)])


def is_last_resort(tx: Transaction, bridge_id: str) -> bool:
    """Whether a call tells a coordinator of what nobody took: they are rung on call or not."""
    notices = (tx.notices.by_id(each.id) for each in tx.notices.waiting_of_call(bridge_id))
    return any(each is not None and each.why == Target.COORDINATORS.value for each in notices)


def _ring_on_without(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
    if cancel_leg(ports, tx, leg):
        tx.outbox.add(OutboxKind.RING_ON, bridge.id)
        tx.announce()
