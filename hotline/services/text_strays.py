"""Texts in the carrier's log: what never reached us is taken in, what is done with is deleted.

The carrier reports a text once. One that came while we were away stands only in its log:
there it is found, becomes a request, and then its copy goes (promises C2 and I2).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hotline.domain.carrier_texts import CarrierText
from hotline.domain.opt_outs import Wish, classify
from hotline.domain.outbox import OutboxKind
from hotline.domain.text_language import propose
from hotline.ports import Carrier, Ports, Transaction
from hotline.services import opt_outs
from hotline.services.carrier_copies import forget, note_incoming
from hotline.services.intake import take_text
from hotline.services.media import note_media
from hotline.services.one_by_one import one_by_one
from hotline.services.volunteer_texts import find_volunteer
from hotline.services.webhooks import answer_once
from hotline.types import MediaSid

#: Younger ones are still on their usual way; at the hour all must be gone.
LOG_TIME = timedelta(minutes=30)
#: Files are fetched for about a day at most (domain/outbox.py); their text waits for them.
FILES_WAIT = timedelta(hours=48)


def ask_for_sweep_of_texts(ports: Ports) -> None:
    """Ask a worker to look through the carrier's log; one at a time."""
    with ports.unit_of_work() as tx:
        if not tx.outbox.has_pending(OutboxKind.SWEEP_TEXTS):
            tx.outbox.add(OutboxKind.SWEEP_TEXTS, "carrier")


def sweep_texts(ports: Ports, carrier: Carrier) -> int:
    """Take in what we do not know, delete what is done with; returns how many were deleted.

    Raises CarrierUnavailable when the log cannot be had; and what was wrong with one text, when
    all others have had their turn.
    """
    # The log tells the newest first; what somebody wrote is kept in the order they wrote it.
    log = list(reversed(carrier.list_texts()))
    oldest_first = sorted(log, key=lambda text: text.created_at)
    return one_by_one(oldest_first, lambda text: _sweep(ports, carrier, text))


def _sweep(ports: Ports, carrier: Carrier, text: CarrierText) -> bool:
    """True when it was deleted there."""
    now = ports.clock.now()
    if text.created_at > now - LOG_TIME or not text.is_ended:
        return False
    if text.is_inbound and _adopt(ports, carrier, text):
        return False
    if text.has_files and text.created_at > now - FILES_WAIT and _waits(ports, text):
        return False
    carrier.delete_text(text.sid)
    with ports.unit_of_work() as tx:
        copy = tx.carrier_copies.by_sid(ports.vault.fingerprint("sid", text.sid))
        if copy is not None:
            forget(tx, copy.id)
    return True


def _waits(ports: Ports, text: CarrierText) -> bool:
    """Its copy is noted and nobody has asked for its deletion: files are on their way."""
    with ports.unit_of_work(read_only=True) as tx:
        return tx.carrier_copies.by_sid(ports.vault.fingerprint("sid", text.sid)) is not None


def _adopt(ports: Ports, carrier: Carrier, text: CarrierText) -> bool:
    """True when this text was unknown and is a request now. Nobody is answered so late."""
    files = carrier.list_files(text.sid) if text.has_files else ()
    adopted = []

    def act(tx: Transaction) -> str:
        adopted.append(text.sid)
        _take_in(ports, tx, text, files)
        note_incoming(ports, tx, text.sid, with_files=bool(files))
        return ""

    answer_once(ports, text.sid, "message", act, otherwise="")
    return bool(adopted)


def _take_in(ports: Ports, tx: Transaction, text: CarrierText, files: Sequence[MediaSid]) -> None:
    if find_volunteer(ports, tx, text.sender) is not None:
        # A code that came hours ago is no claim any more.
        return
    language = propose(text.body) or ports.default_language
    if text.sender is not None and classify(text.body) is Wish.STOP:
        opt_outs.stop(ports, tx, text.sender, language, answered=True)
        return
    request = take_text(ports, tx, sender=text.sender, body=text.body, language=language)
    for sid in files:
        note_media(ports, tx, request, text.sid, sid)
