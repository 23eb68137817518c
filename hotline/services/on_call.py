"""Who is on call now: the one answer that everything which rings or texts volunteers uses.

On call is who has a shift at this moment or has said "I am here now" by hand; without
those on a break, in their own quiet hours, or rung as often as they want in this turn.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from operator import itemgetter

from hotline.domain.hours import VolunteerHours, is_quiet
from hotline.domain.volunteers import OnCall, speaks_any, tags_that_answer
from hotline.ports import Ports, Transaction
from hotline.types import Language


def volunteers_on_call(
    ports: Ports,
    tx: Transaction,
    at: datetime | None = None,
    languages: Collection[Language] | None = None,
) -> tuple[OnCall, ...]:
    """Those who may be rung or texted at `at` (now, when it is not given), by id.

    With `languages`, only who speaks one of these: a full rota has thousands, and a person
    needs those of their own languages. Breaks and by-hand hours are as they are known now.
    """
    at = at or ports.clock.now()
    # Thousands may be there with a few different quiet hours: each is worked out once.
    quiet = cache(lambda first, last, zone: is_quiet(at, first, last, zone, ports.zone))
    tags = None if languages is None else tags_that_answer(languages)
    # A database may take es-mx for es-MX: `speaks` has the last word, once for each few.
    fit = cache(lambda own: tags is None or any(speaks_any(own, each) for each in languages or ()))
    there = [
        row.volunteer
        for row in tx.hours.on_call(at, tags, without=tx.hours.at_their_cap(at))
        if (row.quiet_from is None or not quiet(row.quiet_from, row.quiet_to, row.zone))
        and fit(row.volunteer.languages)
    ]
    return tuple(sorted(there, key=itemgetter(0)))


def is_anybody_on_call(ports: Ports, tx: Transaction) -> bool:
    """Whether there is anybody at all to ring or text now; cheaper than asking for all."""
    now = ports.clock.now()
    return any(
        not is_quiet(now, quiet_from, quiet_to, zone, ports.zone)
        for _, (quiet_from, quiet_to, zone) in tx.hours.languages_on_call(
            now, without=tx.hours.at_their_cap(now)
        )
    )


def languages_on_call(
    ports: Ports, tx: Transaction, at: datetime | None = None
) -> frozenset[Language]:
    """The languages of everybody on call; cheaper than asking for the volunteers."""
    at = at or ports.clock.now()
    return frozenset(
        language
        for languages, (quiet_from, quiet_to, zone) in tx.hours.languages_on_call(
            at, without=tx.hours.at_their_cap(at)
        )
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
    return not own.on_break(at) and not own.is_quiet(at, ports.zone) and not is_at_cap(tx, own, at)


def is_at_cap(tx: Transaction, own: VolunteerHours, at: datetime) -> bool:
    """Whether this volunteer was rung as often as they want in the turn that is under way."""
    return own.most_rings is not None and bool(tx.hours.at_their_cap(at, own.volunteer_id))
