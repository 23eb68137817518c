"""Erasing a request at the wish of its person: the key goes, and with it everything said.

The row stays, so that the count of requests stays true, with nothing in it that tells of
anybody. A recording that still lies at the carrier is found there by the next sweep, which
deletes what belongs to an erased request (services/strays.py).
"""

from __future__ import annotations

from hotline.ports import Ports, Transaction
from hotline.services.booking_words import cancel_of
from hotline.services.partner_consents import take_all_back
from hotline.services.phone_languages import forget_phone


def erase_request(ports: Ports, tx: Transaction, request_id: str) -> None:
    """Erase everything of this request. Doing it twice is harmless."""
    request = tx.requests.by_id(request_id)
    if request is None:
        return
    now = ports.clock.now()
    forget_phone(ports, tx, request.key_id, request.contact)
    tx.recordings.forget(request_id)
    tx.conversations.forget(request_id)
    tx.follow_ups.forget(request_id)
    tx.listened.forget(request_id)
    cancel_of(ports, tx, request_id)
    tx.bookings.forget(request_id)
    take_all_back(ports, tx, request_id, said_to="the-person")
    tx.requests.erase(request_id, now)
    tx.calls.forget(request_id)
    tx.bridges.forget(request_id)
    tx.attempts.forget(request_id)
    tx.keys.destroy(request.key_id)
    tx.audit.write("the-person", "request:erase", request_id, now)
    tx.announce()
