"""`hotline doctor` about the number at the carrier: does it post here, and what if we are down?"""

from __future__ import annotations

from collections.abc import Iterator

from hotline.commands.doctor_finding import Finding
from hotline.config import Settings
from hotline.errors import HotlineError

#: Fields of the number at the carrier, and the paths that they lead to.
_PATHS = {
    "voice_url": "/twilio/voice",
    "sms_url": "/twilio/messages",
    "status_callback": "/twilio/status",
}
#: The carrier asks by one of these; our addresses take POST alone (A1).
_METHODS = {
    "voice_method": "voice_url",
    "sms_method": "sms_url",
    "status_callback_method": "status_callback",
}


def check_carrier(settings: Settings) -> Iterator[Finding]:
    """Reads the number's settings at the carrier; changes nothing there."""
    if settings.carrier is None:
        yield Finding(
            "carrier", "warn",
            "none is set, so `hotline up` brings a simulated one; for real calls set "
            "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN",
        )  # fmt: skip
        return
    try:
        from hotline.adapters.carrier_account import number_settings

        number, public_url = settings.require_phone_number(), settings.require_public_url()
        found = number_settings(settings.require_carrier(), number)
    except HotlineError as error:
        yield Finding("carrier", "block", str(error))
        return
    yield Finding("carrier", "ok")
    for name, path in _PATHS.items():
        # Behind a # stands how often the carrier itself tries; it posts to what is before it.
        if found.get(name, "").partition("#")[0] == public_url + path:
            yield Finding(f"carrier {name}", "ok")
        else:
            remedy = f"set it to {public_url}{path} in the number's settings"
            yield Finding(f"carrier {name}", "block", remedy)
    for method, name in _METHODS.items():
        if found.get(name) and found.get(method, "POST") != "POST":
            yield Finding(f"carrier {method}", "block", "set it to POST in the number's settings")
    if found.get("voice_fallback_url"):
        yield Finding("carrier voice_fallback_url", "ok")
    else:
        yield Finding(
            "carrier voice_fallback_url", "warn",
            "without one, callers hear an English error when this machine is down: "
            "`hotline fallback` makes the words to put there",
        )  # fmt: skip
