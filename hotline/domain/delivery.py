"""How far one of our texts has come, in words that a volunteer can act on (T12)."""

from __future__ import annotations

from enum import StrEnum

from hotline.domain.messages import HELD


class Delivery(StrEnum):
    """Where a text is. SENT stays when a carrier never says whether it arrived."""

    WAITS = "waits"
    HELD = "held"
    ON_ITS_WAY = "on-its-way"
    SENT = "sent"
    DELIVERED = "delivered"
    NOT_DELIVERED = "not-delivered"
    TRIED_AGAIN = "tried-again"


class Failure(StrEnum):
    """Why a text did not arrive, or was never sent."""

    LANDLINE = "landline"
    UNREACHABLE = "unreachable"
    NO_SUCH_NUMBER = "no-such-number"
    OPTED_OUT = "opted-out"
    BLOCKED = "blocked"
    FILTERED = "filtered"
    WINDOW_CLOSED = "window-closed"
    OUR_SETUP = "our-setup"
    THEIR_RULES = "their-rules"
    LOST = "lost"
    #: A number that we never text, or one of which nothing was heard for days (F1).
    NOT_REACHED = "not-reached"


#: The carrier's error codes (shared reference 4.3), by what they mean for people.
_CODES = {
    21211: Failure.NO_SUCH_NUMBER,
    21408: Failure.OUR_SETUP,
    21608: Failure.OUR_SETUP,
    21610: Failure.OPTED_OUT,
    21612: Failure.NO_SUCH_NUMBER,
    21614: Failure.LANDLINE,
    21635: Failure.LANDLINE,
    30003: Failure.UNREACHABLE,
    30004: Failure.BLOCKED,
    30005: Failure.NO_SUCH_NUMBER,
    30006: Failure.LANDLINE,
    30007: Failure.FILTERED,
    30032: Failure.OUR_SETUP,
    30034: Failure.OUR_SETUP,
    30450: Failure.FILTERED,
    63003: Failure.NO_SUCH_NUMBER,
    63016: Failure.WINDOW_CLOSED,
}
#: A text will not reach them, now or ever: by phone they may be reached all the same.
CALL_INSTEAD = frozenset(
    {
        Failure.LANDLINE,
        Failure.UNREACHABLE,
        Failure.NO_SUCH_NUMBER,
        Failure.BLOCKED,
        Failure.FILTERED,
    }
)
#: To send the same again would be against a wish, or would fail in the same way.
NEVER_AGAIN = frozenset(
    {Failure.LANDLINE, Failure.OPTED_OUT, Failure.THEIR_RULES, Failure.NOT_REACHED}
)
#: Ends from which nothing follows by itself.
ENDED_BADLY = frozenset({"failed", "undelivered", "canceled"})
#: Its words went out a second time as another text.
TRIED_AGAIN_STATUS = "tried-again"


def failure_of(code: int | str | None) -> Failure:
    """What a carrier's code means; one that we do not know is a text that was lost."""
    written = str(code or "")
    return _CODES.get(int(written), Failure.LOST) if written.isdecimal() else Failure.LOST


def delivery_of(status: str) -> Delivery:
    """Where a text is, by its status (domain/messages.py)."""
    if status == "waiting":
        return Delivery.WAITS
    if status == HELD:
        return Delivery.HELD
    if status == TRIED_AGAIN_STATUS:
        return Delivery.TRIED_AGAIN
    if status in ENDED_BADLY:
        return Delivery.NOT_DELIVERED
    if status in {"delivered", "read"}:
        return Delivery.DELIVERED
    return Delivery.SENT if status == "sent" else Delivery.ON_ITS_WAY
