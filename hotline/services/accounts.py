"""Who may sign in: a PIN that the volunteer knows and a code on the phone they hold.

The answer is the same for known and unknown numbers, right and wrong PINs (promise
E4): a ticket. Only the code that reaches the right phone makes a ticket worth
anything, and it is sent only when the PIN was right.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from hotline.domain.limits import (
    SESSION_ABSOLUTE,
    SESSION_IDLE,
    SIGN_IN_CODE_LIVES,
    SIGN_IN_TRIES,
)
from hotline.domain.volunteers import Volunteer
from hotline.errors import NotAPhoneNumber, NotFound, SignInRefused
from hotline.ports import Ports, Transaction
from hotline.services.booking_words import let_all_go
from hotline.services.claims import wait_again
from hotline.services.duty import come_in, leave_in
from hotline.services.intake import offer_what_waits
from hotline.services.leg_events import volunteer_gone
from hotline.services.on_call import is_on_call, volunteers_on_call
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import Language, PhoneNumber, new_id

_REFUSED = "That did not fit. Check the phone number, the PIN and the code, and try again."


@dataclass(frozen=True)
class Session:
    """A signed-in volunteer."""

    volunteer_id: str
    name: str
    languages: tuple[Language, ...]
    on_call: bool
    is_coordinator: bool = False


@dataclass(frozen=True)
class NewVolunteer:
    """What is told once, when a volunteer is added."""

    volunteer_id: str
    pin: str


@dataclass(frozen=True)
class VolunteerListing:
    """A volunteer as coordinators see one: no number."""

    id: str
    name: str
    languages: tuple[Language, ...]
    topics: tuple[str, ...]
    on_call: bool
    is_coordinator: bool = False


def add_volunteer(
    ports: Ports,
    *,
    name: str,
    phone: PhoneNumber,
    languages: Sequence[Language],
    topics: Sequence[str] = (),
    on_call: bool = False,
    pin: str | None = None,
    is_coordinator: bool = False,
) -> NewVolunteer:
    """Add a volunteer; makes a six-digit PIN when none is given.

    Raises SignInRefused when the number belongs to a volunteer already or the PIN is
    shorter than four digits.
    """
    pin = pin or "".join(secrets.choice("0123456789") for _ in range(6))
    if not pin.isdecimal() or not 4 <= len(pin) <= 12:
        raise SignInRefused("A PIN is 4 to 12 digits, so that it can be keyed in on a phone.")
    hashed = ports.pins.hash(pin)
    with ports.unit_of_work() as tx:
        fingerprint = ports.vault.fingerprint("phone", phone.reveal())
        if tx.volunteers.by_phone(fingerprint):
            raise SignInRefused("A volunteer with this phone number is there already.")
        key = tx.keys.create()
        volunteer = Volunteer(
            id=new_id(),
            key_id=key.id,
            name=key.seal_text("volunteer.name", name.strip()),
            phone=key.seal_text("volunteer.phone", phone.reveal()),
            fingerprint=fingerprint,
            languages=tuple(languages),
            topics=tuple(topics),
            on_call=on_call,
            pin_hash=hashed,
            is_coordinator=is_coordinator,
        )
        tx.volunteers.add(volunteer)
        if on_call:
            offer_what_waits(ports, tx)
        tx.audit.write("command-line", "volunteer:add", volunteer.id, ports.clock.now())
    return NewVolunteer(volunteer.id, pin)


def list_volunteers(ports: Ports) -> list[VolunteerListing]:
    """All volunteers by name, with who is on call now; never their numbers."""
    with ports.unit_of_work() as tx:
        there = {v.id for v in volunteers_on_call(ports, tx)}
        rows = [
            VolunteerListing(
                v.id, _name(tx, v), v.languages, v.topics, v.id in there, v.is_coordinator
            )
            for v in tx.volunteers.all()
        ]
    return sorted(rows, key=lambda row: row.name.casefold())


def who_is_here(ports: Ports) -> tuple[tuple[str, tuple[Language, ...]], ...]:
    """Who is on call now and in which languages, by name; waits for no writer."""
    with ports.unit_of_work(read_only=True) as tx:
        everybody = {each.id: each for each in tx.volunteers.all()}
        there = [everybody[each.id] for each in volunteers_on_call(ports, tx)]
        return tuple(
            sorted(((_name(tx, each), each.languages) for each in there), key=itemgetter(0))
        )


def set_on_call(ports: Ports, volunteer_id: str, on_call: bool) -> None:
    """Put a volunteer on call, until they are taken off; or off, also for the rest of a shift.

    Raises NotFound.

    Who comes on call is asked about what waits already: a request for which nobody was
    there is not forgotten.
    """
    with ports.unit_of_work() as tx:
        if on_call:
            come_in(ports, tx, volunteer_id)
        else:
            leave_in(ports, tx, volunteer_id)


def set_coordinator(ports: Ports, volunteer_id: str, is_coordinator: bool) -> None:
    """Let a volunteer set what the line can do, or no longer. Raises NotFound."""
    with ports.unit_of_work() as tx:
        if not tx.volunteers.set_coordinator(volunteer_id, is_coordinator):
            raise NotFound("There is no such volunteer.")
        action = "coordinator:add" if is_coordinator else "coordinator:remove"
        tx.audit.write("command-line", action, volunteer_id, ports.clock.now())


def remove_volunteer(ports: Ports, volunteer_id: str) -> int:
    """A volunteer leaves, or a phone was stolen: shut out at once, and what they held waits again.

    Sessions end, the key of name and number is destroyed, requests they had taken go
    back to the queue and are offered again. Returns how many those were. Raises NotFound.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is None:
            raise NotFound("There is no such volunteer.")
        tx.sessions.remove_all_of(volunteer_id)
        tx.volunteers.remove(volunteer_id)
        tx.keys.destroy(volunteer.key_id)
        given_back = tx.requests.release_all(volunteer_id)
        for request_id in given_back:
            request = tx.requests.by_id(request_id)
            if request is not None:
                wait_again(ports, tx, request, leaving_out="")
        tx.offers.forget_volunteer(volunteer_id)
        tx.care.forget_volunteer(volunteer_id)
        tx.browsers.forget_volunteer(volunteer_id)
        let_all_go(ports, tx, volunteer_id)
        volunteer_gone(ports, tx, volunteer_id)
        offer_what_waits(ports, tx)
        tx.audit.write("command-line", "volunteer:remove", volunteer_id, now)
        tx.announce()
    return len(given_back)


def renew_pin(ports: Ports, volunteer_id: str) -> str:
    """A new PIN, told once; sessions and notices in browsers of the volunteer end. Raises NotFound.

    Wrong tries at the old PIN are forgotten: whoever locked a volunteer out on purpose is
    undone by it.
    """
    pin = "".join(secrets.choice("0123456789") for _ in range(6))
    hashed = ports.pins.hash(pin)
    with ports.unit_of_work() as tx:
        if not tx.volunteers.set_pin(volunteer_id, hashed):
            raise NotFound("There is no such volunteer.")
        tx.sessions.remove_all_of(volunteer_id)
        tx.browsers.forget_volunteer(volunteer_id)
        volunteer = tx.volunteers.by_id(volunteer_id)
        if volunteer is not None:
            tx.sessions.forget_tries(volunteer.fingerprint)
        tx.audit.write("command-line", "volunteer:new-pin", volunteer_id, ports.clock.now())
    return pin


def begin_sign_in(ports: Ports, phone_text: str, pin: str) -> str:
    """Check the PIN and text a code; returns a ticket, whatever was found.

    Raises SignInRefused only when this number was tried too often.
    """
    now = ports.clock.now()
    try:
        digits = PhoneNumber.parse(phone_text).reveal()
    except NotAPhoneNumber:
        digits = phone_text
    who = ports.vault.fingerprint("phone", digits)
    with ports.unit_of_work() as tx:
        _count_try(tx, who, now)
        volunteer = tx.volunteers.by_phone(who)
    right = ports.pins.fits(volunteer.pin_hash if volunteer else None, pin)
    ticket = secrets.token_urlsafe(32)
    code = "".join(secrets.choice("0123456789") for _ in range(6))
    with ports.unit_of_work() as tx:
        tx.sessions.add_code(
            _digest(ticket),
            volunteer.id if volunteer and right else None,
            _digest(ticket + code),
            now + SIGN_IN_CODE_LIVES,
        )
        if volunteer and right:
            language = volunteer.languages[0] if volunteer.languages else ports.default_language
            text = ports.texts.text("sign_in.code", language, code=code)
            queue_text_to_volunteer(ports, tx, volunteer, text)
    return ticket


def finish_sign_in(ports: Ports, ticket: str, code: str) -> str:
    """A session token (256 bits) for the right code. Raises SignInRefused otherwise.

    A ticket opens once; five wrong codes burn it.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        found = tx.sessions.take_code(_digest(ticket), now)
        typed = _digest(ticket + "".join(code.split()))
        fits = found is not None and hmac.compare_digest(found[1], typed)
        volunteer_id = found[0] if found and fits else None
        token = secrets.token_urlsafe(32)
        if volunteer_id:
            tx.sessions.burn_code(_digest(ticket))
            tx.sessions.add(_digest(token), volunteer_id, now)
            tx.audit.write(volunteer_id, "session:sign_in", volunteer_id, now)
    if not volunteer_id:
        raise SignInRefused(_REFUSED)
    return token


def find_session(ports: Ports, token: str, *, active: bool) -> Session | None:
    """The volunteer behind a token, or None. Only `active` use keeps it alive (H1)."""
    now = ports.clock.now()
    digest = _digest(token)
    with ports.unit_of_work(read_only=True) as tx:
        found = tx.sessions.find(digest)
        if found is None:
            return None
        volunteer_id, begun, seen = found
        volunteer = tx.volunteers.by_id(volunteer_id)
        over = volunteer is None or now - begun > SESSION_ABSOLUTE or now - seen > SESSION_IDLE
        session = None
        if volunteer is not None and not over:
            name = _name(tx, volunteer)
            session = Session(
                volunteer.id,
                name,
                volunteer.languages,
                is_on_call(ports, tx, volunteer.id, now),
                volunteer.is_coordinator,
            )
    # A write a minute is enough to know that someone is there.
    if over or (active and (now - seen).total_seconds() > 60):
        with ports.unit_of_work() as tx:
            if over:
                tx.sessions.remove(digest)
            else:
                tx.sessions.touch(digest, now)
    return session


def sign_out(ports: Ports, token: str) -> None:
    """End a session; an unknown token is no error."""
    with ports.unit_of_work() as tx:
        tx.sessions.remove(_digest(token))


def _name(tx: Transaction, volunteer: Volunteer) -> str:
    return tx.keys.open(volunteer.key_id).open_text("volunteer.name", volunteer.name)


def _count_try(tx: Transaction, who: str, now: datetime) -> None:
    for limit in SIGN_IN_TRIES:
        if tx.sessions.count_tries(who, now - limit.within) >= limit.count:
            raise SignInRefused(
                "That was tried too often. Wait a while, or ask your coordinator for help."
            )
    tx.sessions.note_try(who, now)


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()
