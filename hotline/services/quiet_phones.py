"""What is taken rings nowhere any more: calls that tell of waiting requests end with the last one."""

from __future__ import annotations

from hotline.domain.bridges import BridgeState, LegState
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.bridges import end_bridge

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
