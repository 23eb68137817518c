"""What each kind of bridge decides for itself, as a protocol."""

from __future__ import annotations

from typing import Protocol

from hotline.domain.bridges import Bridge, Leg
from hotline.ports import Ports, Transaction


class BridgeRules(Protocol):
    """Called inside a transaction; what they ask for is done after commit."""

    def may_dial(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """Asked just before a phone is rung: what was allowed may be so no more."""

    def dialling(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """Its phone is about to ring; said once for each leg."""

    def may_accept(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """Asked when somebody presses 1."""

    def accepted(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """A volunteer has it; nobody else can have it any more."""

    def person_answered(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """The phone of the person, or somebody at it, has picked up."""

    def may_hear(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """Whether words of ours may be heard in the talk at the person's phone, which `leg` is."""

    def time_is_up(self, ports: Ports, tx: Transaction, bridge: Bridge) -> None:
        """The talk came to the end of its time; said once, before its legs end."""

    def leg_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """A leg is out; `leg.end` says why."""
