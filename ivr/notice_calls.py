"""Calls with one leg: the one that tells a volunteer that a request waits, and a line's test.

The first is the same few words, and three keys. A test asks for key 1, and says that it came.

A mailbox or anybody at that phone may hear them, so they say nothing of the request. Pressing
1 leads into the volunteers' menu, in this same call, and there the PIN is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hotline.domain.bridges import BridgeKind, Leg, LegState, notice_path_of
from hotline.domain.calls import CALL_STATUS_RANK
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services import leg_events
from hotline.services.intake import end_call, find_or_begin_call
from hotline.services.leg_events import Heard
from hotline.services.phone_desk import language_of
from hotline.services.webhooks import answer_once
from hotline.types import CallSid, PhoneNumber
from ivr import bridge_twiml, twiml
from ivr.bridge_twiml import LegUrls
from ivr.flows.bridge_words import BRIDGE_WORDS
from ivr.flows.session import Prompt
from ivr.prompts import PromptBook
from ivr.volunteer_calls import VolunteerCalls


@dataclass(frozen=True)
class NoticeUrls(LegUrls):
    """Absolute addresses of one such call."""

    def at(self, part: str) -> str:
        return self.base + notice_path_of(self.leg_id, part)


class NoticeCalls:
    """Answers the webhooks of these calls. Holds no state: it lies with the leg."""

    def __init__(
        self, ports: Ports, prompts: PromptBook, menu: VolunteerCalls, public_url: str
    ) -> None:
        self._ports = ports
        self._prompts = prompts
        self._menu = menu
        self._public_url = public_url

    def answer(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../answer: somebody, or a machine, has picked up. Asked twice it says the same."""
        try:
            with self._ports.unit_of_work() as tx:
                heard = leg_events.answered(self._ports, tx, leg_id, _sid(form))
                return self._words(tx, leg_id, heard)
        except KeyLost:
            # Erased meanwhile: there is nothing to tell.
            return bridge_twiml.end()

    def key(self, form: Mapping[str, str], leg_id: str, asked: int) -> str:
        """POST .../key/<asked>: the key after the words were said so often, or silence."""
        sid, key = _sid(form), form.get("Digits", "")[:1]

        def act(tx: Transaction) -> str:
            before = tx.legs.by_id(leg_id)
            heard = leg_events.pressed(self._ports, tx, leg_id, sid, asked, key)
            is_first = before is not None and before.state is not LegState.ACCEPTED
            if heard is Heard.ROOM and before and is_first and not _is_test(tx, before):
                return self._open_menu(tx, before, sid)
            return self._words(tx, leg_id, heard)

        try:
            return answer_once(
                self._ports, sid, f"notice:{leg_id}:{asked}", act, otherwise=bridge_twiml.end()
            )
        except KeyLost:
            return bridge_twiml.end()

    def status(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../status: the carrier's word on the call; in any order, any number of times."""
        sid, said = _sid(form), form.get("CallStatus", "")
        try:
            with self._ports.unit_of_work() as tx:
                leg_events.status(self._ports, tx, leg_id, sid, said)
                call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", sid))
                if call is not None and said == "completed":
                    # It had gone on as a call of the menu, and a talk with a person may hang on it.
                    self._menu.call_is_over(tx, call, sid)
                    end_call(self._ports, tx, call, CALL_STATUS_RANK[said])
        except KeyLost:
            pass  # Erased meanwhile: there is nothing left to note.
        return twiml.empty()

    def _open_menu(self, tx: Transaction, leg: Leg, sid: CallSid) -> str:
        volunteer = tx.volunteers.by_id(leg.volunteer_id) if leg.volunteer_id else None
        if volunteer is None:
            return bridge_twiml.end()
        key = tx.keys.open(volunteer.key_id)
        phone = PhoneNumber(key.open_text("volunteer.phone", volunteer.phone))
        call = find_or_begin_call(self._ports, tx, sid, phone)
        language = language_of(self._ports, volunteer)
        return self._menu.open_door(tx, call, from_hotline=False, language=language)

    def _words(self, tx: Transaction, leg_id: str, heard: Heard) -> str:
        leg = tx.legs.by_id(leg_id)
        volunteer = tx.volunteers.by_id(leg.volunteer_id) if leg and leg.volunteer_id else None
        if leg is None or volunteer is None:
            return bridge_twiml.end()
        urls, resolve = NoticeUrls(self._public_url, leg_id), self._prompts.resolve
        language = language_of(self._ports, volunteer)

        def say(name: str) -> Prompt:
            key, about = f"engine.bridge_{name}", {"hotline": self._ports.hotline_name}
            return Prompt(key, BRIDGE_WORDS[key], language, parameters=about, pause_seconds=0.4)

        if _is_test(tx, leg):
            return self._test_words(leg, heard, say, urls)
        match heard:
            case Heard.WHISPER:
                said = (say("notice"), say("notice_pass"), say("off"))
                return bridge_twiml.whisper(said, resolve, urls, leg.asked)
            case Heard.ROOM:
                # In the menu already, and this is asked late or once more.
                return twiml.redirect(f"{self._public_url}/twilio/volunteer/again")
            case Heard.THANKS:
                return bridge_twiml.words_and_end((say("thanks"),), resolve, urls)
        return bridge_twiml.end()

    def _test_words(
        self, leg: Leg, heard: Heard, say: Callable[[str], Prompt], urls: LegUrls
    ) -> str:
        resolve = self._prompts.resolve
        match heard:
            case Heard.WHISPER:
                return bridge_twiml.whisper((say("test"),), resolve, urls, leg.asked)
            case Heard.ROOM:
                return bridge_twiml.words_and_end((say("test_done"),), resolve, urls)
        return bridge_twiml.end()


def _is_test(tx: Transaction, leg: Leg) -> bool:
    bridge = tx.bridges.by_id(leg.bridge_id)
    return bridge is not None and bridge.kind is BridgeKind.TEST


def _sid(form: Mapping[str, str]) -> CallSid:
    return CallSid(form.get("CallSid", ""))
