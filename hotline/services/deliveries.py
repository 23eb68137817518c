"""What became of texts to people: why one failed is kept, and who can't be texted is called.

Asked by the sending of texts and by the carrier's statuses, in their transactions (T12).
"""

from __future__ import annotations

from hotline.domain.contact_safety import Contact
from hotline.domain.conversations import CallReason
from hotline.domain.delivery import CALL_INSTEAD, Delivery, Failure, delivery_of, failure_of
from hotline.domain.help_requests import HelpRequest, RequestState
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports, Transaction
from hotline.services.receipts import contact_rules_of
from hotline.services.undelivered import tell_author


def note_status(
    ports: Ports, tx: Transaction, sid_fingerprint: str, status: str, code: int | str | None
) -> None:
    """A text has come further, or failed: why is kept, and who can't be texted is called."""
    message_id = tx.conversations.message_of_sid(sid_fingerprint)
    if message_id is None:
        return
    if delivery_of(status) is Delivery.NOT_DELIVERED:
        note_failed(ports, tx, message_id, failure_of(code))
    tx.announce()


def note_failed(ports: Ports, tx: Transaction, message_id: str, failure: Failure) -> None:
    """Keep why a text to a person failed; the pages that show it are told."""
    message = tx.messages.by_id(message_id)
    request = tx.requests.by_id(message.request_id) if message and message.request_id else None
    if message is None or request is None or message.volunteer_id:
        return
    tx.conversations.note_failure(message_id, failure)
    tell_author(ports, tx, request, message_id, failure)
    if failure is Failure.WINDOW_CLOSED:
        _wait_for_them(ports, tx, message_id)
    if failure in CALL_INSTEAD and request.state is not RequestState.RESOLVED:
        wish_call(ports, tx, request, CallReason.UNDELIVERED)
    tx.announce()


def _wait_for_them(ports: Ports, tx: Transaction, message_id: str) -> None:
    """The carrier's clock says that WhatsApp's window is closed: held, as if ours had said so."""
    if tx.conversations.wait_again(message_id, ports.vault.fingerprint("sid", message_id)):
        tx.outbox.add(OutboxKind.SEND_TEXT, message_id)


def wish_call(ports: Ports, tx: Transaction, request: HelpRequest, reason: CallReason) -> bool:
    """Put them on the list of those to be called; False when their rules allow no call.

    Then nobody calls, and the request waits until they write or call themselves.
    """
    may = Contact.CALL in contact_rules_of(tx, request).ways
    tx.conversations.wish_call(request.id, reason, may, ports.clock.now())
    tx.announce()
    return may
