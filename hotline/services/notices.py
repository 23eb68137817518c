"""The notice to a volunteer that requests wait: codes and nothing else, never a flood.

Several waiting requests for one phone are one text, or one call. A notice that a limit holds back waits
in the outbox until the limit lets it pass, and goes with all that have come meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hotline.domain.limits import Limit
from hotline.domain.notices import (
    BUSY_WAIT,
    CALLS_TO_ONE,
    DANGER,
    FIRST_LIVES,
    LONGEST,
    NOTICES_TO_ONE,
    REPEAT_LIVES,
    WaitingNotice,
    allowed_at,
)
from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports
from hotline.services import notice_calls
from hotline.services.notice_words import notice_words
from hotline.services.on_call import is_on_call
from hotline.services.telling import tell, telling_of


def send_notice(ports: Ports, notice_id: str) -> None:
    """Write the text, or ask for the call, that tells a volunteer of this request and of all others that wait for them.

    Nothing is written when the request was claimed meanwhile, when they have been told, when
    they are not on call any more (O7; a coordinator is the last resort, and told all the same), when
    the story is too old, or when the day's money is spent: the request still stands in the
    queue. The text goes the way of every other, which looks it up before it is sent again.
    """
    now = ports.clock.now()
    with ports.unit_of_work() as tx:
        notice = tx.notices.by_id(notice_id)
        volunteer = tx.volunteers.by_id(notice.volunteer_id) if notice else None
        if notice is None or volunteer is None:
            return
        # Two requests that come together are one notice: who tells is alone with that phone.
        tx.volunteers.hold([volunteer.id])
        notice = tx.notices.by_id(notice_id)
        if notice is None or notice.sent_at:
            return
        waiting = [
            each
            for each in tx.notices.unsent_to(volunteer.id)
            if now - each.asked_at < _lives(each)
        ]
        if notice_id not in {each.id for each in waiting}:
            return
        is_exempt = volunteer.is_coordinator or notice.why == DANGER
        if not is_exempt and not is_on_call(ports, tx, volunteer.id):
            # Held back over the end of a shift or into a break: asked anew when they are back.
            tx.notices.take_back([each.id for each in waiting])
            return
        told = tx.notices.times_told(volunteer.id, now - LONGEST)
        telling = telling_of(tx, volunteer)
        moment = allowed_at(told, _limits(waiting, NOTICES_TO_ONE), now)
        may_ring = False
        if telling.call:
            ring_at = allowed_at(told, _limits(waiting, CALLS_TO_ONE), now)
            if ring_at <= now and not notice_calls.is_free(tx, volunteer.id):
                ring_at = now + BUSY_WAIT
            may_ring = ring_at <= now
            if not telling.text and not telling.is_elsewhere:
                moment = ring_at
        if moment > now:
            tx.outbox.add(OutboxKind.SEND_NOTICE, notice_id, not_before=moment)
            return
        rung = may_ring and notice_calls.ring(ports, tx, volunteer, waiting)
        if rung and not telling.is_elsewhere:
            told_now = True
        else:
            words = notice_words(ports, tx, volunteer, waiting)
            told_now = tell(ports, tx, volunteer, words, automatic=True, rung=rung)
        if told_now:
            tx.notices.note_told(volunteer.id, now)
            tx.notices.mark_sent([each.id for each in waiting], now)


def _limits(waiting: Sequence[WaitingNotice], table: Sequence[Limit]) -> Sequence[Limit]:
    """What is told for the first time is held to the first two, and danger to the second."""
    new = [each for each in waiting if not each.is_repeat]
    if any(each.urgent for each in new):
        return table[1:2]
    return table[:2] if new else table


def _lives(notice: WaitingNotice) -> timedelta:
    return REPEAT_LIVES if notice.is_repeat else FIRST_LIVES
