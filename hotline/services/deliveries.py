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

#: Lines of the audit about texts to a volunteer; the later of them is how it stands.
NOT_TOLD, TOLD_AGAIN = "volunteer:text-failed", "volunteer:text-arrived"


def note_status(
    ports: Ports, tx: Transaction, sid_fingerprint: str, status: str, code: int | str | None
) -> None:
    """A text has come further, or failed: why is kept, and who can't be texted is called."""
    message_id = tx.conversations.message_of_sid(sid_fingerprint)
    if message_id is None:
        return
    if delivery_of(status) is Delivery.NOT_DELIVERED:
        note_failed(ports, tx, message_id, failure_of(code))
    elif delivery_of(status) is Delivery.DELIVERED:
        _note_arrived(ports, tx, message_id)
    tx.announce()


def note_failed(ports: Ports, tx: Transaction, message_id: str, failure: Failure) -> None:
    """Keep why a text to a person failed; the pages that show it are told."""
    message = tx.messages.by_id(message_id)
    request = tx.requests.by_id(message.request_id) if message and message.request_id else None
    if message is not None and message.volunteer_id:
        _mark(ports, tx, message.volunteer_id, NOT_TOLD)
        return
    if message is None or request is None:
        return
    tx.conversations.note_failure(message_id, failure)
    tell_author(ports, tx, request, message_id, failure)
    if failure is Failure.WINDOW_CLOSED:
        _wait_for_them(ports, tx, message_id)
    if failure in CALL_INSTEAD and request.state is not RequestState.RESOLVED:
        wish_call(ports, tx, request, CallReason.UNDELIVERED)
    tx.announce()


def _note_arrived(ports: Ports, tx: Transaction, message_id: str) -> None:
    """A text to a volunteer is there: that an earlier one was not is no news any more."""
    message = tx.messages.by_id(message_id)
    if message is not None and message.volunteer_id:
        _mark(ports, tx, message.volunteer_id, TOLD_AGAIN)


def _mark(ports: Ports, tx: Transaction, volunteer_id: str, how: str) -> None:
    """One line at each change: no content, no number, no count (ids only)."""
    lines = [what for _, _, what in tx.audit.of_subject(volunteer_id)]
    stands = next((what for what in reversed(lines) if what in {NOT_TOLD, TOLD_AGAIN}), TOLD_AGAIN)
    if stands != how:
        tx.audit.write("carrier", how, volunteer_id, ports.clock.now())
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
