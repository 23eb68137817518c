"""What a volunteer texts to the hotline: a code takes, keeps or gives back a request."""

from __future__ import annotations

from hotline.domain.help_requests import HelpRequest
from hotline.domain.limits import UNKNOWN_CODES_ANSWERED
from hotline.domain.offers import Reply, Wanted, read_reply
from hotline.domain.volunteers import Volunteer
from hotline.errors import AlreadyClaimed, NotFound, NotYours, WrongState
from hotline.ports import Ports, Transaction
from hotline.services.bookings import answer_about_bookings
from hotline.services.claims import claim_in, release_in
from hotline.services.hand_overs import take_over_in
from hotline.services.leases import keep_in
from hotline.services.shift_texts import answer_about_shifts
from hotline.services.short_codes import meant_by
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.services.volunteer_conversation import take_volunteers_words
from hotline.types import PhoneNumber


def find_volunteer(ports: Ports, tx: Transaction, sender: PhoneNumber | None) -> Volunteer | None:
    """The volunteer whose phone this is, or None."""
    if sender is None:
        return None
    return tx.volunteers.by_phone(ports.vault.fingerprint("phone", sender.reveal()))


def answer_volunteer(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> None:
    """Do what a code asks for; the answer goes out by the outbox, in the volunteer's language.

    A code opens only what this phone was told: any other is "unknown", so that a stolen
    phone cannot try codes. Unknown ones are answered a few times an hour only, or else two
    machines could text each other without end.
    """
    if answer_about_shifts(ports, tx, volunteer, body):
        return
    if answer_about_bookings(ports, tx, volunteer, body):
        return
    if take_volunteers_words(ports, tx, volunteer, body):
        return
    reply = read_reply(body)
    request = _meant(ports, tx, volunteer, reply)
    if request is None:
        _answer_unknown(ports, tx, volunteer, body)
        return
    match reply.wanted:
        case Wanted.KEEP:
            _keep(ports, tx, volunteer, request)
        case Wanted.RELEASE:
            _release(ports, tx, volunteer, request)
        case Wanted.TAKE:
            _take(ports, tx, volunteer, request)


def _meant(ports: Ports, tx: Transaction, volunteer: Volunteer, reply: Reply) -> HelpRequest | None:
    if reply.wanted is not Wanted.TAKE and not reply.code and reply.number is None:
        # A bare KEEP means what they hold.
        held = tx.requests.held_by(volunteer.id)
        return held[0] if held else None
    return meant_by(ports, tx, volunteer.id, reply)


def _take(ports: Ports, tx: Transaction, volunteer: Volunteer, request: HelpRequest) -> None:
    try:
        if not take_over_in(ports, tx, volunteer.id, request):
            claim_in(ports, tx, volunteer.id, request.code)
    except AlreadyClaimed as error:
        since = error.since.astimezone(ports.zone).strftime("%H:%M") if error.since else ""
        _say(ports, tx, volunteer, request, "claim.taken", holder=error.holder, since=since)
    except (WrongState, NotFound):
        _say(ports, tx, volunteer, request, "claim.closed")
    else:
        _say(ports, tx, volunteer, request, "claim.won")


def _keep(ports: Ports, tx: Transaction, volunteer: Volunteer, request: HelpRequest) -> None:
    if keep_in(ports, tx, volunteer.id, request.id):
        ends = (ports.clock.now() + ports.policy.lease).astimezone(ports.zone)
        _say(ports, tx, volunteer, request, "lease.kept", time=ends.strftime("%H:%M"))
    else:
        # Too late, or never theirs: whether it is free, taken or done is what they are told.
        _take(ports, tx, volunteer, request)


def _release(ports: Ports, tx: Transaction, volunteer: Volunteer, request: HelpRequest) -> None:
    try:
        release_in(ports, tx, volunteer.id, request.code)
    except NotYours:
        _say(ports, tx, volunteer, request, "claim.not_yours")
    else:
        _say(ports, tx, volunteer, request, "release.done")


def _say(
    ports: Ports,
    tx: Transaction,
    volunteer: Volunteer,
    request: HelpRequest,
    text_id: str,
    **parameters: str,
) -> None:
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    text = ports.texts.text(text_id, language, code=request.code, **parameters)
    queue_text_to_volunteer(ports, tx, volunteer, text)


def _answer_unknown(ports: Ports, tx: Transaction, volunteer: Volunteer, body: str) -> None:
    now, who = ports.clock.now(), f"unknown:{volunteer.id}"
    since = now - UNKNOWN_CODES_ANSWERED.within
    if tx.messages.count_out_to(who, since) >= UNKNOWN_CODES_ANSWERED.count:
        return
    tx.messages.note_out_to(who, now)
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    text = ports.texts.text("claim.unknown", language, code=body.strip()[:32])
    queue_text_to_volunteer(ports, tx, volunteer, text)
