"""A volunteer's own hand on being rung: here now, off, a break, quiet hours, caps."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from hotline.domain.hours import (
    BREAKS,
    MINUTES_OF_A_DAY,
    MOST_RINGS,
    VolunteerHours,
    checked_quiet_hours,
)
from hotline.domain.wall_clock import zone_named
from hotline.errors import NotFound, ShiftRefused
from hotline.ports import Ports, Transaction
from hotline.services.intake import offer_what_waits
from hotline.services.quiet_phones import stop_ringing_at


def come_in(
    ports: Ports, tx: Transaction, volunteer_id: str, until: datetime | None = None
) -> None:
    """ "I am here now": on call until switched off, or by itself until a moment.

    A break is over with it. Who comes is asked about what waits. Raises NotFound.
    """
    if not tx.volunteers.set_on_call(volunteer_id, True):
        raise NotFound("There is no such volunteer.")
    tx.hours.set(volunteer_id, here_until=until, break_until=None)
    offer_what_waits(ports, tx)
    tx.announce()


def leave_in(ports: Ports, tx: Transaction, volunteer_id: str) -> None:
    """ "I am off": no ring and no text from now on, also not for the rest of a shift.

    Shifts that begin later are as they were. Raises NotFound.
    """
    now = ports.clock.now()
    was_there = tx.hours.is_there(volunteer_id, now)
    if not tx.volunteers.set_on_call(volunteer_id, False):
        raise NotFound("There is no such volunteer.")
    if was_there:
        # They are asked for a note for who comes next (services/shift_notes.py).
        tx.shift_notes.left(volunteer_id, now)
    tx.hours.set(volunteer_id, here_until=None, break_until=end_of_turn(ports, tx, volunteer_id))
    stop_ringing_at(ports, tx, volunteer_id)
    tx.announce()


def end_of_turn(ports: Ports, tx: Transaction, volunteer_id: str) -> datetime | None:
    """When the shift that is under way ends, with those that follow on it; None without one."""
    now = ports.clock.now()
    end = None
    for window in tx.shifts.between(now, now + timedelta(days=7), volunteer_id):
        if window.starts_at <= (end or now):
            end = max(end or now, window.ends_at)
    return end


def come(ports: Ports, volunteer_id: str) -> datetime:
    """The same by a button: until the volunteer's cap (4 hours, if they set none)."""
    with ports.unit_of_work() as tx:
        until = ports.clock.now() + tx.hours.of(volunteer_id).longest()
        come_in(ports, tx, volunteer_id, until)
    return until


def leave(ports: Ports, volunteer_id: str) -> None:
    """ "I am off" by a button."""
    with ports.unit_of_work() as tx:
        leave_in(ports, tx, volunteer_id)


def take_break(ports: Ports, volunteer_id: str, minutes: int) -> datetime:
    """Stop the ringing for 15, 30 or 60 minutes; returns when it ends by itself."""
    with ports.unit_of_work() as tx:
        return take_break_in(ports, tx, volunteer_id, minutes)


def take_break_in(ports: Ports, tx: Transaction, volunteer_id: str, minutes: int) -> datetime:
    """The same inside a transaction. Raises ShiftRefused for another length, NotFound."""
    if minutes not in BREAKS:
        raise ShiftRefused("break")
    _must_be(tx, volunteer_id)
    until = ports.clock.now() + timedelta(minutes=minutes)
    tx.hours.set(volunteer_id, break_until=until)
    stop_ringing_at(ports, tx, volunteer_id)
    tx.announce()
    return until


def come_back(ports: Ports, volunteer_id: str) -> None:
    """End a break early."""
    with ports.unit_of_work() as tx:
        come_back_in(ports, tx, volunteer_id)


def come_back_in(ports: Ports, tx: Transaction, volunteer_id: str) -> None:
    """The same inside a transaction; without a break it changes nothing. Raises NotFound."""
    _must_be(tx, volunteer_id)
    tx.hours.set(volunteer_id, break_until=None)
    offer_what_waits(ports, tx)
    tx.announce()


def set_quiet_hours(
    ports: Ports,
    volunteer_id: str,
    quiet_from: int | None,
    quiet_to: int | None,
    zone: str | None = None,
) -> None:
    """Never ring or text between two minutes of the volunteer's own day; None and None: none.

    `zone` is an IANA name; None is the hotline's. Raises ShiftRefused, NotFound.
    """
    first, last = checked_quiet_hours(quiet_from, quiet_to)
    name = zone_named(zone).key if zone else None
    with ports.unit_of_work() as tx:
        _must_be(tx, volunteer_id)
        tx.hours.set(volunteer_id, quiet_from=first, quiet_to=last, zone=name)
        tx.announce()


def set_caps(
    ports: Ports, volunteer_id: str, most_minutes: int | None, most_rings: int | None
) -> None:
    """The most that a volunteer wants in one go; None: the hotline's own caps.

    Raises ShiftRefused for less than an hour, more than a day, or more than 99 rings.
    """
    if most_minutes is not None and not 60 <= most_minutes <= MINUTES_OF_A_DAY:
        raise ShiftRefused("cap")
    if most_rings is not None and not 1 <= most_rings <= MOST_RINGS:
        raise ShiftRefused("cap")
    with ports.unit_of_work() as tx:
        _must_be(tx, volunteer_id)
        tx.hours.set(volunteer_id, most_minutes=most_minutes, most_rings=most_rings)


def hours_of(ports: Ports, volunteer_id: str) -> VolunteerHours:
    """What the volunteer has set."""
    with ports.unit_of_work(read_only=True) as tx:
        return tx.hours.of(volunteer_id)


def new_calendar(ports: Ports, volunteer_id: str) -> str:
    """A new secret (256 bits) for the address of their calendar, told once.

    The one before opens nothing from now on. Raises NotFound.
    """
    secret = secrets.token_urlsafe(32)
    with ports.unit_of_work() as tx:
        _must_be(tx, volunteer_id)
        tx.hours.set(volunteer_id, calendar_digest=digest_of(secret))
        tx.audit.write(volunteer_id, "calendar:new", volunteer_id, ports.clock.now())
    return secret


def remove_calendar(ports: Ports, volunteer_id: str) -> None:
    """Close the address of their calendar. Raises NotFound."""
    with ports.unit_of_work() as tx:
        _must_be(tx, volunteer_id)
        tx.hours.set(volunteer_id, calendar_digest=None)
        tx.audit.write(volunteer_id, "calendar:remove", volunteer_id, ports.clock.now())


def digest_of(secret: str) -> str:
    """What is kept of a secret address."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _must_be(tx: Transaction, volunteer_id: str) -> None:
    if tx.volunteers.by_id(volunteer_id) is None:
        raise NotFound("There is no such volunteer.")
