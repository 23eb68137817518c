"""A volunteer's call, webhook by webhook: key in, order done, words out, in one transaction.

Beside conversation.py, which does the same for callers. The door is two keys at the first
question of any call, star and pound, the same for everybody: a phone number opens nothing
and is told nothing (promises E1, E2). Behind it the PIN is always asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from hotline.domain.bridges import path_of
from hotline.domain.calls import CALL_STATUS_RANK, Call, CallOutcome
from hotline.domain.volunteers import Volunteer
from hotline.errors import KeyLost
from hotline.ports import DataKey, Ports, Transaction
from hotline.services.intake import end_call, find_or_begin_call
from hotline.services.phone_desk import hung_up, language_of
from hotline.services.phone_sign_in import TriedPin, pin_mark, try_pin
from hotline.services.webhooks import answer_once
from hotline.types import CallSid, Language
from ivr import twiml
from ivr.flows import engine
from ivr.flows.library import FlowLibrary
from ivr.flows.session import KeyPressed, Listen, Prompt, Session
from ivr.flows.step_words import languages_on
from ivr.language_names import name_of
from ivr.prompts import Played, PromptBook, Spoken
from ivr.volunteer_menu.orders import Order, order_of
from ivr.volunteer_menu.rooms import Answer, Rooms
from ivr.volunteer_menu.speech import SOUND, Speaker
from ivr.volunteer_menu.state import MenuState, Place

_MENU = "volunteer_menu"
#: Seconds for a key, and for a PIN or a number: people without sight and with slow hands.
WAIT = 20


class MenuUrls(twiml.ActionUrls):
    """Addresses of the menu's turns, and of what people have said."""

    @property
    def step(self) -> str:
        return f"{self.base}/twilio/volunteer/step/{self.turn}"

    def sound(self, played: Played, **how: bool) -> str:
        if played.path.parent.name == SOUND:
            return f"{self.base}/twilio/heard/{played.name}"
        return super().sound(played, **how)


def is_knock(event: object, before: Session) -> bool:
    """Star at the very first question: what it leads to is that it is said again."""
    return isinstance(event, KeyPressed) and event.digits == "*" and not before.history


def opens_door(event: object, before: Session) -> bool:
    """Pound right after a knock, at the first question still."""
    is_pound = isinstance(event, KeyPressed) and event.digits == "#"
    return is_pound and before.knocked and not before.history


class VolunteerCalls:
    """Answers the webhooks of volunteers' calls. Holds no state of any call."""

    def __init__(
        self, ports: Ports, flows: FlowLibrary, prompts: PromptBook, public_url: str
    ) -> None:
        self._ports = ports
        self._flows = flows
        self._prompts = prompts
        self._public_url = public_url

    def open_door(
        self,
        tx: Transaction,
        call: Call,
        *,
        from_hotline: bool,
        language: Language | None = None,
    ) -> str:
        """The first words of the menu, in the transaction of the call's own webhook.

        `language`: of a volunteer whom we rang, and who has heard it already.
        """
        state = MenuState(
            # Each visit counts from a hundred of its own: no answer of another is given again.
            turn=100 * self._caller_turn(tx, call),
            from_hotline=from_hotline,
            phone=call.fingerprint or "",
        )
        # The caller's own turn has been answered by the door: their way goes on at the next.
        turn = self._caller_turn(tx, call) + 1
        self._keep(tx, call, state, caller_turn=turn, language=language)
        if not from_hotline:
            tx.calls.finish(call.id, CallOutcome.VOLUNTEER)
        if not state.phone:
            state = replace(state, place=Place.NUMBER)
        return self._tell(tx, tx.calls.by_id(call.id) or call, Answer(state))

    def take_step(self, form: Mapping[str, str], turn: int) -> str:
        """POST /twilio/volunteer/step/<turn>: what the volunteer pressed at that turn."""
        sid, pressed = form["CallSid"], form.get("Digits", "")
        tried = self._try_pin(sid, pressed, turn)

        def act(tx: Transaction) -> str:
            call = find_or_begin_call(self._ports, tx, sid, None)
            if call.is_over:
                return twiml.empty()
            if form.get("CallStatus") == "completed" or pressed == "hangup":
                end_call(self._ports, tx, call, CALL_STATUS_RANK["completed"])
                return twiml.empty()
            state = self._state_of(tx, call)
            if state is None:
                # A call that came through no door: whoever it is, the hotline answers.
                return twiml.redirect(f"{self._public_url}/twilio/voice")
            key = pressed if state.turn == turn else None
            return self._answer(tx, call, CallSid(sid), state, key, tried)

        def key_of_call(tx: Transaction) -> DataKey | None:
            found = tx.calls.by_sid(self._ports.vault.fingerprint("sid", sid))
            return tx.keys.open(found.key_id) if found else None

        try:
            return answer_once(
                self._ports,
                sid,
                f"volunteer:{turn}",
                act,
                otherwise=twiml.empty(),
                sealed_with=key_of_call,
            )
        except KeyLost:
            return twiml.empty()

    def take_again(self, form: Mapping[str, str]) -> str:
        """POST /twilio/volunteer/again: back from a talk with the person, to what they hold."""
        sid = CallSid(form["CallSid"])
        with self._ports.unit_of_work() as tx:
            call = find_or_begin_call(self._ports, tx, sid, None)
            if call.is_over:
                # Played once more by somebody else: it would open a recording anew.
                return twiml.empty()
            state = self._state_of(tx, call)
            if state is None:
                return twiml.redirect(f"{self._public_url}/twilio/voice")
            return self._answer(tx, call, sid, state, None, TriedPin())

    def call_is_over(self, tx: Transaction, call: Call, sid: CallSid) -> None:
        """The volunteer has hung up: a talk that this call was a part of ends with it."""
        state = self._state_of(tx, call)
        if state is not None and state.volunteer_id:
            hung_up(self._ports, tx, state.volunteer_id, sid)

    def say_sorry(self) -> str:
        """Words for the moment when something of ours broke: the call ends, nothing is lost."""
        speaker = self._speaker(self._ports.default_language, slower=False)
        return twiml.spoken_end(speaker.say("sorry"), self._prompts.resolve, self._urls(0))

    def _answer(
        self,
        tx: Transaction,
        call: Call,
        sid: CallSid,
        state: MenuState,
        pressed: str | None,
        tried: TriedPin,
    ) -> str:
        volunteer = self._volunteer_of(tx, state)
        if state.volunteer_id and volunteer is None:
            return self._tell(tx, call, Answer(replace(state, place=Place.ENDED), ("refused",)))
        order = Order.AGAIN if pressed is None else order_of(state, pressed)
        if order is Order.LEAVE:
            return self._leave(tx, call, state)
        rooms = Rooms(self._ports, tx, call, sid)
        answer = rooms.carry_out(state, order, pressed or "", volunteer, tried)
        if answer.leg:
            self._keep(tx, call, replace(answer.state, turn=state.turn + 1))
            return twiml.redirect(self._public_url + path_of(answer.leg, "answer"))
        return self._tell(tx, call, answer)

    def _leave(self, tx: Transaction, call: Call, state: MenuState) -> str:
        """Back to the hotline, where a caller goes on as if nothing had been pressed."""
        if not state.from_hotline:
            return self._tell(tx, call, Answer(replace(state, place=Place.ENDED), ("goodbye",)))
        return twiml.redirect(f"{self._public_url}/twilio/voice/step/{self._caller_turn(tx, call)}")

    def _tell(self, tx: Transaction, call: Call, answer: Answer) -> str:
        """Keep where the call stands now, and say what comes."""
        state = replace(answer.state, turn=answer.state.turn + 1)
        self._keep(tx, call, state)
        volunteer = self._volunteer_of(tx, state)
        language = (
            language_of(self._ports, volunteer)
            if volunteer
            else call.language or self._ports.default_language
        )
        speaker = self._speaker(language, slower=state.slower)
        urls, resolve = self._urls(state.turn), _with_voices_of_people(self._prompts.resolve)
        news = tuple(
            prompt
            for name in answer.news
            for prompt in (speaker.wrong_key() if name == "wrong_key" else speaker.say(name))
        )
        if state.place is Place.ENDED:
            return twiml.spoken_end(news, resolve, urls)
        if volunteer is None:
            prompts = news + self._door_words(state, call, speaker)
            return twiml.render((Listen(None, WAIT, "#", prompts),), resolve, urls)
        prompts = news + Rooms(self._ports, tx, call, CallSid("")).words(
            speaker, state, volunteer, answer
        )
        return twiml.render((Listen(1, WAIT, "", prompts),), resolve, urls)

    def _door_words(self, state: MenuState, call: Call, speaker: Speaker) -> tuple[Prompt, ...]:
        """Before sign-in nobody's language is known: the first page's languages, one by one.

        In the language of the caller ID's volunteer it would tell who is one (E1).
        """
        name = "number" if state.place is Place.NUMBER else "pin"
        if state.place is Place.PIN and state.phone != (call.fingerprint or ""):
            name = "pin_now"
        languages = [speaker.language] if call.language else languages_on(speaker.flow, 0)
        return tuple(
            prompt
            for language in languages
            for prompt in replace(speaker, language=language).say(name)
        )

    def _try_pin(self, sid: str, pressed: str, turn: int) -> TriedPin:
        """Compare a PIN before the transaction: its hash is slow on purpose, and writers wait."""
        with self._ports.unit_of_work(read_only=True) as tx:
            call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", sid))
            state = self._state_of(tx, call) if call else None
        if state is None or state.turn != turn or order_of(state, pressed) is not Order.CHECK_PIN:
            return TriedPin()
        return try_pin(self._ports, state.phone, pressed.rstrip("#"))

    def _volunteer_of(self, tx: Transaction, state: MenuState) -> Volunteer | None:
        """Asked anew at each turn: who was removed in mid-call opens nothing more."""
        volunteer = tx.volunteers.by_id(state.volunteer_id) if state.volunteer_id else None
        if volunteer is None or pin_mark(self._ports, volunteer) != state.pin_mark:
            return None
        return volunteer

    def _speaker(self, language: Language, *, slower: bool) -> Speaker:
        def name(of: Language, said_in: Language) -> Prompt | None:
            return name_of(of, said_in, self._prompts.languages)

        return Speaker(self._flows.current(), language, name, slower)

    def _urls(self, turn: int) -> MenuUrls:
        return MenuUrls(self._public_url, turn)

    def _plain_session(self, tx: Transaction, call: Call) -> dict[str, object]:
        if call.session is None:
            return engine.start(self._flows.current(), "voice")[0].to_json()
        return json.loads(tx.keys.open(call.key_id).open_text("call.session", call.session))

    def _caller_turn(self, tx: Transaction, call: Call) -> int:
        turn = self._plain_session(tx, call).get("turn", 0)
        return turn if isinstance(turn, int) else 0

    def _state_of(self, tx: Transaction, call: Call) -> MenuState | None:
        try:
            plain = self._plain_session(tx, call).get(_MENU)
        except KeyLost:
            return None
        return MenuState.from_json(plain) if isinstance(plain, dict) else None

    def _keep(
        self,
        tx: Transaction,
        call: Call,
        state: MenuState,
        caller_turn: int | None = None,
        language: Language | None = None,
    ) -> None:
        """Beside the caller's session, which stays as it is for whoever came by mistake."""
        call = tx.calls.by_id(call.id) or call
        plain = {**self._plain_session(tx, call), "knocked": False, _MENU: state.to_json()}
        if caller_turn is not None:
            plain["turn"] = caller_turn
        sealed = tx.keys.open(call.key_id).seal_text("call.session", json.dumps(plain))
        tx.calls.move(call.id, sealed, language or call.language, _MENU)


def _with_voices_of_people(
    resolve: Callable[[Prompt], Spoken | Played],
) -> Callable[[Prompt], Spoken | Played]:
    def resolved(prompt: Prompt) -> Spoken | Played:
        if prompt.key.startswith(SOUND):
            return Played(Path(SOUND) / prompt.key.removeprefix(SOUND), prompt.language)
        return resolve(prompt)

    return resolved
