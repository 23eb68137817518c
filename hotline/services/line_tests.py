"""A coordinator has the line ring their own phone: a bridge with one leg that asks for key 1 (C2).

It rings nobody else's phone, so it asks for no quiet hours; limits and money are those of
every call of ours. It is about no request, and counts in nobody's rings of a shift.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from hotline.domain.bridges import Bridge, BridgeKind, Leg, LegEnd, LegRole
from hotline.domain.limits import TEST_NOTICES as TESTS
from hotline.domain.notices import CALL_COUNTED
from hotline.errors import NotFound
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.one_leg import OneLeg, free_phone

#: Whoever pressed the button waits for it. Later than this it would be a call out of nowhere.
LIVES = timedelta(minutes=5)
#: So long the page shows how the last one went.
SHOWN_FOR = timedelta(days=1)


class Asked(StrEnum):
    """What became of the press of the button."""

    RINGS = "rings"
    IN_A_CALL = "in-a-call"
    OFTEN = "often"
    NO_MONEY = "no-money"


class Outcome(StrEnum):
    """How the last test went, as its one leg tells."""

    UNDER_WAY = "under-way"
    PRESSED = "pressed"
    NO_KEY = "no-key"
    NOBODY = "nobody"
    REFUSED = "refused"
    NOT_RUNG = "not-rung"


def ring_me(ports: Ports, coordinator_id: str) -> Asked:
    """Have the line ring this coordinator's own phone. Raises NotFound for anybody else."""
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        me = tx.volunteers.by_id(coordinator_id)
        if me is None or not me.is_coordinator:
            raise NotFound("There is no such coordinator.")
        # Two presses at once: the second waits here, and finds the first one's leg.
        tx.volunteers.hold([me.id])
        if tx.legs.under_way_of(me.id):
            return Asked.IN_A_CALL
        # A button that costs money each time it is pressed.
        if tx.messages.count_out_to(f"line-test:{me.id}", now - TESTS.within) >= TESTS.count:
            return Asked.OFTEN
        price = ports.money.price_of_call(round(CALL_COUNTED.total_seconds()))
        if not spending.take(ports, tx, price):
            return Asked.NO_MONEY
        tx.messages.note_out_to(f"line-test:{me.id}", now)
        bridge = open_bridge(
            ports,
            tx,
            kind=BridgeKind.TEST,
            key_id=me.key_id,
            language=me.languages[0] if me.languages else ports.default_language,
            topic="",
            deadline=now + LIVES,
            opened_by=me.id,
        )
        if bridge is not None:
            want_leg(ports, tx, bridge, LegRole.VOLUNTEER, me.id)
        return Asked.RINGS


def last_of(ports: Ports, coordinator_id: str) -> Outcome | None:
    """How their last test of the last day went; None when there was none."""
    since = ports.clock.now() - SHOWN_FOR
    with ports.unit_of_work(read_only=True) as tx:
        leg = tx.legs.last_of_kind(coordinator_id, BridgeKind.TEST, since)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        return _outcome(bridge, leg) if bridge and leg else None


def _outcome(bridge: Bridge, leg: Leg) -> Outcome:
    if bridge.accepted_leg == leg.id:
        return Outcome.PRESSED
    if not leg.is_over:
        return Outcome.UNDER_WAY
    if leg.answered_at is not None:
        return Outcome.NO_KEY
    if leg.end is LegEnd.FAILED:
        return Outcome.REFUSED
    if leg.end in {LegEnd.CANCELLED, LegEnd.FORBIDDEN}:
        return Outcome.NOT_RUNG
    return Outcome.NOBODY


class LineTestRules(OneLeg):
    """One phone, and nobody at the other end: what is learned stands on the page."""

    def may_dial(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """They wait for it still, and it is their own phone: nobody is rung for another."""
        me = tx.volunteers.by_id(leg.volunteer_id) if leg.volunteer_id else None
        is_own = me is not None and me.is_coordinator and bridge.opened_by == me.id
        return is_own and ports.clock.now() < bridge.deadline

    def leg_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """Key 2 or 3 is a wrong key here: nobody is off, and no request is passed on."""
        tx.bridges.end(bridge.id, ports.clock.now())
        free_phone(tx)


RULES = LineTestRules()
