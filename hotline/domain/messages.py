"""Texts in and out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.types import Sealed

#: Rank of each delivery status (reference 4.3): statuses only move up.
MESSAGE_STATUS_RANK = {
    "accepted": 0,
    "scheduled": 0,
    "queued": 1,
    "sending": 2,
    "sent": 3,
    "delivered": 9,
    "undelivered": 9,
    "failed": 9,
    "read": 10,
    "canceled": 9,
}


#: A text by WhatsApp that waits for its person to write (services/whatsapp.py).
HELD = "held"


@dataclass(frozen=True)
class Message:
    """One text. Its other end is a request's person, a volunteer, or the sealed `contact`."""

    id: str
    key_id: str
    request_id: str | None
    volunteer_id: str | None
    direction: str
    body: Sealed
    at: datetime
    status: str
    contact: Sealed | None = None
