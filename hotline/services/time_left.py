"""Five minutes before a talk ends, everybody in it hears so: each alone, and nobody is interrupted.

One outbox row for each leg. What fails is tried once more; then the talk ends without it, and
nothing else comes of that.
"""

from __future__ import annotations

import logging

from hotline.domain.bridges import Bridge, BridgeState, Leg, LegRole, LegState, path_of
from hotline.domain.talk_time import is_time_to_tell
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.ports import Carrier, Ports, Transaction
from hotline.services.leg_events import rules_of
from hotline.types import CallSid

_log = logging.getLogger("hotline.bridge")


def tell_time_left(ports: Ports, carrier: Carrier, leg_id: str, *, is_last_try: bool) -> None:
    """Ask the carrier to fetch the words and to play them to this leg.

    A leg that is gone is told nothing. Raises CarrierRefused or CarrierUnavailable for the
    outbox to try again, but not at the last try: no coordinator can do anything about it.
    """
    with ports.unit_of_work(read_only=True) as tx:
        found = who_is_told(ports, tx, leg_id)
        if found is None or found[1].sid is None:
            return
        bridge, leg = found
        sid = CallSid(tx.keys.open(bridge.key_id).open_text("leg.sid", found[1].sid))
    try:
        carrier.announce(bridge.id, sid, path_of(leg.id, "time-left"))
    except (CarrierRefused, CarrierUnavailable) as error:
        if not is_last_try:
            raise
        _log.warning("time-left-not-told", extra={"id": leg.id, "kind": type(error).__name__})


def who_is_told(ports: Ports, tx: Transaction, leg_id: str) -> tuple[Bridge, Leg] | None:
    """The leg, while it is in a talk of which about five minutes are left; else None.

    None too for a phone at which nothing of ours may be heard, because it may be somebody else.
    """
    leg = tx.legs.by_id(leg_id)
    bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
    if leg is None or bridge is None or bridge.state is BridgeState.ENDED or leg.is_over:
        return None
    if bridge.ends_at is None or not is_time_to_tell(bridge.ends_at, ports.clock.now()):
        return None
    if leg.role is LegRole.PERSON:
        # Whether they have come in is told once, and may be lost: the carrier knows it.
        is_theirs = leg.answered_at and rules_of(bridge).may_hear(ports, tx, bridge, leg)
        return (bridge, leg) if is_theirs else None
    is_in_room = leg.state in {LegState.ACCEPTED, LegState.JOINED}
    return (bridge, leg) if is_in_room else None
