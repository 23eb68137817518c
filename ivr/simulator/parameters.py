"""The fields that the carrier posts with every request about a call or a text."""

from __future__ import annotations

from ivr.simulator.identifiers import API_VERSION
from ivr.simulator.leg import Leg

_PLACES = ("City", "State", "Zip", "Country")


def call_parameters(account_sid: str, leg: Leg, status: str | None = None) -> dict[str, str]:
    """What Twilio's "TwiML Voice: Twilio's request to your application" lists, and no more.

    Called and Caller repeat To and From: undocumented, and seen in all real traffic.
    """
    params = {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "CallSid": leg.sid,
        "CallStatus": status or leg.status,
        "Called": leg.called,
        "Caller": leg.caller,
        "Direction": leg.direction,
        "From": leg.caller,
        "To": leg.called,
    }
    for name, number in (("From", leg.caller), ("Caller", leg.caller)):
        params |= places(name, number)
    for name, number in (("To", leg.called), ("Called", leg.called)):
        params |= places(name, number)
    if leg.parent_sid:
        params["ParentCallSid"] = leg.parent_sid
    if leg.answered_by:
        params["AnsweredBy"] = leg.answered_by
    return params


def places(name: str, number: str) -> dict[str, str]:
    """Where a number is at home, "when available": here only its country, the rest is empty."""
    country = "US" if number.startswith("+1") and len(number) == 12 else ""
    return {name + place: country if place == "Country" else "" for place in _PLACES}
