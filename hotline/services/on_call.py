"""Who is on call now: the one answer that everything which rings or texts volunteers uses.

On call is who has a shift at this moment or has said "I am here now" by hand; without
those on a break and those in their own quiet hours.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from operator import attrgetter

from hotline.domain.hours import is_quiet
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.types import Language


def volunteers_on_call(
    ports: Ports, tx: Transaction, at: datetime | None = None
) -> tuple[Volunteer, ...]:
    """Those who may be rung or texted at `at` (now, when it is not given), by id.

    Each has on_call True. Breaks and by-hand hours are as they are known now.
    """
    at = at or ports.clock.now()
    # Thousands may be there with a few different quiet hours: each is worked out once.
    quiet = cache(lambda first, last, zone: is_quiet(at, first, last, zone, ports.zone))
    there = [
        row.volunteer
        for row in tx.hours.on_call(at)
        if row.quiet_from is None or not quiet(row.quiet_from, row.quiet_to, row.zone)
    ]
    return tuple(sorted(there, key=attrgetter("id")))


def languages_on_call(
    ports: Ports, tx: Transaction, at: datetime | None = None
) -> frozenset[Language]:
    """The languages of everybody on call; cheaper than asking for the volunteers."""
    at = at or ports.clock.now()
    return frozenset(
        language
        for languages, (quiet_from, quiet_to, zone) in tx.hours.languages_on_call(at)
        if not is_quiet(at, quiet_from, quiet_to, zone, ports.zone)
        for language in languages
    )


def is_on_call(
    ports: Ports, tx: Transaction, volunteer_id: str, at: datetime | None = None
) -> bool:
    """Whether this volunteer may be rung or texted at `at`."""
    at = at or ports.clock.now()
    if not tx.hours.is_there(volunteer_id, at):
        return False
    own = tx.hours.of(volunteer_id)
    return not own.on_break(at) and not own.is_quiet(at, ports.zone)
