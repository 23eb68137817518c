"""Recordings at the carrier whose notice never reached us, or that we failed to delete.

A notice is sent once and may be lost (reference 1.2), and a message may have been left
while our database was away: the carrier's own list is looked through every ten minutes,
so that no message is lost and no copy stays (promise C2).
"""

from __future__ import annotations

from datetime import timedelta

from hotline.domain.calls import Call
from hotline.domain.outbox import OutboxKind
from hotline.domain.recordings import CarrierRecording, RecordingState
from hotline.errors import KeyLost
from hotline.ports import Carrier, Ports, Transaction
from hotline.services.intake import find_or_begin_call, note_recording
from hotline.services.one_by_one import one_by_one

#: Younger ones are still on their usual way.
LEFT_ALONE = timedelta(minutes=2)
#: Our sealed copy is committed, or nothing of it shall be left anywhere.
_DONE_WITH = frozenset({RecordingState.STORED, RecordingState.ERASED})


def ask_for_sweep(ports: Ports) -> None:
    """Ask a worker to look through the carrier's list; one at a time."""
    with ports.unit_of_work() as tx:
        if not tx.outbox.has_pending(OutboxKind.SWEEP_CARRIER):
            tx.outbox.add(OutboxKind.SWEEP_CARRIER, "carrier")


def adopt_strays(ports: Ports, carrier: Carrier) -> int:
    """Take in what we do not know, delete again what we have; returns how many.

    Raises CarrierUnavailable when the list cannot be had; and what was wrong with one
    recording, when all others have had their turn.
    """
    oldest_left_alone = ports.clock.now() - LEFT_ALONE
    strays = [each for each in carrier.list_recordings() if each.created_at < oldest_left_alone]
    return one_by_one(
        strays, lambda each: _adopt(ports, carrier, each) or _delete(ports, carrier, each)
    )


def _delete(ports: Ports, carrier: Carrier, stray: CarrierRecording) -> bool:
    """Delete what we have a copy of, and what belongs to an erased request.

    With the sid from the carrier's list: ours is sealed, and its key may be gone.
    """
    sid_fingerprint = ports.vault.fingerprint("sid", stray.sid)
    with ports.unit_of_work(read_only=True) as tx:
        known = tx.recordings.by_sid(sid_fingerprint)
        call = tx.calls.by_sid(ports.vault.fingerprint("sid", stray.call_sid))
        done_with = known.state in _DONE_WITH if known else _is_lost(tx, call)
    if not done_with:
        return False
    carrier.delete_recording(stray.sid)
    if known is not None:
        with ports.unit_of_work() as tx:
            tx.recordings.mark_deleted_at_carrier(known.id, ports.clock.now())
    return True


def _is_lost(tx: Transaction, call: Call | None) -> bool:
    """The key of the call is gone: what it recorded late can belong to nobody any more."""
    try:
        return call is not None and not tx.keys.open(call.key_id)
    except KeyLost:
        return True


def _adopt(ports: Ports, carrier: Carrier, stray: CarrierRecording) -> bool:
    """Take in a recording of a call to our own number that we know nothing of.

    An account may serve other programs too: what is theirs is left alone.
    """
    sid_fingerprint = ports.vault.fingerprint("sid", stray.sid)
    with ports.unit_of_work(read_only=True) as tx:
        if tx.recordings.by_sid(sid_fingerprint) is not None:
            return False
    origin = carrier.origin_of(stray.call_sid)
    if not origin.is_ours:
        return False
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, stray.call_sid, origin.caller)
        if _is_lost(tx, call):
            return False
        note_recording(
            ports,
            tx,
            call,
            stray.sid,
            status="completed",
            seconds=stray.seconds,
            language=call.language or ports.default_language,
            topic=None,
        )
    return True
