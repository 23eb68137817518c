"""How a request ends. "We can't" is an ending like the others, when the person has been told (C9)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hotline.errors import OutcomeRefused


class Outcome(StrEnum):
    ANSWERED = "answered"
    NOT_REACHED = "not reached"
    WITHDRAWN = "withdrawn"
    CANNOT = "we can't"


class Reason(StrEnum):
    """Why we can't: of a list, so that it can be counted and tells of nobody."""

    NO_MEANS = "no means"
    TOO_FAR = "too far"
    NOT_OURS = "not ours"
    PROFESSIONAL = "professional"
    OTHER = "other"


class ToldHow(StrEnum):
    CALL = "call"
    TEXT = "text"
    IN_PERSON = "in person"


@dataclass(frozen=True)
class Ending:
    """An outcome; reason, way and day of telling go with "we can't" alone."""

    outcome: Outcome
    reason: Reason | None = None
    told_how: ToldHow | None = None
    told_on: date | None = None


def read_ending(outcome: str, reason: str, told_how: str, told_on: str, today: date) -> Ending:
    """The ending that a form gives. Raises OutcomeRefused with what is missing.

    "We can't" without a reason, or without having told the person, is refused; so is a day
    of telling that lies ahead.
    """
    if outcome not in set(Outcome):
        raise OutcomeRefused("outcome")
    if outcome != Outcome.CANNOT:
        return Ending(Outcome(outcome))
    if reason not in set(Reason):
        raise OutcomeRefused("reason")
    if told_how not in set(ToldHow):
        raise OutcomeRefused("told")
    try:
        day = date.fromisoformat(told_on)
    except ValueError:
        raise OutcomeRefused("day") from None
    if day > today:
        raise OutcomeRefused("day")
    return Ending(Outcome.CANNOT, Reason(reason), ToldHow(told_how), day)
