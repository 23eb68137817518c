"""Exactly once: a carrier event has one effect and one answer, however often it comes."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable

from hotline.domain.retention import KEPT
from hotline.errors import KeyLost
from hotline.ports import DataKey, Ports, Transaction
from hotline.types import Sealed

#: What a kept answer begins with when it is sealed.
_MARK = "sealed:"


def answer_once(
    ports: Ports,
    sid: str,
    event: str,
    act: Callable[[Transaction], str],
    *,
    otherwise: str,
    sealed_with: Callable[[Transaction], DataKey | None] | None = None,
) -> str:
    """Run `act` for the first (sid, event) and give its answer again to every repeat.

    The event's row goes in first, in the transaction of its effect: a second request
    at the same moment waits for the first and then finds its answer. When the answer
    has been purged the event is still known, and a replay gets `otherwise`.

    `sealed_with` names the key that the kept answer hangs on: what a caller heard may hold
    the number of their receipt, and is gone when their request is erased.
    """
    fingerprint = ports.vault.fingerprint("event", f"{sid}/{event}")
    with ports.unit_of_work() as tx:
        if not tx.events.first_time(fingerprint):
            kept = tx.events.answer(fingerprint)
            return _opened(kept, sealed_with, tx) if kept else otherwise
        answer = act(tx)
        kept = _sealed(answer, sealed_with, tx)
        tx.events.remember_answer(fingerprint, kept, ports.clock.now() + KEPT["webhook answers"])
    return answer


def _sealed(
    answer: str, sealed_with: Callable[[Transaction], DataKey | None] | None, tx: Transaction
) -> str:
    key = sealed_with(tx) if sealed_with else None
    if key is None:
        return answer
    return _MARK + b64encode(key.seal_text("webhook.answer", answer).blob).decode("ascii")


def _opened(
    kept: str, sealed_with: Callable[[Transaction], DataKey | None] | None, tx: Transaction
) -> str:
    if not kept.startswith(_MARK):
        return kept
    key = sealed_with(tx) if sealed_with else None
    if key is None:
        raise KeyLost("The answer that was kept can be opened no more.")
    return key.open_text("webhook.answer", Sealed(b64decode(kept.removeprefix(_MARK))))
