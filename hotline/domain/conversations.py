"""A conversation between a volunteer and a person, who see the hotline and not each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.domain.delivery import Delivery, Failure

#: What one volunteer's text may be at most, in UTF-16 units: five parts on the phone.
LONGEST_WORDS = 600
#: Texts written by people in one request: more in an hour is a machine or a mistake.
WRITTEN_PER_HOUR = 30
#: The holder is told of new words once in this time, unless they have looked.
NOTICE_AGAIN_AFTER = timedelta(minutes=10)
#: Who wrote so lately holds the phone: an answer may go at once, also outside their hours.
HOLDS_THE_PHONE = timedelta(minutes=15)


class CallReason(StrEnum):
    """Why somebody is to be called: they asked, or texts do not reach them."""

    ASKED = "asked"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class CallWish:
    """`may_call` is False where their rules allow no call: then the request waits for them."""

    reason: CallReason
    may_call: bool
    at: datetime


@dataclass(frozen=True)
class ThreadLine:
    """One text as the holder sees it. `author` is None for the hotline's own answers."""

    id: str
    at: datetime
    from_them: bool
    words: str
    author: str | None = None
    delivery: Delivery | None = None
    failure: Failure | None = None
    may_try_again: bool = False


@dataclass(frozen=True)
class Conversation:
    """What stands around the texts of one request on its page. `joined` and `maybe_same`
    are codes of other requests."""

    lines: tuple[ThreadLine, ...] = ()
    unread: bool = False
    call_wish: CallWish | None = None
    maybe_same: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    may_text: bool = False
    why_not: str = ""
    safe_word: str = ""
