"""Asking afterwards how it went: once, only who agreed, only where texts are allowed (C10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from hotline.domain.limits import HEARD_WITHIN
from hotline.types import Sealed

#: Help that was promised for today has come, or has not.
ASK_AFTER = timedelta(hours=20)
#: Nobody is texted by a machine of whom we have not heard so lately (F1): then it is too late.
ASK_WITHIN = HEARD_WITHIN
#: So long a number that comes back is an answer to this question.
ANSWER_WITHIN = timedelta(hours=72)


class Answer(StrEnum):
    """The three keys."""

    CAME = "came"
    NOT_COME = "not come"
    FELT_BAD = "felt bad"


KEYS = {1: Answer.CAME, 2: Answer.NOT_COME, 3: Answer.FELT_BAD}


@dataclass(frozen=True)
class FollowUp:
    """Of one request: when they agreed to be asked, were asked, and what they pressed."""

    request_id: str
    agreed_at: datetime
    asked_at: datetime | None = None
    answer: Answer | None = None
    answered_at: datetime | None = None
    words: Sealed | None = None


@dataclass(frozen=True)
class Pressed:
    """A text that begins with 1, 2 or 3; `words` are what follows."""

    answer: Answer
    words: str = ""


def read_answer(body: str) -> Pressed | None:
    """The answer that a text is, in digits of any script; None for any other text."""
    bare = body.strip()
    if not bare or not bare[0].isdecimal() or int(bare[0]) not in KEYS:
        return None
    rest = bare[1:]
    if rest[:1].isalnum():
        return None
    return Pressed(KEYS[int(bare[0])], rest.strip(" .,:;!)-。"))


FOLLOW_UP_TEXTS = {
    "follow_up.ask": (
        "{name}: how did it go? 1 it came and was all right 2 it did not come "
        "3 something felt bad. You need not answer."
    ),
    "follow_up.thanks": (
        "Thank you. A coordinator reads it. If you still need something, write it here."
    ),
}
