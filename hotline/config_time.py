"""Settings of time: where the network lives, and in which hours it wants somebody there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from hotline.domain.gaps import CoverHours, read_cover_hours
from hotline.domain.preflight import PREFLIGHT_AHEAD
from hotline.domain.wall_clock import zone_named
from hotline.errors import SettingsError, ShiftRefused

_MACHINE = Path("/etc/localtime")


def read_time_zone(environ: Mapping[str, str]) -> str:
    """HOTLINE_TIME_ZONE, an IANA name; without it the zone of this machine, else UTC.

    Raises SettingsError for a name that is no zone.
    """
    name = environ.get("HOTLINE_TIME_ZONE", "").strip()
    if not name:
        return _of_the_machine(environ)
    if not _is_zone(name):
        raise SettingsError(
            "HOTLINE_TIME_ZONE is no time zone: write it as Europe/Berlin or America/New_York."
        )
    return name


def read_cover(environ: Mapping[str, str]) -> CoverHours:
    """HOTLINE_COVER: 'shifts' (the default), 'always' or '09:00-21:00'."""
    return read_cover_hours(environ.get("HOTLINE_COVER", ""))


def read_preflight(environ: Mapping[str, str]) -> timedelta:
    """HOTLINE_PREFLIGHT_HOURS: so many hours before a shift it is looked at, 1 to 24 (2)."""
    written = environ.get("HOTLINE_PREFLIGHT_HOURS", "").strip()
    if not written:
        return PREFLIGHT_AHEAD
    if not (written.isascii() and written.isdecimal() and 1 <= int(written[:4]) <= 24):
        raise SettingsError("HOTLINE_PREFLIGHT_HOURS is no number of hours: write 1 to 24.")
    return timedelta(hours=int(written))


def _of_the_machine(environ: Mapping[str, str]) -> str:
    _, _, linked = str(_MACHINE.resolve()).partition("/zoneinfo/")
    for name in (environ.get("TZ", "").lstrip(":"), linked):
        if _is_zone(name):
            return name
    return "UTC"


def _is_zone(name: str) -> bool:
    try:
        zone_named(name)
    except ShiftRefused:
        return False
    return True
