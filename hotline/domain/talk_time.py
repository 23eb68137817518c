"""How long the talk in a room may last, so that everybody is told before its end (F2).

A call that we place ends at the carrier after CALL_SECONDS, whatever is going on. So the talk
ends LAST_WORDS before the first such call would: there is time to say so, and how to go on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from hotline.domain.bridges import Bridge, Leg, LegRole
from hotline.domain.limits import CALL_SECONDS, LAST_WORDS, TOLD_BEFORE_END

TALK = timedelta(seconds=CALL_SECONDS) - LAST_WORDS
#: The person's stay ends first, and with it the room for all: nobody is left alone in it.
_BEHIND = timedelta(seconds=5)
#: Between the carrier's clock and ours.
_CLOCKS_DIFFER = timedelta(seconds=5)
#: "Five minutes" is true for so long before and after it is.
_TRUE_FOR = timedelta(seconds=60)


def end_of_talk(others: Iterable[Leg], now: datetime) -> datetime:
    """When a talk ends that the person joins now; `others` are the legs in the room."""
    return min([each.answered_at or now for each in others], default=now) + TALK


def seconds_in_room(bridge: Bridge, leg: Leg, now: datetime) -> int:
    """How long the carrier lets this leg stay in the room that it is about to enter."""
    ends = bridge.ends_at or (leg.answered_at or now) + TALK
    behind = timedelta() if leg.role is LegRole.PERSON else _BEHIND
    return max(1, round((ends + behind - now).total_seconds()))


def is_time_up(bridge: Bridge, now: datetime) -> bool:
    """Whether the talk came to the end of its time: now, or when it ended."""
    at = bridge.ended_at or now
    return bridge.ends_at is not None and at >= bridge.ends_at - _CLOCKS_DIFFER


def is_time_to_tell(ends_at: datetime, now: datetime) -> bool:
    """Whether TOLD_BEFORE_END is about what is left; told late it would be told wrong."""
    return abs(ends_at - now - TOLD_BEFORE_END) <= _TRUE_FOR
