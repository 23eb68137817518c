"""A call as the carrier tells it: its statuses only move up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.types import Language, Sealed

#: Rank of each call status (../shared/twilio/reference.md 2.1); a lower one that
#: arrives late changes nothing.
CALL_STATUS_RANK = {
    "queued": 0,
    "initiated": 1,
    "ringing": 2,
    "in-progress": 3,
    "completed": 9,
    "busy": 9,
    "failed": 9,
    "no-answer": 9,
    "canceled": 9,
}
ENDED_RANK = 9


class CallOutcome(StrEnum):
    """What became of a call; abandoned is counted, never hidden."""

    UNDER_WAY = "under_way"
    REQUEST = "request"
    ABANDONED = "abandoned"
    #: Somebody came back to a request of an earlier call.
    RECEIPT = "receipt"
    #: A volunteer at work by phone.
    VOLUNTEER = "volunteer"


@dataclass(frozen=True)
class Call:
    """One call of one caller. The session and the caller's number are sealed."""

    id: str
    key_id: str
    started_at: datetime
    status_rank: int
    outcome: CallOutcome
    session: Sealed | None = None
    caller: Sealed | None = None
    fingerprint: str | None = None
    language: Language | None = None
    last_step: str | None = None
    request_id: str | None = None

    @property
    def is_over(self) -> bool:
        """The carrier said that it has ended; nobody is on the line any more."""
        return self.status_rank >= ENDED_RANK
