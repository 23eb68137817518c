"""The notice to a volunteer that requests wait: codes and nothing else, never a flood.

Several waiting requests for one phone are one text. A notice that a limit holds back waits
in the outbox until the limit lets it pass, and goes with all that have come meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hotline.domain.limits import Limit
from hotline.domain.notices import (
    DANGER,
    FIRST_LIVES,
    FIRST_TIME,
    LONGEST,
    NOTICES_TO_ONE,
    REPEAT_LIVES,
    WaitingNotice,
    allowed_at,
)
from hotline.domain.outbox import OutboxKind
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services.short_codes import tell_code
from hotline.services.telling import tell

#: More codes than this in one text are only counted: it must stay one segment.
CODES_IN_ONE_TEXT = 6


def send_notice(ports: Ports, notice_id: str) -> None:
    """Write the text that tells a volunteer of this request and of all others that wait for them.

    Nothing is written when the request was claimed meanwhile, when they have been told, when
    the story is too old, or when the day's money is spent: the request still stands in the
    queue. The text goes the way of every other, which looks it up before it is sent again.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        notice = tx.notices.by_id(notice_id)
        volunteer = tx.volunteers.by_id(notice.volunteer_id) if notice else None
        if notice is None or volunteer is None or notice.sent_at:
            return
        waiting = [
            each
            for each in tx.notices.unsent_to(volunteer.id)
            if now - each.asked_at < _lives(each)
        ]
        if notice_id not in {each.id for each in waiting}:
            return
        told = tx.notices.times_told(volunteer.id, now - LONGEST)
        moment = allowed_at(told, _limits(waiting), now)
        if moment > now:
            tx.outbox.add(OutboxKind.SEND_NOTICE, notice_id, not_before=moment)
            return
        words = _words(ports, tx, volunteer, waiting)
        if tell(ports, tx, volunteer, words, automatic=True):
            tx.notices.note_told(volunteer.id, now)
            tx.notices.mark_sent([each.id for each in waiting], now)


def _words(
    ports: Ports, tx: Transaction, volunteer: Volunteer, waiting: Sequence[WaitingNotice]
) -> str:
    language = volunteer.languages[0] if volunteer.languages else ports.default_language
    # A flood leaves hundreds waiting: a number is given only to what is named in the text.
    shorts = [
        tell_code(ports, tx, volunteer.id, each.request_id, place=place)
        for place, each in enumerate(waiting[:CODES_IN_ONE_TEXT])
    ]
    if len(waiting) == 1:
        (one,) = waiting
        return ports.texts.text("notice.waiting", language, code=one.request_code, short=shorts[0])
    codes = " ".join(shorts)
    return ports.texts.text("notice.many", language, count=str(len(waiting)), codes=codes)


def _limits(waiting: Sequence[WaitingNotice]) -> Sequence[Limit]:
    new = [each for each in waiting if not each.is_repeat]
    if any(each.urgent for each in new):
        return DANGER
    return FIRST_TIME if new else NOTICES_TO_ONE


def _lives(notice: WaitingNotice) -> timedelta:
    return REPEAT_LIVES if notice.is_repeat else FIRST_LIVES
