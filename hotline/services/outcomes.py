"""Closing a request with how it ended, and counting endings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time

from hotline.domain.figures import MonthFigures, published
from hotline.domain.outcomes import Ending
from hotline.ports import Ports
from hotline.services.claims import by_code, resolve_in


def close(
    ports: Ports, volunteer_id: str, code: str, ending: Ending, *, may_ask: bool = False
) -> None:
    """The holder closes the request with its ending. Raises NotFound, NotYours.

    `may_ask`: its person agreed to be asked how it went (services/follow_ups.py).
    """
    with ports.unit_of_work() as tx:
        resolve_in(ports, tx, volunteer_id, code, ending)
        if may_ask:
            tx.follow_ups.agree(by_code(tx, code).id, volunteer_id, ports.clock.now())
        # A day and no minute: when a person was told is nobody's business later.
        told_at = datetime.combine(ending.told_on, time(12), UTC) if ending.told_on else None
        tx.requests.set_outcome(
            by_code(tx, code).id,
            ending.outcome.value,
            ending.reason.value if ending.reason else None,
            ending.told_how.value if ending.told_how else None,
            told_at,
        )


def count_endings(ports: Ports) -> Mapping[tuple[str, str], int]:
    """How many requests ended how, by (outcome, reason): for the assembly and the public."""
    with ports.unit_of_work(read_only=True) as tx:
        return tx.requests.count_outcomes()


def figures(ports: Ports) -> list[MonthFigures]:
    """What may be published: months, the latest first, small numbers hidden (N7)."""
    with ports.unit_of_work(read_only=True) as tx:
        return published(tx.figures.all())


def figures_of_past_months(ports: Ports) -> list[MonthFigures]:
    """The same without the month that is still being counted, in the network's own zone."""
    this_month = ports.clock.now().astimezone(ports.zone).strftime("%Y-%m")
    return [each for each in figures(ports) if each.month < this_month]
