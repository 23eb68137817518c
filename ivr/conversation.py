"""One webhook of a call: event in, flow one step on, everything in one transaction.

The flow engine is pure and the services know no flow; here they meet. Each public
method gives the TwiML to answer with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from hotline.domain.calls import CALL_STATUS_RANK, ENDED_RANK, Call
from hotline.domain.line import LineNow
from hotline.errors import KeyLost
from hotline.ports import DataKey, Ports, Transaction
from hotline.services.board import announcement_sound
from hotline.services.crowds import is_crowded
from hotline.services.intake import end_call, find_or_begin_call
from hotline.services.leg_events import person_gone
from hotline.services.line import line_now
from hotline.services.opt_outs import has_opted_out
from hotline.services.phone_languages import language_of_phone
from hotline.services.reach import is_ordinary
from hotline.services.webhooks import answer_once
from hotline.types import CallSid, Language, PhoneNumber, is_sid
from ivr import twiml
from ivr.announcements import announcement_in
from ivr.apologies import Apologies
from ivr.effects import is_erased
from ivr.flows import engine
from ivr.flows.library import FlowLibrary
from ivr.flows.line_words import with_line
from ivr.flows.model import Flow
from ivr.flows.session import Event, HungUp, KeyPressed, Recorded, Session, Started
from ivr.kept_calls import KeptCalls
from ivr.live_waiting import LiveWaiting
from ivr.long_calls import at_length
from ivr.our_numbers import OurNumbers
from ivr.prompts import PromptBook
from ivr.voice_forms import caller_in, event_in, recording_in
from ivr.volunteer_calls import VolunteerCalls, is_knock, opens_door

#: Seconds between two keys of somebody who does not wait for words.
IN_A_HURRY = 4


class Conversation:
    """Answers webhooks. Holds no state: the session lies sealed with its call."""

    def __init__(
        self,
        ports: Ports,
        flows: FlowLibrary,
        prompts: PromptBook,
        public_url: str,
        language_numbers: Mapping[PhoneNumber, Language] | None = None,
        relay_numbers: Collection[PhoneNumber] = (),
        volunteers: VolunteerCalls | None = None,
        volunteer_number: PhoneNumber | None = None,
    ) -> None:
        self._waiting = LiveWaiting(ports, public_url)
        self._apologies = Apologies(ports, prompts, public_url)
        self._calls = KeptCalls(ports, flows, prompts, public_url)
        self._numbers = OurNumbers(language_numbers or {}, relay_numbers, volunteer_number)
        self._volunteers = volunteers
        self._ports = ports
        self._prompts = prompts
        self._public_url = public_url

    def begin_call(self, form: Mapping[str, str]) -> str:
        """POST /twilio/voice: the first words of a call."""

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], caller_in(form))
            if self._volunteers and self._numbers.is_for_volunteers(form):
                return self._volunteers.open_door(tx, call, from_hotline=False)
            return self._greet(tx, call, form)

        return self._once(form["CallSid"], "voice", act)

    def take_step(self, form: Mapping[str, str], turn: int) -> str:
        """POST /twilio/voice/step/<turn>: what the caller did at that turn."""

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], caller_in(form))
            if is_erased(tx, call):
                return self.say_goodbye(call.language)
            flow, session = self._calls.session_of(tx, call)
            event = event_in(form)
            if session.turn != turn and not isinstance(event, Recorded):
                # A request for another turn than the one that waits: say again what
                # waits, and let it answer nothing.
                event = Started()
            if isinstance(event, Recorded):
                self._calls.note(tx, call, flow, session, form, "completed")
                call = self._again(tx, form)
            if isinstance(event, HungUp):
                end_call(self._ports, tx, call, CALL_STATUS_RANK["completed"])
                person_gone(self._ports, tx, call.id)
                return twiml.empty()
            if (session.waiting or session.unmet) and not isinstance(event, Recorded):
                return self._wait(tx, call, CallSid(form["CallSid"]), flow, session, event)
            if self._volunteers and opens_door(event, session):
                return self._volunteers.open_door(tx, call, from_hotline=True)
            return self._step(tx, call, CallSid(form["CallSid"]), flow, session, event)

        return self._once(form["CallSid"], f"step:{turn}", act)

    def take_waiting(self, form: Mapping[str, str]) -> str:
        """POST /twilio/voice/waiting: a wait, or a talk, is over, and the call asks what comes.

        It comes when the ringing ends, so it is answered by what is so then: asked twice, the
        same is said again.
        """
        with self._ports.unit_of_work() as tx:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], caller_in(form))
            if call.is_over:
                # Nobody is there: what was told is told to nobody else.
                return twiml.empty()
            if is_erased(tx, call):
                return self.say_goodbye(call.language)
            flow, session = self._calls.session_of(tx, call)
            if session.waiting or session.unmet:
                return self._wait(tx, call, CallSid(form["CallSid"]), flow, session, None)
            return self._calls.go_on(tx, call, flow, *engine.advance(flow, session, Started()))

    def take_recording_notice(self, form: Mapping[str, str]) -> str:
        """POST /twilio/recording: the carrier's word on a recording, early, late or twice."""
        sid = form.get("RecordingSid", "")
        if not is_sid(sid, "RE"):
            return twiml.empty()
        status = form.get("RecordingStatus", "completed")

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], None)
            if is_erased(tx, call):
                return twiml.empty()
            flow, session = self._calls.session_of(tx, call)
            if status in {"completed", "absent", "failed"}:
                self._calls.note(tx, call, flow, session, form, status)
            return twiml.empty()

        return self._once(sid, f"recording:{status}", act)

    def take_apology_recording(self, form: Mapping[str, str]) -> str:
        """POST /twilio/voice/sorry: the message left after something broke."""

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], caller_in(form))
            if is_erased(tx, call):
                return self.say_goodbye(call.language)
            flow, session = self._calls.session_of(tx, call)
            self._calls.note(tx, call, flow, session, form, "completed")
            return self.say_goodbye(session.language)

        return self._once(form["CallSid"], f"sorry:{recording_in(form)}", act)

    def take_call_status(self, form: Mapping[str, str]) -> str:
        """POST /twilio/status: the only notice of a caller who hung up in a menu."""
        status = form.get("CallStatus", "")
        rank = CALL_STATUS_RANK.get(status)
        if rank is None:
            return twiml.empty()

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, form["CallSid"], caller_in(form))
            end_call(self._ports, tx, call, rank)
            if rank >= ENDED_RANK:
                person_gone(self._ports, tx, call.id)
            if self._volunteers and rank >= ENDED_RANK:
                self._volunteers.call_is_over(tx, call, CallSid(form["CallSid"]))
            return twiml.empty()

        return self._once(form["CallSid"], f"status:{status}", act)

    def apologise(self, call_sid: str) -> str:
        """Words and a way to leave a message after a fault. Never raises (ivr/apologies.py)."""
        return self._apologies.apologise(call_sid)

    def say_goodbye(self, language: Language | None) -> str:
        """Thanks and the end of the call."""
        return twiml.goodbye(
            self._prompts.resolve,
            language or self._ports.default_language,
            twiml.ActionUrls(self._public_url),
        )

    def board_sound(self, name: str) -> bytes | None:
        """The sound of a recorded announcement by its name, while it is on the board."""
        announcement_id = announcement_in(name)
        return announcement_sound(self._ports, announcement_id) if announcement_id else None

    def _once(self, sid: str, event: str, act: Callable[[Transaction], str]) -> str:
        def key_of_call(tx: Transaction) -> DataKey | None:
            call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", sid))
            return tx.keys.open(call.key_id) if call and not is_erased(tx, call) else None

        try:
            return answer_once(
                self._ports, sid, event, act, otherwise=twiml.empty(), sealed_with=key_of_call
            )
        except KeyLost:
            # Erased meanwhile: the same request comes once more, and there is nothing to say.
            return twiml.empty()

    def _line(self, tx: Transaction, crowded: bool) -> LineNow:
        return replace(line_now(self._ports, tx), crowded=crowded)

    def _greet(self, tx: Transaction, call: Call, form: Mapping[str, str]) -> str:
        """The first words: of the flow, or of the wait that begins with them."""
        flow = self._calls.current_flow(tx)
        language = self._numbers.language_of(form)
        known = None if language else self._language_of_phone(tx, form)
        move = engine.start(
            flow,
            "voice",
            language or known,
            reachable=call.caller is not None,
            textable=self._can_text(tx, form),
            relay=self._numbers.is_for_relay(form),
            remembered=known is not None,
        )
        # Relay operators are given the time that they need, however many call.
        crowded = is_crowded(self._ports, tx, call) and not self._numbers.is_for_relay(form)
        move = (replace(move[0], crowded=crowded), move[1])
        move = with_line(flow, None, None, move, lambda: self._line(tx, crowded))
        sid = CallSid(form["CallSid"])
        session, effects = self._waiting.begin(tx, call, sid, flow, None, move)
        return self._calls.go_on(tx, call, flow, session, effects)

    def _step(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        flow: Flow,
        session: Session,
        event: Event,
    ) -> str:
        """The flow one step on, unless the call has been alone with the machine too long."""
        last = at_length(self._ports, tx, call, flow, session, event)
        if last is not None:
            return self._calls.go_on(tx, call, flow, *last)
        event, session = self._at_this_speed(event, session)
        knocked = is_knock(event, session)
        move = engine.advance(flow, session, event)
        move = with_line(flow, session, event, move, lambda: self._line(tx, session.crowded))
        after, effects = self._waiting.begin(tx, call, sid, flow, session, move)
        return self._calls.go_on(tx, call, flow, replace(after, knocked=knocked), effects)

    def _wait(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        flow: Flow,
        session: Session,
        event: Event | None,
    ) -> str:
        if session.unmet:
            move = self._waiting.answer_wish(tx, call, sid, flow, session, event or Started())
            return self._calls.go_on(tx, call, flow, *move)
        answer = self._waiting.go_on(tx, call, sid, flow, session, event)
        return answer if isinstance(answer, str) else self._calls.go_on(tx, call, flow, *answer)

    def _at_this_speed(self, event: Event, session: Session) -> tuple[Event, Session]:
        """A key, with whether it came in a hurry: the engine has no clock."""
        if not isinstance(event, KeyPressed):
            return event, session
        now = self._ports.clock.now().timestamp()
        quick = 0 <= now - session.pressed_at <= IN_A_HURRY
        return replace(event, quick=quick), replace(session, pressed_at=now)

    def _can_text(self, tx: Transaction, form: Mapping[str, str]) -> bool:
        """False for a number that we never text, and for one that said STOP: only START by
        text brings that back, because a number that calls may be forged."""
        caller = caller_in(form)
        if caller is None or not is_ordinary(self._ports, caller):
            return False
        return not has_opted_out(self._ports, tx, caller)

    def _language_of_phone(self, tx: Transaction, form: Mapping[str, str]) -> Language | None:
        """The language that somebody let us remember for the phone that calls (V3)."""
        caller = caller_in(form)
        return language_of_phone(self._ports, tx, caller) if caller else None

    def _again(self, tx: Transaction, form: Mapping[str, str]) -> Call:
        return find_or_begin_call(self._ports, tx, form["CallSid"], None)
