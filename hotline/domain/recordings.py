"""A voicemail: from the carrier's notice to our sealed copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.types import CallSid, PhoneNumber, RecordingSid, Sealed


class RecordingState(StrEnum):
    """announced: the carrier has it; stored: we have it sealed; erased: its person wished so,
    or stayed quiet where a word was asked for.

    Absent and lost: no sound came.
    """

    ANNOUNCED = "announced"
    STORED = "stored"
    ABSENT = "absent"
    LOST = "lost"
    ERASED = "erased"


class Purpose(StrEnum):
    """What was said: a story, the word by which the person will know that it is us, or when
    they may be called."""

    STORY = "story"
    SAFE_WORD = "safe_word"
    WHEN = "when"


@dataclass(frozen=True)
class CarrierRecording:
    """A recording that lies at the carrier, as its list tells it."""

    sid: RecordingSid
    call_sid: CallSid
    seconds: int | None
    created_at: datetime


@dataclass(frozen=True)
class CallOrigin:
    """Where a call came from, asked of the carrier: was it to our number, and from whom."""

    is_ours: bool
    caller: PhoneNumber | None = None


@dataclass(frozen=True)
class Recording:
    """One recording of one request; `sid` is sealed, the sound lies in its own table.

    `seconds` is the carrier's estimate until our copy is stored, then the copy's own.
    """

    id: str
    request_id: str
    key_id: str
    state: RecordingState
    transcript_state: str
    created_at: datetime
    sid: Sealed
    seconds: int | None = None
    transcript: Sealed | None = None
    deleted_at_carrier: datetime | None = None
    purpose: Purpose = Purpose.STORY
