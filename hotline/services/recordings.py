"""Fetch a voicemail from the carrier, keep it sealed, delete it there."""

from __future__ import annotations

from hotline.domain.outbox import OutboxKind
from hotline.domain.quiet_sound import is_silent
from hotline.domain.recordings import Purpose, RecordingState
from hotline.domain.transcripts import TranscriptState
from hotline.errors import CarrierRefused
from hotline.ports import Carrier, Ports
from hotline.types import RecordingSid


def fetch_recording(ports: Ports, carrier: Carrier, recording_id: str) -> None:
    """Store our sealed copy; then ask for its deletion there and its transcription.

    Raises RecordingNotReady and CarrierUnavailable for the outbox to try again. A
    recording that the carrier refuses for good becomes a state the volunteer sees.
    """
    with ports.unit_of_work() as tx:
        recording = tx.recordings.by_id(recording_id)
        if recording is None or recording.state is not RecordingState.ANNOUNCED:
            return
        key = tx.keys.open(recording.key_id)
        sid = RecordingSid(key.open_text("recording.sid", recording.sid))
    try:
        sound = carrier.fetch_recording(sid)
    except CarrierRefused:
        give_up_on_recording(ports, recording_id)
        return
    with ports.unit_of_work() as tx:
        current = tx.recordings.by_id(recording_id)
        if current is None or current.state is not RecordingState.ANNOUNCED:
            return
        tx.outbox.add(OutboxKind.DELETE_RECORDING, recording_id)
        if current.purpose is Purpose.SAFE_WORD and is_silent(sound):
            # They stayed quiet, which is "no word": volunteers must not wait for one.
            tx.recordings.set_state(recording_id, RecordingState.ERASED)
            tx.recordings.set_transcript(recording_id, TranscriptState.EMPTY, None)
            tx.announce()
            return
        key = tx.keys.open(recording.key_id)
        tx.recordings.store_sound(recording_id, key.seal("recording.sound", sound), None)
        tx.outbox.add(OutboxKind.TRANSCRIBE, recording_id)
        tx.announce()


def delete_recording(ports: Ports, carrier: Carrier, recording_id: str) -> None:
    """Delete the carrier's copy once ours is committed (promise C1)."""
    with ports.unit_of_work() as tx:
        recording = tx.recordings.by_id(recording_id)
        if recording is None or recording.deleted_at_carrier:
            return
        key = tx.keys.open(recording.key_id)
        sid = RecordingSid(key.open_text("recording.sid", recording.sid))
    carrier.delete_recording(sid)
    with ports.unit_of_work() as tx:
        tx.recordings.mark_deleted_at_carrier(recording_id, ports.clock.now())


def give_up_on_recording(ports: Ports, recording_id: str) -> None:
    """The sound never came: the request stays, and says so."""
    with ports.unit_of_work() as tx:
        tx.recordings.set_state(recording_id, RecordingState.LOST)
        tx.recordings.set_transcript(recording_id, TranscriptState.GAVE_UP, None)
        tx.announce()
