"""What was tried to the end and could not be done: a person must see it (promise I7)."""

from __future__ import annotations

from collections import Counter

from hotline.ports import Ports


def count_dead_letters(ports: Ports) -> dict[str, int]:
    """How many of each kind, by name; empty when nothing was given up."""
    with ports.unit_of_work(read_only=True) as tx:
        return dict(Counter(row.kind.value for row in tx.outbox.dead()))
