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
#: Texts to coordinators that nobody could come to the phone, for one language.
NOBODY_FREE_TOLD = Limit(1, timedelta(hours=1))
#: Texts to coordinators that one volunteer's phone cannot be rung.
DEAD_NUMBER_TOLD = Limit(1, timedelta(hours=24))
#: Wrong PINs in the volunteers' phone menu: from one phone, and from all who withhold theirs.
PIN_TRIES_FROM_A_PHONE = Limit(20, timedelta(hours=24))
PIN_TRIES_WITHHELD = Limit(50, timedelta(hours=24))
#: How long the address of a recording opens for the phone company.
SOUND_ADDRESS_LIVES = timedelta(minutes=5)
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
#: What follows a numbered answer to a question of ours, to one number: no machine that only
#: repeats itself gives such answers.
TEXTS_IN_A_TALK = Limit(10, timedelta(hours=24))
TEXTS_PER_PREFIX = Limit(20, timedelta(hours=1))
#: The same for all talks of one prefix: each of the twenty that may begin in an hour has its
#: five questions and its end. A prefix costs 140 texts an hour at most.
TEXTS_IN_TALKS_PER_PREFIX = Limit(20 * 6, timedelta(hours=1))
AUTOMATIC_TEXTS = Limit(500, timedelta(days=1))
#: After a heavy call nothing is offered for so long, unless they say sooner that they are ready.
REST_AFTER_HEAVY = timedelta(hours=12)
#: Heavy calls are counted for so many days; from so many on, a coordinator may offer rest.
HEAVY_COUNTED = timedelta(days=7)
HEAVY_OFFERS_REST = 2
#: Test notices that a volunteer may have sent to themselves.
TEST_NOTICES = Limit(3, timedelta(hours=1))
#: Answers to codes that a phone was never told: two machines must not text for ever.
UNKNOWN_CODES_ANSWERED = Limit(5, timedelta(hours=1))
#: So long after it was written an answer of the machine to a text may still go out.
ANSWER_LIVES = timedelta(hours=1)
#: Of the calls in a day, those that callers who wait on the line cannot use up: they are for
#: calling people back.
CALLS_KEPT = 20
#: Alarms by text to one volunteer that go out past the day's budget; then they are notices.
ALARMS_TO_ONE = (Limit(5, timedelta(hours=1)), Limit(20, timedelta(days=1)))
#: Calls that we place: to one volunteer's phone, and in all. One ends by itself.
CALLS_TO_VOLUNTEER = (Limit(3, timedelta(minutes=15)), Limit(7, timedelta(hours=1)))
CALLS_OUT = Limit(100, timedelta(days=1))
CALL_SECONDS = 30 * 60
#: The last of it is kept for words after a talk, and so long before these all are told.
LAST_WORDS = timedelta(minutes=1)
TOLD_BEFORE_END = timedelta(minutes=5)
#: Calls that come in, at the same time: from one number, and in all. One more than that leads to
#: the recorder at once, with words; it is never refused, and a withheld number is nobody's.
CALLS_AT_ONCE_OF_A_NUMBER = 3
CALLS_AT_ONCE = 50
#: A call that began so long ago is over, also when the carrier's word on its end was lost.
CALL_COUNTS_FOR = timedelta(seconds=2 * CALL_SECONDS)
#: A caller alone with the machine is led to the recorder after so long, and so long after they
#: began to be alone the call ends with words, their request kept.
ALONE_LED_ON = timedelta(minutes=15)
ALONE_ENDS = timedelta(minutes=20)
#: The carrier adds five seconds of its own.
RING_SECONDS = 25
#: Tries to reach somebody, and how long they are left in peace after each.
CALLBACK_TRIES = 3
CALLBACK_REST = timedelta(hours=2)
#: Calls to a number that somebody keyed in, for all requests together: it may be a stranger's.
KEYED_NUMBER_RUNG = Limit(3, timedelta(hours=24))
WEBHOOK_BODY_BYTES = 64 * 1024
RECORDING_SECONDS = 300
RECORDING_BYTES = 5 * 1024 * 1024
#: What the carrier takes from a phone at most (reference 4.1).
MEDIA_BYTES = 16 * 1024 * 1024
