"""A volunteer's work by phone: what waits, what they hold, and the few things to do with it.

Each is called inside the transaction of one webhook. Who may hear what is decided by the
queue that the page uses as well: the phone says no more than the page would show.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from hotline.domain.bridges import LegEnd
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.limits import SOUND_ADDRESS_LIVES
from hotline.domain.volunteers import Volunteer, speaks
from hotline.errors import KeyLost, NotFound
from hotline.ports import Ports, Transaction
from hotline.services.bridges import keep_sid, sid_mark
from hotline.services.callbacks import begin_call_in
from hotline.services.duty import come_back_in, come_in, leave_in
from hotline.services.leases import renew_in
from hotline.services.leg_events import end_leg
from hotline.services.on_call import is_on_call
from hotline.services.queue import QueueRow, open_in, open_sound
from hotline.services.texts_to_volunteers import queue_text_to_volunteer
from hotline.types import CallSid, Language


@dataclass(frozen=True)
class Desk:
    """What a volunteer hears first: how much waits that they could take, how much they hold."""

    waiting: int
    held: int
    on_call: bool


def look_at_desk(ports: Ports, tx: Transaction, volunteer: Volunteer) -> Desk:
    """The figures of this moment."""
    waiting = len(_waiting_for(tx, volunteer))
    return Desk(waiting, len(held_by(tx, volunteer.id)), is_on_call(ports, tx, volunteer.id))


def next_waiting(
    tx: Transaction, volunteer: Volunteer, skipped: Collection[str]
) -> HelpRequest | None:
    """The next request to hear, or None when all were heard or nothing waits.

    Who is in danger first, then what this volunteer was asked about, then the longest
    waiting: the order of the page. What they could not understand is left to others.
    """
    offered = tx.notices.requests_offered_to(volunteer.id)
    left = [each for each in _waiting_for(tx, volunteer) if each.id not in skipped]
    # The list is in the page's order already, and sorting keeps it within equals.
    left.sort(key=lambda each: (not each.urgent, each.id not in offered))
    return left[0] if left else None


def held_by(tx: Transaction, volunteer_id: str) -> Sequence[HelpRequest]:
    """What this volunteer has taken and not finished."""
    return [
        each
        for each in tx.requests.open_ones()
        if each.state is RequestState.CLAIMED and each.claimed_by == volunteer_id
    ]


def hear_request(ports: Ports, tx: Transaction, volunteer_id: str, request_id: str) -> QueueRow:
    """What they may hear of it, its opening written down first. Raises NotFound.

    To hear what one holds is work on it: its lease begins anew.
    """
    request = tx.requests.by_id(request_id)
    if request is None:
        raise NotFound("There is no such request.")
    renew_in(ports, tx, volunteer_id, request_id)
    return open_in(ports, tx, volunteer_id, request)


def ask_coordinators(ports: Ports, tx: Transaction, volunteer: Volunteer, request_id: str) -> int:
    """Text every other coordinator that this volunteer wants help; returns how many those are."""
    request = tx.requests.by_id(request_id) if request_id else None
    helpers = [
        each for each in tx.volunteers.all() if each.is_coordinator and each.id != volunteer.id
    ]
    for helper in helpers:
        language = helper.languages[0] if helper.languages else ports.default_language
        code = request.code if request else "•"
        text = ports.texts.text("help.wanted", language, code=code)
        queue_text_to_volunteer(ports, tx, helper, text)
    subject = request.id if request else volunteer.id
    tx.audit.write(volunteer.id, "help:ask", subject, ports.clock.now())
    return len(helpers)


def change_on_call(ports: Ports, tx: Transaction, volunteer: Volunteer) -> bool:
    """Off when they were on call, on when they were not; returns what is so now.

    Off is off for the rest of a shift too; on ends by itself, as with the button on the page.
    """
    if is_on_call(ports, tx, volunteer.id):
        leave_in(ports, tx, volunteer.id)
        return False
    come_back_in(ports, tx, volunteer.id)
    if not is_on_call(ports, tx, volunteer.id):
        until = ports.clock.now() + tx.hours.of(volunteer.id).longest()
        come_in(ports, tx, volunteer.id, until)
    return is_on_call(ports, tx, volunteer.id)


def call_from_here(
    ports: Ports, tx: Transaction, volunteer_id: str, request_id: str, call_sid: CallSid
) -> str | None:
    """Call the person of a held request, with the call that the volunteer is on as their leg.

    Returns the leg's id; None when their phone is in a call about it already. Raises
    CallNotAllowed with the reason, NotFound and NotYours.
    """
    request = tx.requests.by_id(request_id)
    bridge = begin_call_in(ports, tx, volunteer_id, request.code if request else "")
    for leg in tx.legs.of_bridge(bridge.id):
        if leg.volunteer_id == volunteer_id and not leg.is_over:
            # With a sid of its own the worker finds nothing left to ring.
            return leg.id if keep_sid(ports, tx, bridge, leg, call_sid) else None
    return None


def hung_up(ports: Ports, tx: Transaction, volunteer_id: str, call_sid: CallSid) -> None:
    """The volunteer's own call is over: with it any leg that it was."""
    for leg in tx.legs.under_way_of(volunteer_id):
        if tx.legs.has_sid(leg.id, sid_mark(ports, leg.bridge_id, call_sid)):
            end_leg(ports, tx, leg.id, LegEnd.HUNG_UP)


def sound_name(ports: Ports, volunteer_id: str, recording_id: str) -> str:
    """The last part of an address under which the phone company fetches this sound, for minutes."""
    until = int((ports.clock.now() + SOUND_ADDRESS_LIVES).timestamp())
    signed = f"{recording_id}-{volunteer_id}-{until:x}"
    return f"{signed}-{ports.vault.fingerprint('sound-address', signed)}.wav"


def sound_at(ports: Ports, name: str) -> bytes | None:
    """The WAV behind such a name while it is good and its volunteer may hear it; else None."""
    signed, _, mark = name.removesuffix(".wav").rpartition("-")
    if not signed or not hmac.compare_digest(
        mark, ports.vault.fingerprint("sound-address", signed)
    ):
        return None
    recording_id, volunteer_id, until = signed.split("-")
    if ports.clock.now().timestamp() > int(until, 16):
        return None
    with ports.unit_of_work(read_only=True) as tx:
        if tx.volunteers.by_id(volunteer_id) is None:
            return None
    try:
        return open_sound(ports, volunteer_id, recording_id)
    except (NotFound, KeyLost):
        return None


def waited(ports: Ports, row: QueueRow) -> timedelta:
    """How long ago it came."""
    return ports.clock.now() - row.received_at


def language_of(ports: Ports, volunteer: Volunteer) -> Language:
    """The language in which the phone speaks to them: their first."""
    return volunteer.languages[0] if volunteer.languages else ports.default_language


def _waiting_for(tx: Transaction, volunteer: Volunteer) -> list[HelpRequest]:
    return [
        each
        for each in tx.requests.open_ones()
        if each.state is RequestState.QUEUED and speaks(volunteer, each.language)
    ]
