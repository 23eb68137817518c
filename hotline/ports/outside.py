"""What lies outside: the phone company, the recognizer, the queue of jobs, the words of texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from hotline.domain.outbox import OutboxRow
from hotline.domain.recordings import CallOrigin, CarrierRecording
from hotline.domain.transcripts import Transcript
from hotline.types import CallSid, Language, MediaSid, MessageSid, PhoneNumber, RecordingSid


class Carrier(Protocol):
    """The phone company. Raises CarrierUnavailable, CarrierRefused, RecordingNotReady."""

    def send_text(self, to: PhoneNumber, body: str, reference: str) -> MessageSid: ...
    def find_text(self, to: PhoneNumber, body: str, since: datetime) -> MessageSid | None: ...
    def place_call(
        self,
        to: PhoneNumber,
        *,
        answer_path: str,
        status_path: str,
        ring_seconds: int,
        longest_seconds: int,
    ) -> CallSid: ...
    def move_call(self, sid: CallSid, path: str) -> None: ...
    def end_call(self, sid: CallSid) -> None: ...
    def fetch_recording(self, sid: RecordingSid) -> bytes: ...
    def delete_recording(self, sid: RecordingSid) -> None: ...
    def list_recordings(self) -> Sequence[CarrierRecording]: ...
    def origin_of(self, sid: CallSid) -> CallOrigin: ...
    def fetch_media(self, message: MessageSid, media: MediaSid) -> bytes: ...
    def delete_media(self, message: MessageSid, media: MediaSid) -> None: ...


class Transcriber(Protocol):
    """Turns sound into words, offline. Raises TranscriptionFailed for a lost attempt."""

    def transcribe(self, sound: bytes, language: Language) -> Transcript: ...


class JobQueue(Protocol):
    """The fast path to the workers: losing everything in it loses nothing."""

    def hand_over(self, rows: Sequence[OutboxRow]) -> bool: ...
    def announce(self) -> None: ...


class Texts(Protocol):
    """Words of an outgoing text in a language, by id (hotline/domain/texts.py)."""

    def text(self, text_id: str, language: Language, **parameters: str) -> str: ...
