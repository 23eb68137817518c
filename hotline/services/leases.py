"""A claim is a lease: work on it renews it, its end is warned of, then it waits again (O6)."""

from __future__ import annotations

from datetime import datetime

from hotline.domain.help_requests import HelpRequest
from hotline.errors import NotYours
from hotline.ports import Ports, Transaction
from hotline.services.claims import by_code, release_in, wait_again
from hotline.services.one_by_one import one_by_one
from hotline.services.texts_to_volunteers import queue_text_to_volunteer


def renew_in(ports: Ports, tx: Transaction, volunteer_id: str, request_id: str) -> bool:
    """The holder did something for this request: the lease runs its whole length again.

    Call it for opening the page, writing, calling and a text from the volunteer. False,
    and nothing is changed, when they do not hold it.
    """
    until = ports.clock.now() + ports.policy.lease
    return tx.requests.renew(request_id, volunteer_id, until)


def keep_in(ports: Ports, tx: Transaction, volunteer_id: str, request_id: str) -> bool:
    """The holder says that they still have it; True when they do."""
    renew_in(ports, tx, volunteer_id, request_id)
    request = tx.requests.by_id(request_id)
    return request is not None and request.claimed_by == volunteer_id


def give_back(ports: Ports, volunteer_id: str, code: str) -> None:
    """By the holder, without a reason; by a coordinator, who thereby ends the claim of another.

    Somebody may sit on requests, or have walked away with the page open. The holder is told and
    is not asked about it again. Raises NotFound, NotYours.
    """
    with ports.unit_of_work() as tx:
        request = by_code(tx, code)
        holder = request.claimed_by
        me = tx.volunteers.by_id(volunteer_id)
        if holder == volunteer_id or holder is None or me is None or not me.is_coordinator:
            release_in(ports, tx, volunteer_id, code)
            return
        if not tx.requests.release(request.id, holder):
            raise NotYours
        tx.audit.write(volunteer_id, "request:take-back", request.id, ports.clock.now())
        _tell(ports, tx, request, "lease.over")
        wait_again(ports, tx, request, leaving_out=holder)


def end_leases(ports: Ports) -> int:
    """The sweep: warn of ends that come near, give back what has ended; returns how many ended.

    Each is a conditional update: a holder who renews in the same instant keeps the request.
    """
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        near = tx.requests.ending_leases(now + ports.policy.warn_before)
    with ports.unit_of_work() as tx:
        tx.requests.lease_unleased(now + ports.policy.lease)
    return one_by_one(near, lambda request: _warn_or_end(ports, request, now))


def _warn_or_end(ports: Ports, request: HelpRequest, now: datetime) -> bool:
    """True when it ended."""
    with ports.unit_of_work() as tx:
        if request.leased_until is not None and request.leased_until > now:
            _warn(ports, tx, request)
            return False
        return bool(_end(ports, tx, request))


def _warn(ports: Ports, tx: Transaction, request: HelpRequest) -> None:
    ends = request.leased_until
    if ends is None or not tx.requests.mark_warned(request.id, ends):
        return
    _tell(ports, tx, request, "lease.warning", time=ends.astimezone(ports.zone).strftime("%H:%M"))
    tx.announce()


def _end(ports: Ports, tx: Transaction, request: HelpRequest) -> int:
    if not tx.requests.lapse(request.id, ports.clock.now()):
        return 0
    tx.audit.write("the-clock", "request:lapse", request.id, ports.clock.now())
    _tell(ports, tx, request, "lease.over")
    wait_again(ports, tx, request, leaving_out=request.claimed_by or "")
    return 1


def _tell(
    ports: Ports, tx: Transaction, request: HelpRequest, text_id: str, **parameters: str
) -> None:
    holder = tx.volunteers.by_id(request.claimed_by) if request.claimed_by else None
    if holder is None:
        return
    language = holder.languages[0] if holder.languages else ports.default_language
    text = ports.texts.text(text_id, language, code=request.code, **parameters)
    queue_text_to_volunteer(ports, tx, holder, text)
