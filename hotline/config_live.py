"""Settings of live calls: whether callers are connected at all, and how volunteers are rung."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from hotline.domain.ringing import RingPolicy, Strategy
from hotline.errors import SettingsError

_USUAL = RingPolicy()
#: Seconds of one caller's whole ringing phase.
SHORTEST_PHASE, LONGEST_PHASE = 30, 300


def read_live(environ: Mapping[str, str]) -> RingPolicy | None:
    """HOTLINE_LIVE_CALLS, HOTLINE_RING, HOTLINE_RING_SECONDS, HOTLINE_RING_OTHER_LANGUAGES.

    None where live calls are off, which is how it is without any of them. What the policy
    file says under `live calls` goes before all but the first. Raises SettingsError.
    """
    is_on = _switch(environ, "HOTLINE_LIVE_CALLS")
    policy = RingPolicy(
        strategy=_strategy(environ.get("HOTLINE_RING", "")),
        phase=_phase(environ.get("HOTLINE_RING_SECONDS", "")),
        other_languages=_switch(environ, "HOTLINE_RING_OTHER_LANGUAGES"),
    )
    return policy if is_on else None


def _switch(environ: Mapping[str, str], name: str) -> bool:
    value = environ.get(name) or "off"
    if value not in {"on", "off"}:
        raise SettingsError(f"{name} is neither on nor off: set one of the two, or nothing.")
    return value == "on"


def _strategy(value: str) -> Strategy:
    if not value:
        return _USUAL.strategy
    try:
        return Strategy(value)
    except ValueError:
        raise SettingsError(
            "HOTLINE_RING is how volunteers are rung: in-turn, at-once or random."
        ) from None


def _phase(value: str) -> timedelta:
    if not value:
        return _USUAL.phase
    if not (
        value.isascii() and value.isdigit() and SHORTEST_PHASE <= int(value[:6]) <= LONGEST_PHASE
    ):
        raise SettingsError(
            f"HOTLINE_RING_SECONDS is how long a caller is rung for in all: {SHORTEST_PHASE} to "
            f"{LONGEST_PHASE} seconds."
        )
    return timedelta(seconds=int(value))
