"""Whose clock the hours of a person are on: that of their number, where it tells one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from hotline.domain.wall_clock import zone_named
from hotline.errors import ShiftRefused


def zone_by_number(names: Iterable[str], at: datetime, otherwise: ZoneInfo) -> ZoneInfo:
    """The zone of a number that may be in any of `names`, at this moment.

    Where all their clocks show the same, it is that one. Where they differ, where there is
    none, or where one is not known here, it is `otherwise`, the network's: we do not guess.
    """
    try:
        zones = [zone_named(name) for name in names]
    except ShiftRefused:
        return otherwise
    if len({at.astimezone(zone).utcoffset() for zone in zones}) != 1:
        return otherwise
    # Among zones that agree now, the network's own: they may part when a clock is changed.
    return otherwise if otherwise in zones else zones[0]
