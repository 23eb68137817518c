"""A caller's wait for a person, webhook by webhook: the pure wait meets the ringing service."""

from __future__ import annotations

from hotline.domain.bridges import Bridge, BridgeState, path_of
from hotline.domain.calls import Call
from hotline.ports import Ports, Transaction
from hotline.services import live_calls
from hotline.services.bridges import person_of
from hotline.types import CallSid
from ivr import twiml
from ivr.flows.arrive import Move
from ivr.flows.model import Flow
from ivr.flows.session import Event, Session
from ivr.flows.waiting import (
    WaitNow,
    Wish,
    begin_wait,
    can_write,
    go_on_waiting,
    stop_waiting,
    wants_person,
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
        access = [
            need
            for need, is_so in (
                ("urgent", session.urgent),
                ("slow", session.slower),
                ("patient", session.patient),
            )
            if is_so
        ]
        bridge = live_calls.begin_live_call(
            self._ports,
            tx,
            call,
            sid,
            language=session.language or flow.master,
            topic=session.topic,
            access=access,
            earlier=session.waited,
        )
        if bridge is None:
            return move
        return begin_wait(flow, move, bridge.id, self._now(tx, bridge))

    def go_on(
        self, tx: Transaction, flow: Flow, session: Session, event: Event | None
    ) -> Move | str:
        """What the caller did while waiting, or None when their call was told to ask what comes.

        An answer as a string is a whole document: the way into the room.
        """
        bridge = tx.bridges.by_id(session.waiting)
        if bridge is not None and bridge.state is BridgeState.OPEN:
            wish = wish_of(event) if event is not None else Wish.STAY
            if wish is Wish.TEXT and not can_write(flow, session):
                wish = Wish.STAY
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
        words = "wait_over" if bridge.accepted_leg else self._nobody(session)
        return stop_waiting(flow, session, Wish.MESSAGE, words=words)

    def _nobody(self, session: Session) -> str:
        return "nobody_free" if session.agreed is not False else "nobody_free_waits"

    def _now(self, tx: Transaction, bridge: Bridge) -> WaitNow:
        return WaitNow(
            before=live_calls.others_before(tx, bridge),
            left=bridge.deadline - self._ports.clock.now(),
            no_speaker=live_calls.has_no_speaker(self._ports, tx, bridge),
        )
