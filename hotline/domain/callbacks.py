"""Calling somebody back: how often, when next, and why not now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from hotline.domain.contact_safety import Contact, ContactRules, Reason, Refused, may_contact
from hotline.domain.limits import CALLBACK_REST, CALLBACK_TRIES


class Outcome(StrEnum):
    """What came of one attempt. The first three are for the volunteer to say."""

    REACHED = "reached"
    SOMEBODY_ELSE = "somebody_else"
    MACHINE = "machine"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Attempt:
    """The phone of a person rang once. No outcome: nobody has said yet who answered."""

    id: str
    request_id: str
    volunteer_id: str
    at: datetime
    outcome: Outcome | None = None
    next_at: datetime | None = None
    bridge_id: str | None = None


class WhyNot(StrEnum):
    """Why there is no call now; each has its sentence on the page."""

    NO_NUMBER = "no_number"
    NOT_ALLOWED = "not_allowed"
    NOT_THIS_WAY = "not_this_way"
    NOT_NOW = "not_now"
    #: They said when; the holder must hear it first.
    LISTEN_FIRST = "listen_first"
    TOO_SOON = "too_soon"
    TRIED_ENOUGH = "tried_enough"
    TOO_MANY_CALLS = "too_many_calls"
    #: Of a number that the caller keyed in: its owner wants to hear nothing from us.
    SILENT = "silent"
    #: The same, and it was rung often enough today, for whichever requests.
    NUMBER_RESTS = "number_rests"
    #: They wrote their word alone: silence until they write again.
    HIDDEN = "hidden"


_NEVER = (WhyNot.NO_NUMBER, WhyNot.NOT_ALLOWED, WhyNot.NOT_THIS_WAY, WhyNot.SILENT)


@dataclass(frozen=True)
class MayCall:
    """`why_not` None: the call may be made. `at` is when it may be, where that is known."""

    why_not: WhyNot | None = None
    at: datetime | None = None

    @property
    def at_all(self) -> bool:
        """Whether they agreed to calls, though perhaps not to one at this moment."""
        return self.why_not not in _NEVER


_REASONS = {
    Reason.NOT_ALLOWED: WhyNot.NOT_ALLOWED,
    Reason.NOT_THIS_WAY: WhyNot.NOT_THIS_WAY,
    Reason.NOT_NOW: WhyNot.NOT_NOW,
    Reason.NOT_HEARD: WhyNot.LISTEN_FIRST,
    Reason.HIDDEN: WhyNot.HIDDEN,
}


def may_call(
    rules: ContactRules,
    attempts: Sequence[Attempt],
    now: datetime,
    zone: tzinfo | None,
    *,
    has_number: bool,
    heard: bool = False,
    also: tzinfo | None = None,
) -> MayCall:
    """Whether this person may be rung at this moment; `attempts` are in order of time.

    `heard`: who would call has listened to when they may (Hours.AS_SAID). `also`: as in
    contact_safety.may_contact.

    Attempts in vain are counted since they were last reached.
    """
    if not has_number:
        return MayCall(WhyNot.NO_NUMBER)
    asked = may_contact(rules, Contact.CALL, now, zone, heard=heard, also=also)
    if isinstance(asked, Refused) and asked.reason is not Reason.NOT_NOW:
        return MayCall(_REASONS[asked.reason])
    vain = in_vain(attempts)
    if len(vain) >= CALLBACK_TRIES:
        return MayCall(WhyNot.TRIED_ENOUGH)
    rest = next_try(vain[-1].at, rules, zone, also) if vain else None
    if rest is not None and now < rest:
        return MayCall(WhyNot.TOO_SOON, rest)
    if isinstance(asked, Refused):
        return MayCall(WhyNot.NOT_NOW, first_moment(rules, now, zone, also))
    return MayCall()


def in_vain(attempts: Sequence[Attempt]) -> list[Attempt]:
    """Those since the person was last reached."""
    vain: list[Attempt] = []
    for attempt in attempts:
        vain = [] if attempt.outcome is Outcome.REACHED else [*vain, attempt]
    return vain


def next_try(
    tried: datetime, rules: ContactRules, zone: tzinfo | None, also: tzinfo | None = None
) -> datetime:
    """The first moment after the rest that lies within the hours the person named."""
    return first_moment(rules, tried + CALLBACK_REST, zone, also)


def first_moment(
    rules: ContactRules, after: datetime, zone: tzinfo | None, also: tzinfo | None = None
) -> datetime:
    """The first moment, from `after` on, at which the person's hours allow a call; of hours
    that were said, the earliest that they can mean.

    Found in steps of a quarter of an hour, so that days with a changed clock are right too.
    """

    def is_open(at: datetime) -> bool:
        asked = may_contact(rules, Contact.CALL, at, zone, heard=True, also=also)
        return not isinstance(asked, Refused)

    if is_open(after):
        return after
    moment = after.replace(minute=after.minute // 15 * 15, second=0, microsecond=0)
    for _ in range(2 * 24 * 4):
        moment += timedelta(minutes=15)
        if is_open(moment):
            return moment
    return moment
