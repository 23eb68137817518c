"""What every bridge with one leg has alike: nobody stands at its other end.

A notice by phone and the test of the line; each says itself who may be rung, and what its end means.
"""

from __future__ import annotations

from hotline.domain.bridges import Bridge, Leg
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction


class OneLeg:
    """The rules in which such bridges do not differ."""

    def dialling(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def may_accept(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        return True

    def accepted(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def person_answered(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        return None

    def may_hear(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        return False

    def time_is_up(self, ports: Ports, tx: Transaction, bridge: Bridge) -> None:
        return None


def free_phone(tx: Transaction) -> None:
    """This phone is free again for callers who wait on the line."""
    for other in tx.bridges.waiting():
        tx.outbox.add(OutboxKind.RING_ON, other.id)
