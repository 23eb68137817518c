"""A volunteer signs in by phone: their number and their PIN; what shows on the display proves nothing.

The answer to a known and an unknown number takes as long and is the same (promises E1, E4).
Wrong PINs count for the number they were tried on, together with those on the page, and for
the phone they came from, so that nobody can try one PIN on everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from hotline.domain.calls import Call
from hotline.domain.limits import (
    PIN_TRIES_FROM_A_PHONE,
    PIN_TRIES_WITHHELD,
    SIGN_IN_TRIES,
    Limit,
)
from hotline.domain.volunteers import Volunteer
from hotline.errors import NotAPhoneNumber
from hotline.ports import Ports, Transaction
from hotline.types import PhoneNumber


@dataclass(frozen=True)
class TriedPin:
    """A PIN that was compared before the webhook's transaction: the hash takes its time."""

    volunteer_id: str | None = None
    fits: bool = False


def fingerprint_of_keyed(ports: Ports, digits: str) -> str:
    """The keyed fingerprint of a number as it was keyed in; of nonsense, one that fits nobody."""
    try:
        keyed = PhoneNumber.parse(digits)
    except NotAPhoneNumber:
        return ports.vault.fingerprint("no-phone", digits)
    return keyed.marks(ports.vault.fingerprint).whole


def try_pin(ports: Ports, phone: str, pin: str) -> TriedPin:
    """Compare a PIN with that of the number's volunteer; takes as long when there is none."""
    with ports.unit_of_work(read_only=True) as tx:
        volunteer = tx.volunteers.by_phone(phone)
    fits = ports.pins.fits(volunteer.pin_hash if volunteer else None, pin)
    return TriedPin(volunteer.id if volunteer else None, fits)


def pin_is_locked(ports: Ports, tx: Transaction, call: Call, phone: str) -> bool:
    """True when this number, or the phone that calls, has had its wrong tries."""
    now = ports.clock.now()
    return any(
        tx.sessions.count_tries(who, now - limit.within) >= limit.count
        for who, limit in _watched(ports, call, phone)
    )


def sign_in_by_phone(
    ports: Ports, tx: Transaction, call: Call, phone: str, tried: TriedPin
) -> Volunteer | None:
    """The volunteer when the PIN fitted; None otherwise, and then the try is counted."""
    now = ports.clock.now()
    if pin_is_locked(ports, tx, call, phone):
        return None
    volunteer = tx.volunteers.by_id(tried.volunteer_id) if tried.volunteer_id else None
    if volunteer is None or not tried.fits:
        for who in dict.fromkeys(who for who, _ in _watched(ports, call, phone)):
            tx.sessions.note_try(who, now)
        return None
    tx.audit.write(volunteer.id, "phone:sign_in", volunteer.id, now)
    return volunteer


def pin_mark(ports: Ports, volunteer: Volunteer) -> str:
    """What changes with the PIN: a call that was begun with the old one opens nothing more."""
    return ports.vault.fingerprint("pin", volunteer.pin_hash)


def _watched(ports: Ports, call: Call, phone: str) -> list[tuple[str, Limit]]:
    from_phone = ports.vault.fingerprint("pin-tries", call.fingerprint or "withheld")
    by_phone = PIN_TRIES_FROM_A_PHONE if call.fingerprint else PIN_TRIES_WITHHELD
    return [*((phone, limit) for limit in SIGN_IN_TRIES), (from_phone, by_phone)]
