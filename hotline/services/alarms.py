"""What a coordinator must see: work that was given up (I7), and how the day's money stands (F3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hotline.ports import Ports
from hotline.services.spending import MoneyNow, money_now

#: Shown for so long; then somebody has seen it, and `hotline doctor` still tells it.
SHOWN_FOR = timedelta(days=3)


@dataclass(frozen=True)
class Alarms:
    """`given_up`: jobs that ended as dead letters lately."""

    given_up: int
    money: MoneyNow


def alarms_now(ports: Ports) -> Alarms:
    """Both, as they are at this moment."""
    since = ports.clock.now() - SHOWN_FOR
    with ports.unit_of_work(read_only=True) as tx:
        given_up = sum(row.available_at >= since for row in tx.outbox.dead())
        return Alarms(given_up, money_now(ports, tx))
