"""One webhook of a leg: what the carrier tells of it goes in, what is heard comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from babel import Locale, UnknownLocaleError

from hotline.domain.bridges import Bridge, BridgeKind, Leg, LegEnd, LegRole
from hotline.domain.calls import CallOutcome
from hotline.domain.contact_safety import Answered, Saying, what_to_say
from hotline.domain.talk_time import seconds_in_room
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services import leg_events, safe_words, time_left
from hotline.services.bridges import person_of
from hotline.services.leg_events import Heard
from hotline.services.receipts import contact_rules_of
from hotline.services.webhooks import answer_once
from hotline.types import CallSid, Language
from ivr import bridge_twiml, twiml
from ivr.bridge_twiml import LegUrls
from ivr.flows.bridge_words import BRIDGE_WORDS
from ivr.flows.session import Prompt
from ivr.prompts import PromptBook

#: What a whisper tells of the person's needs, in this order.
_NEEDS = ("urgent", "slow", "patient", "woman")
_TO_OTHERS = {
    Saying.HANG_UP: "others_nothing",
    Saying.A_FRIEND: "others_friend",
    Saying.WHO_WE_ARE: "others_name",
}
#: Why a call is over, for those who are told; anything else is just over.
_WHY = {
    LegEnd.NO_ANSWER: "no_answer",
    LegEnd.BUSY: "no_answer",
    LegEnd.FAILED: "no_answer",
    LegEnd.FORBIDDEN: "not_now",
}
#: After a talk whose time is up. A caller's own words for it are the waiting's.
_HOW_TO_GO_ON = {LegRole.PERSON: ("stays",), LegRole.VOLUNTEER: ("call_again",)}


class BridgeConversation:
    """Answers webhooks of legs. Holds no state: it lies with the leg."""

    def __init__(self, ports: Ports, prompts: PromptBook, public_url: str) -> None:
        self._ports = ports
        self._prompts = prompts
        self._public_url = public_url

    def answer(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../answer: a phone of ours was picked up."""
        return self._heard(
            leg_id, lambda tx: leg_events.answered(self._ports, tx, leg_id, _sid(form))
        )

    def key(self, form: Mapping[str, str], leg_id: str, asked: int) -> str:
        """POST .../key/<asked>: the key after that whisper, or silence."""
        key = form.get("Digits", "")[:1]

        def act(tx: Transaction) -> str:
            heard = leg_events.pressed(self._ports, tx, leg_id, _sid(form), asked, key)
            return self._words(tx, leg_id, heard)

        try:
            return answer_once(
                self._ports, _sid(form), f"leg:{leg_id}:{asked}", act, otherwise=bridge_twiml.end()
            )
        except KeyLost:
            return bridge_twiml.end()

    def next(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../next: a call that was moved asks where to."""
        return self._heard(
            leg_id,
            lambda tx: leg_events.what_next(self._ports, tx, leg_id, _sid(form)),
            menu_of=form,
        )

    def left(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../left: the stay in the room is over."""
        return self._heard(
            leg_id,
            lambda tx: leg_events.left_room(self._ports, tx, leg_id, _sid(form)),
            menu_of=form,
        )

    def wait(self, leg_id: str) -> str:
        """POST .../wait: words for a volunteer while the person's phone rings."""
        with self._ports.unit_of_work(read_only=True) as tx:
            leg = tx.legs.by_id(leg_id)
            bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
            if leg is None or bridge is None:
                return twiml.empty()
            words = (self._prompt("ringing", self._language_of(tx, bridge, leg)),)
        urls = LegUrls(self._public_url, leg_id)
        return bridge_twiml.words_and_wait(words, self._prompts.resolve, urls, "wait")

    def time_left(self, leg_id: str) -> str:
        """POST .../time-left: the carrier fetches what this leg hears into its talk.

        Silence for whoever is in none, and at any other time.
        """
        with self._ports.unit_of_work(read_only=True) as tx:
            found = time_left.who_is_told(self._ports, tx, leg_id)
            if found is None:
                return twiml.empty()
            bridge, leg = found
            language = self._language_of(tx, bridge, leg)
            words = self._prompt("five_minutes", language)
            if leg.role is not LegRole.PERSON:
                # In their own languages, else in the one that is spoken in this room.
                words = replace(words, chain=(bridge.language,))
        urls = LegUrls(self._public_url, leg_id)
        return bridge_twiml.words_alone((words,), self._prompts.resolve, urls)

    def status(self, form: Mapping[str, str], leg_id: str) -> str:
        """POST .../status: the carrier's word on the call; in any order, any number of times."""
        try:
            with self._ports.unit_of_work() as tx:
                leg_events.status(self._ports, tx, leg_id, _sid(form), form.get("CallStatus", ""))
        except KeyLost:
            pass  # Erased meanwhile: there is nothing left to note.
        return twiml.empty()

    def room_event(self, form: Mapping[str, str], bridge_id: str) -> str:
        """POST /twilio/bridge/room/<bridge>: who came in. Who left is told by their own call."""
        if form.get("StatusCallbackEvent") == "participant-join":
            with self._ports.unit_of_work() as tx:
                leg_events.entered_room(self._ports, tx, bridge_id, _sid(form))
        return twiml.empty()

    def safe_word(self, leg_id: str) -> bytes | None:
        """The sound of a person's safe word, for the volunteer who has pressed 1."""
        return safe_words.sound_for_leg(self._ports, leg_id)

    def try_again(self, leg_id: str) -> str:
        """After a fault: sorry, and the same question in a moment. Never raises."""
        language = self._ports.default_language
        words = (self._prompt("moment", language),)
        urls = LegUrls(self._public_url, leg_id)
        return bridge_twiml.words_and_wait(words, self._prompts.resolve, urls, "next")

    def _heard(
        self,
        leg_id: str,
        act: Callable[[Transaction], Heard],
        menu_of: Mapping[str, str] | None = None,
    ) -> str:
        """`menu_of`: who was in a call with us before the room goes back to it, when it is over."""
        try:
            with self._ports.unit_of_work() as tx:
                heard = act(tx)
                is_over = heard in {Heard.OVER, Heard.NOTHING, Heard.TIME_UP}
                if menu_of is not None and is_over and self._has_menu(tx, menu_of):
                    return self._back_to_menu(tx, leg_id, heard)
                if menu_of is not None and is_over and self._is_caller(tx, leg_id, menu_of):
                    return twiml.redirect(f"{self._public_url}/twilio/voice/waiting")
                return self._words(tx, leg_id, heard)
        except KeyLost:
            # Erased meanwhile: there is nothing to say.
            return bridge_twiml.end()

    def _is_caller(self, tx: Transaction, leg_id: str, form: Mapping[str, str]) -> bool:
        """True for the person of a live call who has not hung up: they can still leave a message."""
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        is_here = form.get("CallStatus") == "in-progress"
        is_live = bridge is not None and bridge.kind is BridgeKind.LIVE
        return is_here and is_live and leg is not None and leg.role is LegRole.PERSON

    def _has_menu(self, tx: Transaction, form: Mapping[str, str]) -> bool:
        """True for a volunteer who called us and is on the line still."""
        call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", _sid(form)))
        is_here = form.get("CallStatus") == "in-progress"
        return is_here and call is not None and call.outcome is CallOutcome.VOLUNTEER

    def _back_to_menu(self, tx: Transaction, leg_id: str, heard: Heard) -> str:
        url = f"{self._public_url}/twilio/volunteer/again"
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        if heard is not Heard.TIME_UP or leg is None or bridge is None:
            return twiml.redirect(url)
        words = [self._prompt("time_up", self._language_of(tx, bridge, leg))]
        urls = LegUrls(self._public_url, leg_id)
        return bridge_twiml.words_and_go(words, self._prompts.resolve, urls, url)

    def _words(self, tx: Transaction, leg_id: str, heard: Heard) -> str:
        leg = tx.legs.by_id(leg_id)
        bridge = tx.bridges.by_id(leg.bridge_id) if leg else None
        if leg is None or bridge is None or heard is Heard.NOTHING:
            return bridge_twiml.end()
        urls = LegUrls(self._public_url, leg.id)
        resolve = self._prompts.resolve
        language = self._language_of(tx, bridge, leg)
        if heard is Heard.ROOM:
            word = [self._prompt("word", language)] if self._hears_word(tx, bridge, leg) else []
            seconds = seconds_in_room(bridge, leg, self._ports.clock.now())
            return bridge_twiml.room(bridge, leg, urls, resolve, seconds=seconds, before_word=word)
        if heard is Heard.WHISPER:
            return self._whisper(tx, bridge, leg, language)
        if heard is Heard.WAIT:
            words = (self._prompt("cut_off", language),)
            return bridge_twiml.words_and_wait(words, resolve, urls, "next")
        names: tuple[str, ...] = (heard.value,)
        if heard is Heard.OVER:
            names = (self._why(tx, bridge),)
        elif heard is Heard.TIME_UP:
            names = ("time_up", *_HOW_TO_GO_ON.get(leg.role, ()))
        words = [self._prompt(name, language) for name in names]
        return bridge_twiml.words_and_end(words, resolve, urls)

    def _why(self, tx: Transaction, bridge: Bridge) -> str:
        """Of a call back that did not come about, the reason."""
        people = [leg for leg in tx.legs.of_bridge(bridge.id) if leg.role is LegRole.PERSON]
        last = people[-1] if people else None
        if bridge.kind is BridgeKind.LIVE or last is None or last.answered_at or not last.end:
            return "over"
        return _WHY.get(last.end, "over")

    def _whisper(self, tx: Transaction, bridge: Bridge, leg: Leg, language: Language) -> str:
        def say(name: str, **parameters: str) -> Prompt:
            return self._prompt(name, language, parameters)

        about = {
            "hotline": self._ports.hotline_name,
            "language": self._name_of(leg.language or bridge.language, language),
            "topic": self._topic(bridge.topic, language),
        }
        needs = [say(need) for need in _NEEDS if need in bridge.access]
        if leg.role is LegRole.INTERPRETER:
            said = [say("interpret", **about), say("short_turns"), *needs]
            said += [say("join"), say("pass")]
        elif bridge.kind is BridgeKind.LIVE:
            said = [say("live", **about), *needs, say("take"), say("pass"), say("off")]
        else:
            said = [say("callback", **about), *needs]
            said += [] if safe_words.has_safe_word(tx, bridge) else [say("no_word")]
            said += [say(self._to_others(tx, bridge)), say("ring"), say("pass")]
        urls = LegUrls(self._public_url, leg.id)
        return bridge_twiml.whisper(said, self._prompts.resolve, urls, leg.asked)

    def _hears_word(self, tx: Transaction, bridge: Bridge, leg: Leg) -> bool:
        """A volunteer who has pressed 1, and whose person is not on the line yet."""
        if bridge.kind is not BridgeKind.CALLBACK or leg.role is not LegRole.VOLUNTEER:
            return False
        person = person_of(tx.legs.of_bridge(bridge.id))
        is_there = person is not None and person.answered_at is not None
        return not is_there and safe_words.has_safe_word(tx, bridge)

    def _to_others(self, tx: Transaction, bridge: Bridge) -> str:
        request = tx.requests.by_id(bridge.request_id) if bridge.request_id else None
        rules = contact_rules_of(tx, request) if request else None
        return _TO_OTHERS[what_to_say(rules, Answered.SOMEBODY_ELSE)]

    def _prompt(
        self, name: str, language: Language, parameters: Mapping[str, str] | None = None
    ) -> Prompt:
        key = f"engine.bridge_{name}"
        return Prompt(
            key, BRIDGE_WORDS[key], language, parameters=parameters or {}, pause_seconds=0.4
        )

    def _topic(self, topic: str, language: Language) -> str:
        """A topic that a network made up itself is said as it is called."""
        key = f"engine.topic_{topic}"
        if key not in BRIDGE_WORDS:
            return topic.replace("-", " ").replace("_", " ")
        prompt = Prompt(key, BRIDGE_WORDS[key], language)
        return self._prompts.words(prompt) or BRIDGE_WORDS[key]

    def _name_of(self, spoken: Language, language: Language) -> str:
        """A language's name in another; its own name, or its tag, where nobody knows it."""
        try:
            known = Locale.parse(language.tag, sep="-").languages.get(spoken.tag)
        except (UnknownLocaleError, ValueError):
            known = None
        entry = self._prompts.languages.get(spoken)
        return known or (entry.own_name if entry else spoken.tag)

    def _language_of(self, tx: Transaction, bridge: Bridge, leg: Leg) -> Language:
        """The first of a volunteer's languages that the phone can speak; a person's own."""
        if leg.role is LegRole.PERSON:
            return bridge.language
        volunteer = tx.volunteers.by_id(leg.volunteer_id) if leg.volunteer_id else None
        own: Sequence[Language] = volunteer.languages if volunteer else ()
        for language in own:
            entry = self._prompts.languages.get(language)
            if entry is not None and entry.can_be_spoken:
                return language
        return self._ports.default_language


def _sid(form: Mapping[str, str]) -> CallSid:
    return CallSid(form.get("CallSid", ""))
