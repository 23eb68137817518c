"""A call that lasts: after a while it is led to the recorder, and then ended with words (F2).

Only time alone with the machine counts. What is being said into the recorder is heard to its
end first, and a talk with a person has a length of its own.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from hotline.domain.calls import Call
from hotline.domain.limits import ALONE_ENDS, ALONE_LED_ON
from hotline.ports import Ports, Transaction
from hotline.services.intake import request_of_call
from hotline.types import NOT_KNOWN_YET
from ivr.flows.arrive import Move, farewell, to_recorder
from ivr.flows.model import Flow
from ivr.flows.session import Event, Recorded, Session
from ivr.flows.step_words import own_words


def at_length(
    ports: Ports, tx: Transaction, call: Call, flow: Flow, session: Session, event: Event
) -> Move | None:
    """The recorder, or the last words with the request kept; None while there is time."""
    if session.ended:
        return None
    alone = ports.clock.now() - _alone_since(tx, call, session)
    session = replace(session, turn=session.turn + 1)
    if alone >= ALONE_ENDS:
        waits = _keep(ports, tx, call, flow, session)
        return farewell(
            flow, session, own_words(flow, session, "nobody_free_waits") if waits else ()
        )
    led_on = session.led_on or isinstance(event, Recorded) or session.queued
    if alone < ALONE_LED_ON or led_on or session.language in (None, NOT_KNOWN_YET):
        return None
    return to_recorder(flow, replace(session, led_on=True))


def _alone_since(tx: Transaction, call: Call, session: Session) -> datetime:
    """When the call began, or when its last wait or talk was over."""
    bridges = [tx.bridges.by_id(each) for each in session.waited]
    ends = [bridge.ended_at for bridge in bridges if bridge and bridge.ended_at]
    return max((call.started_at, *ends))


def _keep(ports: Ports, tx: Transaction, call: Call, flow: Flow, session: Session) -> bool:
    """Whether something of theirs waits: what they said, or a number to call back."""
    if call.request_id or session.opened:
        return True
    if call.caller is None:
        return False
    request_of_call(
        ports,
        tx,
        call,
        language=session.language or flow.master,
        topic=session.topic,
        urgent=session.urgent,
    )
    return True
