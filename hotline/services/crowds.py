"""More calls at once than the line takes (promise F2): nobody is refused, it goes another way.

A call over the limit hears words and leads to the recorder, as when nobody is free. The limit
is open for callers: when it cannot be asked, nobody is over it.
"""

from __future__ import annotations

from hotline.domain.calls import Call
from hotline.domain.limits import CALL_COUNTS_FOR, CALLS_AT_ONCE, CALLS_AT_ONCE_OF_A_NUMBER
from hotline.ports import Ports, Transaction


def is_crowded(ports: Ports, tx: Transaction, call: Call) -> bool:
    """Whether this call, which begins now, is one more than the line takes at once.

    Those without a number are counted together with all, and never as if they were one person.
    """
    return tx.apart(lambda: _is_over(ports, tx, call), False)


def _is_over(ports: Ports, tx: Transaction, call: Call) -> bool:
    since = ports.clock.now() - CALL_COUNTS_FOR
    tx.calls.hold_the_door()
    if tx.calls.others_under_way(call.id, since) >= CALLS_AT_ONCE:
        return True
    if call.fingerprint is None:
        return False
    of_number = tx.calls.others_under_way(call.id, since, call.fingerprint)
    return of_number >= CALLS_AT_ONCE_OF_A_NUMBER
