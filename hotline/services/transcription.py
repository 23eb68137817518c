"""Turn a stored voicemail into a draft of its words, offline."""

from __future__ import annotations

import json

from hotline.domain.transcripts import TranscriptState, to_json
from hotline.ports import Ports, Transcriber


def transcribe(ports: Ports, transcriber: Transcriber, recording_id: str) -> None:
    """Decode the sound and store the transcript sealed; no transaction stays open.

    Raises TranscriptionFailed for the outbox to try again.
    """
    with ports.unit_of_work() as tx:
        recording = tx.recordings.by_id(recording_id)
        request = tx.requests.by_id(recording.request_id) if recording else None
        if recording is None or request is None:
            return
        if recording.transcript_state != TranscriptState.WAITING:
            return
        sealed = tx.recordings.sound(recording_id)
        if sealed is None:
            return
        sound = tx.keys.open(recording.key_id).open("recording.sound", sealed)
    transcript = transcriber.transcribe(sound, request.language)
    with ports.unit_of_work() as tx:
        plain = json.dumps(to_json(transcript), ensure_ascii=False)
        key = tx.keys.open(recording.key_id)
        tx.recordings.set_transcript(
            recording_id, transcript.state, key.seal_text("recording.transcript", plain)
        )
        tx.announce()


def give_up_on_transcript(ports: Ports, recording_id: str) -> None:
    """Every attempt was lost: the volunteer is told to listen."""
    with ports.unit_of_work() as tx:
        tx.recordings.set_transcript(recording_id, TranscriptState.GAVE_UP, None)
        tx.announce()
