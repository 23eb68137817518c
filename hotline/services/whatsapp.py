"""WhatsApp's 24 hours: who wrote within them is answered freely, later only by a template.

A text for whom the window is closed, by our clock or by the carrier's (63016), is held, not
lost: the template of their language asks them to write, once a day at most; when they do,
what was held goes out. Without a template it waits for them, and the page says so.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from hotline.domain.delivery import Failure
from hotline.domain.limits import Limit
from hotline.domain.messages import Message
from hotline.domain.outbox import OutboxKind
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.ports import Carrier, Ports, Transaction
from hotline.services import spending
from hotline.services.deliveries import note_failed
from hotline.types import PhoneNumber

_log = logging.getLogger("hotline.whatsapp")

#: A little less than the carrier's 24 hours: its clock is not ours.
WINDOW = timedelta(hours=24) - timedelta(minutes=5)
#: Templates to one person: asked once, and again after a day.
TEMPLATES = Limit(1, timedelta(hours=24))


def window_is_open(ports: Ports, tx: Transaction, phone: PhoneNumber, message: Message) -> bool:
    """Whether this text may go out as it is. A single answer was asked for when it was written."""
    since = ports.clock.now() - WINDOW
    if not phone.is_whatsapp:
        return True
    if tx.conversations.failures([message.id]).get(message.id) is Failure.WINDOW_CLOSED:
        return False
    if message.contact:
        return message.at > since
    return tx.messages.heard_from(phone.marks(ports.vault.fingerprint).whole, since)


def hold(ports: Ports, tx: Transaction, phone: PhoneNumber, message: Message) -> str | None:
    """Keep the text until they write; the template that may be sent to them now, or None."""
    if not tx.messages.hold(message.id):
        return None
    note_failed(ports, tx, message.id, Failure.WINDOW_CLOSED)
    request = tx.requests.by_id(message.request_id) if message.request_id else None
    language = request.language if request else ports.default_language
    template = ports.whatsapp_templates.get(language)
    template = template or ports.whatsapp_templates.get(ports.default_language)
    mark = ports.vault.fingerprint("template", phone.marks(ports.vault.fingerprint).whole)
    now = ports.clock.now()
    if template is None or tx.messages.count_out_to(mark, now - TEMPLATES.within):
        return None
    if not spending.take(ports, tx, ports.money.text_price):
        return None
    tx.messages.note_out_to(mark, now)
    return template


def ask_them_to_write(carrier: Carrier, phone: PhoneNumber, template: str) -> None:
    """Send the template, once: one that is lost is no harm, they are asked again in a day."""
    try:
        carrier.send_template(phone, template)
    except (CarrierRefused, CarrierUnavailable) as error:
        _log.warning("template-not-sent", extra={"kind": type(error).__name__})


def send_what_was_held(tx: Transaction, request_id: str) -> None:
    """They have written: the window is open."""
    for message_id in tx.messages.release_held(request_id):
        tx.conversations.forget_failure(message_id)
        tx.outbox.add(OutboxKind.SEND_TEXT, message_id)
