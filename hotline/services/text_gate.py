"""The gate before every text to a person: their rules, their hours, and their silence (V15, T5).

Asked when something is written, so that its writer is told, and once more in the moment of
sending (dispatch.send_text), because wishes change in between. There is no way round it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.domain.contact_safety import (
    Allowed,
    Contact,
    Reason,
    Refused,
    may_contact,
    opens_at,
)
from hotline.domain.conversations import HOLDS_THE_PHONE
from hotline.domain.help_requests import Channel, HelpRequest
from hotline.ports import Ports, Transaction
from hotline.services.receipts import contact_rules_of
from hotline.services.their_time import guard_of, zone_of_texts

#: How long a text waits before it is asked again whether a silence is over.
LOOK_AGAIN = timedelta(minutes=10)
#: What the audit says of a caller who asked for texts.
TEXT_INSTEAD = "text:instead"


def may_text(ports: Ports, tx: Transaction, request: HelpRequest) -> Allowed | Refused:
    """Whether this person may get a text now, by their own rules.

    Who texted us is answered on the phone they wrote from, until they say otherwise. Who
    called gets a text only if they said yes to it. Outside their hours nothing is sent,
    unless they wrote a moment ago and so hold the phone themselves.
    """
    if request.contact is None:
        return Refused(Reason.NOT_ALLOWED)
    if request.channel is Channel.TEXT and request.contact_rules is None:
        return Allowed()
    rules = contact_rules_of(tx, request)
    now = ports.clock.now()
    zone = zone_of_texts(ports, tx, request)
    asked = may_contact(rules, Contact.TEXT, now, zone, also=guard_of(ports, zone))
    if asked == Refused(Reason.NOT_NOW) and _holds_the_phone(tx, request, now):
        return Allowed()
    return asked


def next_time(ports: Ports, tx: Transaction, request: HelpRequest) -> datetime:
    """When their hours begin next; in a silence of theirs, when to look again."""
    rules = contact_rules_of(tx, request)
    if rules.hidden:
        return ports.clock.now() + LOOK_AGAIN
    zone = zone_of_texts(ports, tx, request)
    return opens_at(rules.hours, ports.clock.now(), zone, guard_of(ports, zone))


def _holds_the_phone(tx: Transaction, request: HelpRequest, now: datetime) -> bool:
    """They wrote a moment ago, or asked on the phone for a text just now."""
    seen = [each.at for each in tx.messages.of_request(request.id) if each.direction == "in"]
    lines = tx.audit.of_subject(request.id)
    seen += [at for at, _who, what in lines if what == TEXT_INSTEAD]
    return bool(seen) and now - max(seen) <= HOLDS_THE_PHONE
