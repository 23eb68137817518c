"""A notice to a volunteer: what one phone may receive, and until when it is worth sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.limits import Limit

#: Why a notice was written: somebody may be in danger, and no break is in the way.
DANGER = "danger"


@dataclass(frozen=True)
class Notice:
    """One request was offered to one volunteer. `why` and `step` say by which step of the policy."""

    id: str
    request_id: str
    volunteer_id: str
    sent_at: datetime | None
    why: str = ""
    step: int = 0
    asked_at: datetime | None = None


@dataclass(frozen=True)
class WaitingNotice:
    """A notice that has not gone out, of a request that waits."""

    id: str
    request_id: str
    request_code: str
    asked_at: datetime
    is_repeat: bool
    urgent: bool


#: Texts of notices to one phone: GoAlert's table, proved on many on-call phones.
NOTICES_TO_ONE = (
    Limit(1, timedelta(minutes=1)),
    Limit(5, timedelta(minutes=15)),
    Limit(11, timedelta(hours=1)),
    Limit(21, timedelta(hours=3)),
)
#: The longest look back that the limits need.
LONGEST = max(limit.within for limit in NOTICES_TO_ONE)

#: Calls about notices to one phone, from the same table; a text before counts as well.
CALLS_TO_ONE = (
    Limit(1, timedelta(minutes=1)),
    Limit(3, timedelta(minutes=15)),
    Limit(7, timedelta(hours=1)),
    Limit(15, timedelta(hours=3)),
)
#: Its words take no longer: so much is taken from the day's money before it rings.
CALL_COUNTED = timedelta(minutes=1)
#: A phone that is in a call is not rung beside it: it is tried again after this.
BUSY_WAIT = timedelta(minutes=1)

#: A notice that could not go out for this long is not sent any more: the steps that follow
#: ask again if the request still waits.
FIRST_LIVES = timedelta(hours=2)
REPEAT_LIVES = timedelta(minutes=15)


def allowed_at(sent: Sequence[datetime], limits: Sequence[Limit], now: datetime) -> datetime:
    """The first moment from now at which one more may go, given when the others went."""
    moment = now
    for limit in limits:
        inside = sorted(each for each in sent if each > now - limit.within)
        if len(inside) >= limit.count:
            moment = max(moment, inside[-limit.count] + limit.within)
    return moment
