"""Receipts: eight digits by which a person finds their request again, from any phone.

Only a keyed fingerprint is stored. The number of the phone opens nothing (promise E2);
five wrong tries end it for a day, for the call and for the phone, and whoever withholds
their number shares one limit with all who do.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from hotline.domain.calls import Call
from hotline.domain.contact_safety import NO_CONTACT, ContactRules, from_json, rules_from, to_json
from hotline.domain.help_requests import HelpRequest
from hotline.domain.limits import RECEIPT_TRIES, RECEIPT_TRIES_WITHHELD, Limit
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.types import PhoneNumber

DIGITS = 8


@dataclass(frozen=True)
class Found:
    """What a number opened: the request, or nothing; `locked` after too many wrong tries."""

    request: HelpRequest | None = None
    locked: bool = False


def give_receipt(ports: Ports, tx: Transaction, request_id: str) -> str:
    """A new number for the request; it replaces an earlier one."""
    for _ in range(20):
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS))
        fingerprint = ports.vault.fingerprint("receipt", code)
        if tx.requests.by_receipt(fingerprint) is None:
            tx.requests.set_receipt(request_id, fingerprint)
            return code
    raise AssertionError("no free receipt: there are more requests than numbers")


def open_receipt(ports: Ports, tx: Transaction, call: Call, code: str) -> Found:
    """The request of this number, unless this caller has tried too often already."""
    now = ports.clock.now()
    watched = _watched(ports, call)
    if is_locked(ports, tx, call):
        return Found(locked=True)
    request = tx.requests.by_receipt(ports.vault.fingerprint("receipt", code))
    if request is None:
        for who, _ in watched:
            tx.sessions.note_try(who, now)
        left = all(
            tx.sessions.count_tries(who, now - limit.within) < limit.count for who, limit in watched
        )
        return Found(locked=not left)
    tx.audit.write("the-person", "receipt:open", request.id, now)
    return Found(request)


def is_locked(ports: Ports, tx: Transaction, call: Call) -> bool:
    """True when this call, or its phone, has had its wrong tries at such a number."""
    now = ports.clock.now()
    return any(
        tx.sessions.count_tries(who, now - limit.within) >= limit.count
        for who, limit in _watched(ports, call)
    )


def keep_contact_rules(
    ports: Ports,
    tx: Transaction,
    request_id: str,
    may: str,
    hours: str,
    to_others: str,
    other: PhoneNumber | None = None,
) -> None:
    """Keep, sealed with the request, what its person allowed; it replaces what was before.

    `other` is the number that they keyed in to be called at; without one, an earlier one goes.
    "Never say what I asked for" is asked by text alone, so it outlives what a call changes.
    """
    request = tx.requests.by_id(request_id)
    if request is None:
        return
    rules = rules_from(may, hours, to_others)
    if rules.ways:
        rules = replace(rules, neutral=contact_rules_of(tx, request).neutral)
    key = tx.keys.open(request.key_id)
    sealed = other.sealed_by(key.seal_text) if other else None
    rules_sealed = key.seal_text("contact.rules", to_json(rules))
    tx.requests.set_contact_rules(request_id, rules_sealed, sealed)
    tx.audit.write("the-person", "contact:rules", request_id, ports.clock.now())
    tx.announce()


def contact_rules_of(tx: Transaction, request: HelpRequest) -> ContactRules:
    """What this request's person allowed; nothing when they said nothing or it was erased."""
    if request.contact_rules is None:
        return NO_CONTACT
    try:
        key = tx.keys.open(request.key_id)
        return from_json(key.open_text("contact.rules", request.contact_rules))
    except KeyLost:
        return NO_CONTACT


def _watched(ports: Ports, call: Call) -> list[tuple[str, Limit]]:
    """Who is counted, and how many wrong tries they have."""
    by_call = ports.vault.fingerprint("receipt-tries", f"call/{call.id}")
    by_phone = ports.vault.fingerprint("receipt-tries", f"phone/{call.fingerprint}")
    everybody = ports.vault.fingerprint("receipt-tries", "withheld")
    if call.fingerprint:
        return [(by_call, RECEIPT_TRIES), (by_phone, RECEIPT_TRIES)]
    return [(by_call, RECEIPT_TRIES), (everybody, RECEIPT_TRIES_WITHHELD)]
