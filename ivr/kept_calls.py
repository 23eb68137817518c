"""Where a call stands: its flow and its session, sealed with it from one webhook to the next."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hotline.domain.calls import Call
from hotline.domain.recordings import Purpose
from hotline.ports import Ports, Transaction
from hotline.services.intake import note_recording
from ivr import twiml
from ivr.announcements import with_recordings_of_board
from ivr.effects import carry_out, wishes_said
from ivr.flow_versions import current_flow, flow_of_version
from ivr.flows import engine
from ivr.flows.library import FlowLibrary
from ivr.flows.model import Flow, SafeContactStep
from ivr.flows.session import Effects, Session
from ivr.flows.step_words import SAFE_WORD, SAY_WHEN
from ivr.prompts import PromptBook
from ivr.voice_forms import recording_in, seconds_in


class KeptCalls:
    """Opens, moves on and closes; each within the transaction of one webhook."""

    def __init__(
        self, ports: Ports, flows: FlowLibrary, prompts: PromptBook, public_url: str
    ) -> None:
        self._ports = ports
        self._flows = flows
        self._prompts = prompts
        self._public_url = public_url

    def current_flow(self, tx: Transaction) -> Flow:
        """The flow that a call which begins now goes through to its end."""
        return current_flow(self._ports, tx, self._flows)

    def session_of(self, tx: Transaction, call: Call) -> tuple[Flow, Session]:
        """The call's flow, in the version it began with, and where it stands."""
        if call.session is None:
            flow = self.current_flow(tx)
            return flow, engine.start(flow, "voice")[0]
        plain = tx.keys.open(call.key_id).open_text("call.session", call.session)
        session = Session.from_json(json.loads(plain))
        return flow_of_version(self._ports, tx, self._flows, session.flow_version), session

    def go_on(
        self, tx: Transaction, call: Call, flow: Flow, session: Session, effects: Effects
    ) -> str:
        """Carry out what the engine decided, keep where the call stands; what is said now."""
        session, effects = carry_out(
            self._ports, tx, call, flow, (session, effects), self._prompts.can_say
        )
        sealed = tx.keys.open(call.key_id).seal_text("call.session", json.dumps(session.to_json()))
        tx.calls.move(call.id, sealed, session.language, session.step)
        urls = twiml.ActionUrls(self._public_url, session.turn)
        return twiml.render(effects, with_recordings_of_board(self._prompts.resolve), urls)

    def note(
        self,
        tx: Transaction,
        call: Call,
        flow: Flow,
        session: Session,
        form: Mapping[str, str],
        status: str,
    ) -> None:
        """Take down the recording that the form tells of, if it tells of one."""
        sid = recording_in(form)
        if sid is None:
            return
        note_recording(
            self._ports,
            tx,
            call,
            sid,
            status=status,
            seconds=seconds_in(form),
            language=session.language or self._ports.default_language,
            topic=session.topic,
            urgent=session.urgent,
            purpose=_purpose(flow, session),
            opened=session.opened,
            wishes=wishes_said(session),
        )


def _purpose(flow: Flow, session: Session) -> Purpose:
    """At the questions on safe contact the safe word, or when to call; any other is a story."""
    if not isinstance(flow.step(session.step), SafeContactStep):
        return Purpose.STORY
    asked = {SAFE_WORD: Purpose.SAFE_WORD, SAY_WHEN: Purpose.WHEN}
    return asked.get(session.menu_page, Purpose.STORY)
