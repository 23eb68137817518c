"""A caller's wait for a person, webhook by webhook: the pure wait meets the ringing service."""

from __future__ import annotations

from dataclasses import replace

from hotline.domain.bridges import Bridge, BridgeState, path_of
from hotline.domain.calls import Call
from hotline.domain.routing import ANYBODY, WANTS_WOMAN, Wishes
from hotline.domain.talk_time import is_time_up
from hotline.ports import Ports, Transaction
from hotline.services import live_calls
from hotline.services.bridges import person_of
from hotline.services.intake import NO_TOPIC
from hotline.services.live_pool import wish_in_the_way
from hotline.services.wishes import wish_more
from hotline.types import NOT_KNOWN_YET, CallSid
from ivr import twiml
from ivr.flows.arrive import Move, Prompts, hear_again
from ivr.flows.model import Flow
from ivr.flows.session import Event, Session, Started
from ivr.flows.step_words import own_words
from ivr.flows.unmet_wish import answer_about_wish, ask_about_wish, takes_anybody, with_anybody
from ivr.flows.waiting import (
    WaitNow,
    Wish,
    begin_wait,
    can_ask_for_woman,
    can_write,
    go_on_waiting,
    said_on_the_way,
    stop_waiting,
    wants_person,
    wants_woman,
    wish_of,
)


class LiveWaiting:
    """Holds no state: what a call waits for lies in its session, and what rings in the store."""

    def __init__(self, ports: Ports, public_url: str) -> None:
        self._ports = ports
        self._public_url = public_url

    def begin(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        flow: Flow,
        before: Session | None,
        move: Move,
    ) -> Move:
        """The same move, or the first words of a wait when somebody can be rung."""
        session, effects = move
        if session.crowded or not wants_person(before, session, effects):
            return move
        return self._ring(tx, call, sid, flow, move) or move

    def _ring(
        self, tx: Transaction, call: Call, sid: CallSid, flow: Flow, move: Move
    ) -> Move | None:
        """The first words of a wait, or the question about a wish in the way; None for neither."""
        session, effects = move
        language, needs = session.language or flow.master, _needs(session)
        bridge = live_calls.begin_live_call(
            self._ports,
            tx,
            call,
            sid,
            language=language,
            topic=session.topic,
            access=needs,
            earlier=session.waited,
        )
        if bridge is not None:
            return begin_wait(flow, move, bridge.id, self._now(tx, bridge))
        said = said_on_the_way(flow, session, effects)
        return self._about_wish(tx, call, flow, session, said)

    def _about_wish(
        self, tx: Transaction, call: Call, flow: Flow, session: Session, said: Prompts = ()
    ) -> Move | None:
        """The question, where a wish and nothing else keeps everybody from being rung."""
        if session.language == NOT_KNOWN_YET:
            return None
        wish = wish_in_the_way(
            self._ports,
            tx,
            call,
            language=session.language or flow.master,
            topic=session.topic or NO_TOPIC,
            needs=_needs(session),
            earlier=session.waited,
        )
        return ask_about_wish(flow, session, wish.value, said) if wish else None

    def answer_wish(
        self, tx: Transaction, call: Call, sid: CallSid, flow: Flow, session: Session, event: Event
    ) -> Move:
        """What the caller said to the question: only their own key lets somebody else come."""
        if not takes_anybody(event):
            return answer_about_wish(flow, session, event)
        session = with_anybody(session)
        if call.request_id:
            wish_more(self._ports, tx, call.request_id, Wishes(anybody=True))
        rung = self._ring(tx, call, sid, flow, (session, ()))
        return rung or hear_again(flow, session, own_words(flow, session, self._nobody(session)))

    def go_on(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        flow: Flow,
        session: Session,
        event: Event | None,
    ) -> Move | str:
        """What the caller did while waiting, or None when their call was told to ask what comes.

        An answer as a string is a whole document: the way into the room.
        """
        bridge = tx.bridges.by_id(session.waiting)
        if bridge is not None and bridge.state is BridgeState.OPEN:
            wish = wish_of(event) if event is not None else Wish.STAY
            if wish is Wish.TEXT and not can_write(flow, session):
                wish = Wish.STAY
            if wish is Wish.WOMAN:
                return self._for_woman(tx, call, sid, flow, session, bridge, event)
            if wish is not Wish.STAY:
                live_calls.give_up(self._ports, tx, bridge, wake=False)
                return stop_waiting(flow, session, wish)
            # The clock is looked at here too: with no worker at all the wait ends in time.
            live_calls.ring_on(self._ports, tx, bridge, session.waited)
            bridge = tx.bridges.by_id(bridge.id)
        if bridge is None:
            return stop_waiting(flow, session, Wish.MESSAGE, words="nobody_free")
        if bridge.state is BridgeState.OPEN and event is not None:
            return go_on_waiting(flow, session, event, self._now(tx, bridge))
        person = person_of(tx.legs.of_bridge(bridge.id))
        if bridge.state is BridgeState.JOINED and person is not None:
            return twiml.redirect(self._public_url + path_of(person.id, "next"))
        live_calls.person_is_back(self._ports, tx, bridge)
        if bridge.accepted_leg is None:
            over = replace(
                session, turn=session.turn + 1, waited=(*session.waited, session.waiting)
            )
            asked = self._about_wish(tx, call, flow, over)
            if asked is not None:
                return asked
        words = self._nobody(session)
        if bridge.accepted_leg:
            is_up = is_time_up(bridge, self._ports.clock.now())
            words = "talk_over" if is_up else "wait_over"
        return stop_waiting(flow, session, Wish.MESSAGE, words=words)

    def _for_woman(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        flow: Flow,
        session: Session,
        bridge: Bridge,
        event: Event | None,
    ) -> Move:
        """From now on women's phones ring; when none can, the caller is asked about it."""
        if not can_ask_for_woman(session):
            event = event or Started()
            return go_on_waiting(flow, session, event, self._now(tx, bridge))
        live_calls.give_up(self._ports, tx, bridge, wake=False)
        session = wants_woman(session)
        rung = self._ring(tx, call, sid, flow, (session, ()))
        return rung or hear_again(flow, session, own_words(flow, session, self._nobody(session)))

    def _nobody(self, session: Session) -> str:
        return "nobody_free" if session.agreed is not False else "nobody_free_waits"

    def _now(self, tx: Transaction, bridge: Bridge) -> WaitNow:
        return WaitNow(
            before=live_calls.others_before(tx, bridge),
            left=bridge.deadline - self._ports.clock.now(),
            no_speaker=live_calls.has_no_speaker(self._ports, tx, bridge),
        )


def _needs(session: Session) -> list[str]:
    """What a volunteer should know before they take it, and whom the caller asked for."""
    told = {
        "urgent": session.urgent,
        "slow": session.slower,
        "patient": session.patient,
        WANTS_WOMAN: session.wants_woman,
        ANYBODY: session.anybody,
    }
    return [need for need, is_so in told.items() if is_so]
