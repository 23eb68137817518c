"""Tells the application how a call goes on: the status callbacks of calls."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from ivr.simulator.identifiers import as_rfc2822
from ivr.simulator.leg import Leg
from ivr.simulator.parameters import call_parameters

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

# What CallStatus says at each event; at the end it says how the call ended.
_STATUS_AT = {"initiated": "initiated", "ringing": "ringing", "answered": "in-progress"}


def report(exchange: Exchange, leg: Leg, event: str) -> None:
    """Posts an event, if the application asked for it. Each is a request of its own."""
    callback = leg.status_callback
    if callback is None or event not in callback.events:
        return
    params = call_parameters(
        exchange.settings.account_sid, leg, status=_STATUS_AT.get(event, leg.status)
    )
    params |= {
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(leg.sequence),
        "Timestamp": as_rfc2822(time.time()) or "",
    }
    leg.sequence += 1
    if event == "completed":
        seconds = seconds_of(leg)
        params["CallDuration"] = str(seconds)
        # "Duration: in billed minutes".
        params["Duration"] = str(math.ceil(seconds / 60))
    exchange.callbacks.add(
        "call",
        leg.sid,
        callback.url,
        params,
        delay=exchange.settings.callback_seconds,
        method=callback.method,
    )


def seconds_of(leg: Leg) -> int:
    """How long people were connected; a call that nobody answered lasted no time."""
    if leg.answered is None:
        return 0
    return max(round((leg.ended or time.time()) - leg.answered), 0)
