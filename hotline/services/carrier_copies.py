"""Texts are deleted at the carrier: what came once ours is committed, what went once it ended.

The whole entry is deleted and not only its words: the numbers in the carrier's log tell who
asked for help (promise C1). A text with files waits until they have been fetched, because
its deletion takes them along.
"""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.carrier_copies import CarrierCopy
from hotline.domain.media import Media, MediaState
from hotline.domain.outbox import OutboxKind
from hotline.errors import KeyLost
from hotline.ports import Carrier, Ports, Transaction
from hotline.types import MessageSid, is_sid, new_id

#: A text of ours that we do not know by its sid: its sending may have given no answer, and
#: is looked up in the carrier's log before it is tried again. All tries end before this.
LOOKED_UP_FOR = timedelta(minutes=20)


def note_incoming(ports: Ports, tx: Transaction, sid: str, *, with_files: bool) -> None:
    """A text came; its copy goes after commit, or with the last of its files."""
    copy_id = _note(ports, tx, sid)
    if copy_id and not with_files:
        tx.outbox.add(OutboxKind.DELETE_TEXT, copy_id)


def note_ended(ports: Ports, tx: Transaction, sid: str, *, is_known: bool) -> None:
    """A text of ours has come to an end: no report about it follows."""
    copy_id = _note(ports, tx, sid)
    if copy_id:
        later = None if is_known else ports.clock.now() + LOOKED_UP_FOR
        tx.outbox.add(OutboxKind.DELETE_TEXT, copy_id, not_before=later)


def note_file_done(ports: Ports, tx: Transaction, item: Media, sid: MessageSid) -> None:
    """A file of this text is settled: when it was the last, the text goes too."""
    for other in tx.media.of_requests([item.request_id]):
        if other.id != item.id and other.state is MediaState.ANNOUNCED:
            try:
                sids = tx.keys.open(other.key_id).open_text("media.sids", other.sids)
            except KeyLost:
                continue
            if sids.startswith(sid):
                return
    copy = tx.carrier_copies.by_sid(ports.vault.fingerprint("sid", sid))
    if copy is not None:
        tx.outbox.add(OutboxKind.DELETE_TEXT, copy.id)


def delete_text(ports: Ports, carrier: Carrier, copy_id: str) -> None:
    """Delete the carrier's copy; then nothing of it is kept here either.

    Raises CarrierUnavailable for the outbox to try again.
    """
    with ports.unit_of_work() as tx:
        copy = tx.carrier_copies.by_id(copy_id)
        if copy is None:
            return
        sid = MessageSid(tx.keys.open(copy.key_id).open_text("carrier.sid", copy.sid))
    carrier.delete_text(sid)
    with ports.unit_of_work() as tx:
        forget(tx, copy_id)


def forget(tx: Transaction, copy_id: str) -> None:
    """The copy is gone: its row goes, and its key."""
    key_id = tx.carrier_copies.forget(copy_id)
    if key_id:
        tx.keys.destroy(key_id)


def _note(ports: Ports, tx: Transaction, sid: str) -> str | None:
    if not (is_sid(sid, "SM") or is_sid(sid, "MM")):
        return None
    fingerprint = ports.vault.fingerprint("sid", sid)
    if tx.carrier_copies.by_sid(fingerprint) is not None:
        return None
    # A key of its own, which holds this sid and nothing else: what is deleted at the carrier
    # stands nowhere any more, also not in an old page or a backup of ours.
    key = tx.keys.create()
    copy = CarrierCopy(new_id(), key.id, key.seal_text("carrier.sid", sid), ports.clock.now())
    if tx.carrier_copies.add(copy, fingerprint):
        return copy.id
    tx.keys.destroy(key.id)
    return None
