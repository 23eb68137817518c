"""Telling a volunteer by phone that requests wait: one call for all of them, and no room.

The call is a bridge of its own kind with one leg, so that statuses, limits, money and dead
numbers are what they are for every other call. What is said lies in ivr/notice_calls.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hotline.domain.bridges import Bridge, BridgeKind, Leg, LegEnd, LegRole
from hotline.domain.notices import CALL_COUNTED, REPEAT_LIVES, WaitingNotice
from hotline.domain.volunteers import Volunteer
from hotline.ports import Ports, Transaction
from hotline.services import spending
from hotline.services.bridges import open_bridge, want_leg
from hotline.services.duty import leave_in
from hotline.services.notice_words import notice_words
from hotline.services.on_call import is_on_call
from hotline.services.one_leg import OneLeg, free_phone
from hotline.services.quiet_phones import is_last_resort
from hotline.services.telling import telling_of
from hotline.services.texts_to_volunteers import queue_text_to_volunteer

#: After these somebody has heard it and said so: nothing is told once more.
_HEARD = {LegEnd.PASSED, LegEnd.OFF}


def is_free(tx: Transaction, volunteer_id: str) -> bool:
    """False while their phone is in a call of ours, or about to be."""
    return not tx.legs.under_way_of(volunteer_id)


def ring(
    ports: Ports, tx: Transaction, volunteer: Volunteer, waiting: Sequence[WaitingNotice]
) -> bool:
    """Ask for the one call about all of these; False when the day's money is spent.

    The sid is sealed like what it is about: with the key of the first of these requests.
    """
    request = tx.requests.by_id(waiting[0].request_id)
    price = ports.money.price_of_call(round(CALL_COUNTED.total_seconds()))
    if request is None or not spending.take(ports, tx, price):
        return False
    bridge = open_bridge(
        ports,
        tx,
        kind=BridgeKind.NOTICE,
        key_id=request.key_id,
        language=volunteer.languages[0] if volunteer.languages else ports.default_language,
        topic="",
        deadline=ports.clock.now() + REPEAT_LIVES,
    )
    if bridge is None:
        return False
    tx.notices.told_by_call([each.id for each in waiting], bridge.id)
    want_leg(ports, tx, bridge, LegRole.VOLUNTEER, volunteer.id)
    return True


def still_to_pay(talked: timedelta) -> timedelta:
    """What such a call cost beyond what was taken before it rang."""
    return max(timedelta(0), talked - CALL_COUNTED)


class NoticeRules(OneLeg):
    """One phone, and nobody at the other end: pressing 1 leads to the menu, which asks the PIN."""

    def may_dial(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """Something of it must wait still, and a break must stop the ringing."""
        waiting = tx.notices.waiting_of_call(bridge.id)
        if leg.volunteer_id is None or not waiting or ports.clock.now() >= bridge.deadline:
            return False
        return is_last_resort(tx, bridge.id) or is_on_call(ports, tx, leg.volunteer_id)

    def may_accept(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """Who wants to hear what waits comes to the menu, also when that was claimed meanwhile."""
        return True

    def leg_ended(self, ports: Ports, tx: Transaction, bridge: Bridge, leg: Leg) -> None:
        """Nobody heard it: a text goes, if they chose texts as well. Told once it is either way."""
        tx.bridges.end(bridge.id, ports.clock.now())
        volunteer = tx.volunteers.by_id(leg.volunteer_id) if leg.volunteer_id else None
        if volunteer is not None:
            if leg.end is LegEnd.PASSED:
                tx.notices.decline_call(bridge.id)
            if leg.end is LegEnd.OFF:
                leave_in(ports, tx, volunteer.id)
            if leg.end not in _HEARD and bridge.accepted_leg != leg.id:
                _text_instead(ports, tx, bridge, volunteer)
        free_phone(tx)


def _text_instead(ports: Ports, tx: Transaction, bridge: Bridge, volunteer: Volunteer) -> None:
    waiting = tx.notices.waiting_of_call(bridge.id)
    may_tell = is_last_resort(tx, bridge.id) or is_on_call(ports, tx, volunteer.id)
    if waiting and may_tell and telling_of(tx, volunteer).text:
        words = notice_words(ports, tx, volunteer, waiting)
        queue_text_to_volunteer(ports, tx, volunteer, words, automatic=True)


RULES = NoticeRules()
