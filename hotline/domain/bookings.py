"""An interpreter booked for a call at a set time: its states, its times, its words by text (O9)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.types import Language

#: Booked from so soon to so far ahead: what is sooner is rung now, what is later is forgotten.
SOONEST, LATEST = timedelta(minutes=30), timedelta(days=60)
#: So long before the time, coordinators are told that nobody has taken it.
TOLD_BEFORE = timedelta(hours=12)
REMIND_BEFORE = timedelta(minutes=15)
#: So long after the time it is over.
OVER_AFTER = timedelta(hours=2)
#: Two calls of one interpreter begin at least so far apart.
ONE_CALL = timedelta(hours=1)
#: Booking texts to one volunteer in a day, and volunteers asked about one booking, at most.
MOST_ASKED_A_DAY, MOST_ASKED = 3, 40


class BookingState(StrEnum):
    """Open: wanted, nobody yet. Done and cancelled are ends."""

    OPEN = "open"
    TAKEN = "taken"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Booking:
    """One call for which an interpreter is wanted. `code` is for texts, until it is over."""

    id: str
    request_id: str
    language: Language
    at: datetime
    booked_by: str
    created_at: datetime
    code: str | None
    state: BookingState = BookingState.OPEN
    interpreter_id: str | None = None
    told_at: datetime | None = None
    reminded_at: datetime | None = None

    @property
    def is_live(self) -> bool:
        return self.state in {BookingState.OPEN, BookingState.TAKEN}


class Ask(StrEnum):
    """What a text about a booking asks for."""

    TAKE = "take"
    CANNOT = "cannot"


@dataclass(frozen=True)
class BookingText:
    """One text about a booking."""

    ask: Ask
    code: str


_CODE = re.compile(
    r"(?:(take|tomar|prendre|pran)|(cant|cannot|no puedo|je ne peux pas|pa kapab|못해요|못 해요|不能"
    r"|khong the|لا استطيع))? ?(i[2-9]{3,6})"
)


def read_booking_text(body: str) -> BookingText | None:
    """TAKE I472, a bare I472 or CANT I472; None for every other text."""
    text = unicodedata.normalize("NFKD", body[:64].casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = unicodedata.normalize("NFKC", re.sub(r"['’‘`´]", "", text))
    found = _CODE.fullmatch(" ".join(re.sub(r"[.,!?#]", " ", text).split()))
    if found is None:
        return None
    return BookingText(Ask.CANNOT if found[2] else Ask.TAKE, found[3])
