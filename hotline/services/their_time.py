"""The time zone in which a person's hours are read: by the number that would be reached (T5).

It is worked out when it is asked for and never stored: where somebody's number is from is
nothing that we keep beside their request.
"""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from hotline.domain.help_requests import HelpRequest
from hotline.domain.their_time import zone_by_number
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services.other_numbers import other_number
from hotline.types import PhoneNumber

#: Two days from 9 to 20 so far apart still share five hours: Hawaii and the east coast do.
FARTHEST = timedelta(hours=6)


def zone_of_texts(ports: Ports, tx: Transaction, request: HelpRequest) -> ZoneInfo:
    """For texts: by the number they wrote or called from; else where the network lives."""
    return _zone(ports, _own_number(tx, request))


def zone_of_calls(ports: Ports, tx: Transaction, request: HelpRequest) -> ZoneInfo:
    """For calls: by the number they keyed in, if they did; that is the one which rings."""
    return _zone(ports, other_number(tx, request) or _own_number(tx, request))


def guard_of(ports: Ports, zone: ZoneInfo) -> ZoneInfo | None:
    """The network's clock where it must be day as well, for who named no hours: they may have
    taken their number along when they moved here.

    None where the two clocks are so far apart that hardly any hour would be left.
    """
    now = ports.clock.now()
    here, there = (now.astimezone(each).utcoffset() for each in (ports.zone, zone))
    apart = abs((here or timedelta()) - (there or timedelta()))
    return ports.zone if timedelta() < apart <= FARTHEST else None


def _zone(ports: Ports, number: PhoneNumber | None) -> ZoneInfo:
    if number is None:
        return ports.zone
    return zone_by_number(number.time_zones(), ports.clock.now(), ports.zone)


def _own_number(tx: Transaction, request: HelpRequest) -> PhoneNumber | None:
    if request.contact is None:
        return None
    try:
        return PhoneNumber(tx.keys.open(request.key_id).open_text("contact", request.contact))
    except KeyLost:
        return None
