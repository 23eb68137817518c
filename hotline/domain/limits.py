"""Every limit in one table (promise F2, H1, H2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Limit:
    """At most `count` in `within`."""

    count: int
    within: timedelta


SIGN_IN_TRIES = (
    Limit(5, timedelta(minutes=5)),
    Limit(20, timedelta(hours=1)),
    Limit(50, timedelta(days=1)),
)
#: Wrong numbers of receipts: by one call or one phone, and by all who withhold theirs (E2).
RECEIPT_TRIES = Limit(5, timedelta(hours=24))
RECEIPT_TRIES_WITHHELD = Limit(50, timedelta(hours=24))
SIGN_IN_CODE_LIVES = timedelta(minutes=10)
SESSION_IDLE = timedelta(minutes=30)
SESSION_ABSOLUTE = timedelta(hours=12)
#: Only who wrote or rang so lately is texted by itself (F1).
HEARD_WITHIN = timedelta(hours=72)
#: Automatic answers by text: to one number, to all numbers with the same first six digits,
#: and to everybody.
TEXTS_PER_NUMBER = Limit(5, timedelta(hours=24))
TEXTS_PER_PREFIX = Limit(20, timedelta(hours=1))
AUTOMATIC_TEXTS = Limit(500, timedelta(days=1))
WEBHOOK_BODY_BYTES = 64 * 1024
RECORDING_SECONDS = 300
RECORDING_BYTES = 5 * 1024 * 1024
#: What the carrier takes from a phone at most (reference 4.1).
MEDIA_BYTES = 16 * 1024 * 1024
