"""Texts as they lie at the carrier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hotline.types import MessageSid, PhoneNumber

#: Statuses after which nothing more happens to a text (reference 4.3): its copy may go.
ENDED = frozenset({"delivered", "undelivered", "failed", "read", "canceled"})


@dataclass(frozen=True)
class CarrierText:
    """One text of our number in the carrier's log. `is_ended`: it can be deleted there."""

    sid: MessageSid
    is_inbound: bool
    is_ended: bool
    sender: PhoneNumber | None
    body: str
    created_at: datetime
    has_files: bool = False
