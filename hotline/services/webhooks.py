"""Exactly once: a carrier event has one effect and one answer, however often it comes."""

from __future__ import annotations

from collections.abc import Callable

from hotline.domain.retention import KEPT
from hotline.ports import Ports, Transaction


def answer_once(
    ports: Ports,
    sid: str,
    event: str,
    act: Callable[[Transaction], str],
    *,
    otherwise: str,
) -> str:
    """Run `act` for the first (sid, event) and give its answer again to every repeat.

    The event's row goes in first, in the transaction of its effect: a second request
    at the same moment waits for the first and then finds its answer. When the answer
    has been purged the event is still known, and a replay gets `otherwise`.
    """
    fingerprint = ports.vault.fingerprint("event", f"{sid}/{event}")
    with ports.unit_of_work() as tx:
        if not tx.events.first_time(fingerprint):
            return tx.events.answer(fingerprint) or otherwise
        answer = act(tx)
        tx.events.remember_answer(fingerprint, answer, ports.clock.now() + KEPT["webhook answers"])
    return answer
