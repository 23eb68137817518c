"""Calls of legs at the carrier, by a worker: place, move, end. Never inside a transaction.

Each is one step of the outbox. Raises CarrierUnavailable for the outbox to try again.
"""

from __future__ import annotations

from hotline.domain.bridges import (
    ONE_LEG,
    Bridge,
    BridgeKind,
    Leg,
    LegEnd,
    LegRole,
    LegState,
    notice_path_of,
    path_of,
)
from hotline.domain.limits import (
    CALL_SECONDS,
    CALLS_KEPT,
    CALLS_OUT,
    CALLS_TO_VOLUNTEER,
    RING_SECONDS,
)
from hotline.domain.outbox import OutboxKind
from hotline.errors import CarrierRefused
from hotline.ports import Carrier, Ports, Transaction
from hotline.services import leg_events
from hotline.services.bridges import keep_sid
from hotline.services.other_numbers import other_number
from hotline.services.reach import is_ordinary
from hotline.types import CallSid, PhoneNumber


def place_call(ports: Ports, carrier: Carrier, leg_id: str) -> None:
    """Ring a leg's phone, unless it is over, forbidden now, or more than the limits allow.

    An attempt that gave no answer may ring all the same: then its status has told us so, and
    nothing is placed twice.
    """
    with ports.unit_of_work() as tx:
        phone = _phone_to_ring(ports, tx, leg_id)
        has_one_leg = _has_one_leg(tx, leg_id)
    if phone is None:
        return
    path = notice_path_of if has_one_leg else path_of
    try:
        sid = carrier.place_call(
            phone,
            answer_path=path(leg_id, "answer"),
            status_path=path(leg_id, "status"),
            ring_seconds=RING_SECONDS,
            longest_seconds=CALL_SECONDS,
        )
    except CarrierRefused:
        with ports.unit_of_work() as tx:
            leg_events.end_leg(ports, tx, leg_id, LegEnd.FAILED)
        return
    with ports.unit_of_work() as tx:
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        if leg is None or bridge is None:
            return
        keep_sid(ports, tx, bridge, leg, sid)
        if leg.is_over:
            # Cancelled while the carrier was being asked: nobody wants this call any more.
            tx.outbox.add(OutboxKind.END_CALL, leg.id)


def move_call(ports: Ports, carrier: Carrier, leg_id: str) -> None:
    """Let a leg's call ask what it hears next. A call that is gone ends its leg."""
    with ports.unit_of_work() as tx:
        leg = tx.legs.by_id(leg_id)
        sid = _sid_of(tx, leg) if leg and not leg.is_over else None
    if sid is None:
        return
    try:
        carrier.move_call(sid, path_of(leg_id, "next"))
    except CarrierRefused:
        with ports.unit_of_work() as tx:
            leg_events.end_leg(ports, tx, leg_id, LegEnd.HUNG_UP)


def end_call(ports: Ports, carrier: Carrier, leg_id: str) -> None:
    """Hang a leg's call up; one without a call yet will be hung up by whoever places it."""
    with ports.unit_of_work() as tx:
        leg = tx.legs.by_id(leg_id)
        sid = _sid_of(tx, leg) if leg else None
    if sid is not None:
        carrier.end_call(sid)


def give_up_on_call(ports: Ports, leg_id: str) -> None:
    """The carrier could not be asked in time: the leg is out, and holds up nobody."""
    with ports.unit_of_work() as tx:
        leg_events.end_leg(ports, tx, leg_id, LegEnd.CANCELLED)


def _phone_to_ring(ports: Ports, tx: Transaction, leg_id: str) -> PhoneNumber | None:
    leg = tx.legs.by_id(leg_id)
    bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
    if leg is None or bridge is None or leg.is_over:
        return None
    if leg.sid is not None or leg.state not in {LegState.WANTED, LegState.DIALLING}:
        return None
    is_first = leg.state is LegState.WANTED
    if not leg_events.rules_of(bridge).may_dial(ports, tx, bridge, leg):
        leg_events.end_leg(ports, tx, leg_id, LegEnd.FORBIDDEN)
        return None
    phone = _phone_of(tx, bridge, leg)
    if phone is None:
        leg_events.end_leg(ports, tx, leg_id, LegEnd.FAILED)
        return None
    if leg.role is LegRole.PERSON and not is_ordinary(ports, phone):
        # A number that costs whoever rings it is a way to make others pay (F1).
        leg_events.end_leg(ports, tx, leg_id, LegEnd.FORBIDDEN)
        return None
    if is_first and not _within_limits(ports, tx, bridge, leg):
        leg_events.end_leg(ports, tx, leg_id, LegEnd.FORBIDDEN)
        return None
    if tx.legs.raise_to(leg_id, LegState.DIALLING, ports.clock.now()):
        leg_events.rules_of(bridge).dialling(ports, tx, bridge, leg)
    return phone


def _within_limits(ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
    """Counted where the call itself is written: without the count there is no call (F2).

    A bot that calls and asks for a person all day must not keep anybody from being called back.
    """
    now = ports.clock.now()
    kept = 0 if bridge.kind is BridgeKind.CALLBACK else CALLS_KEPT
    if tx.legs.dialled(now - CALLS_OUT.within) >= CALLS_OUT.count - kept:
        return False
    if leg.volunteer_id is None:
        return True
    return all(
        tx.legs.dialled_to(leg.volunteer_id, now - limit.within) < limit.count
        for limit in CALLS_TO_VOLUNTEER
    )


def _has_one_leg(tx: Transaction, leg_id: str) -> bool:
    leg = tx.legs.by_id(leg_id)
    bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
    return bridge is not None and bridge.kind in ONE_LEG


def _phone_of(tx: Transaction, bridge: Bridge, leg: Leg) -> PhoneNumber | None:
    if leg.role is not LegRole.PERSON:
        volunteer = tx.volunteers.by_id(leg.volunteer_id) if leg.volunteer_id else None
        if volunteer is None:
            return None
        key = tx.keys.open(volunteer.key_id)
        return PhoneNumber(key.open_text("volunteer.phone", volunteer.phone))
    request = tx.requests.by_id(bridge.request_id) if bridge.request_id else None
    if request is None:
        return None
    if request.other_contact is not None:
        return other_number(tx, request)
    if request.contact is None:
        return None
    return PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))


def _sid_of(tx: Transaction, leg: Leg) -> CallSid | None:
    bridge = tx.bridges.by_id(leg.bridge_id)
    if bridge is None or leg.sid is None:
        return None
    return CallSid(tx.keys.open(bridge.key_id).open_text("leg.sid", leg.sid))
