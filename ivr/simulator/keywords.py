"""STOP, START and HELP, which the carrier itself answers before the application hears of them."""

from __future__ import annotations

from ivr.simulator.store import Store

# Twilio, "Support for opt-out keywords": English only, the whole message, in any case.
OPT_OUT = frozenset(("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL"))
OPT_IN = frozenset(("START", "UNSTOP", "YES"))
HELP = frozenset(("HELP", "INFO"))

_OPTED_OUT = (
    "You have successfully been unsubscribed. You will not receive any more messages from this "
    "number. Reply START to resubscribe."
)
_OPTED_IN = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help. "
    "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
_HELP = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


def reply_to_keyword(store: Store, person: str, number: str, body: str) -> str | None:
    """Blocks or unblocks the person, and gives the carrier's own answer, if there is one."""
    word = body.strip().upper()
    if word in OPT_OUT:
        changed = store.execute("INSERT OR IGNORE INTO opt_outs VALUES (?, ?)", person, number)
        return _OPTED_OUT if changed else None
    if word in OPT_IN:
        changed = store.execute(
            "DELETE FROM opt_outs WHERE person = ? AND number = ?", person, number
        )
        # YES is an ordinary word for somebody who was not blocked.
        return _OPTED_IN if changed or word != "YES" else None
    return _HELP if word in HELP else None
