"""One webhook of a text: a volunteer's code, a wish about texts, or a person's words.

Everything happens in one transaction; what is answered goes out by the outbox, so a
repeated webhook gets the same empty answer and no text goes out twice.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from hotline.domain.call_words import wants_no_call
from hotline.domain.carrier_texts import ENDED
from hotline.domain.contact_safety import NO_CONTACT, Allowed
from hotline.domain.help_requests import HelpRequest
from hotline.domain.opt_outs import Wish
from hotline.domain.routing import Wishes, area_in_words
from hotline.domain.text_language import propose
from hotline.domain.wish_words import wishes_in
from hotline.errors import KeyLost
from hotline.ports import Ports, Transaction
from hotline.services import opt_outs
from hotline.services.answers_by_text import Understood, understand
from hotline.services.carrier_copies import note_ended, note_incoming
from hotline.services.deliveries import note_status
from hotline.services.follow_ups import pressed_by
from hotline.services.intake import offer, take_text
from hotline.services.media import note_media
from hotline.services.quiet_word import hear_quiet_word
from hotline.services.replies import answer_once, answer_person
from hotline.services.safe_texting import (
    ask_for_call,
    drop_call_wish,
    keep_rules,
    note_call_wish,
    raise_alarm,
    take_calls_back,
)
from hotline.services.text_gate import may_text
from hotline.services.volunteer_conversation import tell_holder
from hotline.services.volunteer_texts import answer_volunteer, find_volunteer
from hotline.services.webhooks import answer_once as answer_webhook_once
from hotline.services.whatsapp import send_what_was_held
from hotline.services.whose_text import request_of_texter
from hotline.services.wishes import wish_more
from hotline.types import Language, MessageSid, PhoneNumber
from ivr import twiml
from ivr.flow_versions import current_flow, flow_of_version
from ivr.flows.library import FlowLibrary
from ivr.flows.model import Flow
from ivr.flows.segments import segments
from ivr.flows.session import Session
from ivr.prompts import PromptBook
from ivr.text_forms import CARRIER_STOPS, files_in, wish_in
from ivr.text_line import line_texts
from ivr.text_safety import begin, go_on
from ivr.text_talk import Answer, Talk, Turn
from ivr.text_words import MOST_SEGMENTS, TextWords

_log = logging.getLogger("hotline.texts")

#: The carrier's error for a number that opted out there; it may come with a status.
OPTED_OUT = "21610"


class TextConversation:
    """Answers the webhooks of texts. A talk lies sealed with its request."""

    def __init__(self, ports: Ports, flows: FlowLibrary, book: PromptBook) -> None:
        self._ports = ports
        self._flows = flows
        self._book = book
        self._words = TextWords(ports, book)

    def take_message(self, form: Mapping[str, str]) -> str:
        """POST /twilio/messages: whatever a phone sent to us."""

        def act(tx: Transaction) -> str:
            sender = PhoneNumber.parse_caller(form.get("From", ""))
            volunteer = find_volunteer(self._ports, tx, sender)
            if volunteer is not None and not form.get("OptOutType"):
                if form.get("Body", "").strip().casefold() not in CARRIER_STOPS:
                    answer_volunteer(self._ports, tx, volunteer, form.get("Body", ""))
            elif sender is None:
                self._take_words(tx, None, None, form)
            else:
                self._take_from(tx, sender, form)
            self._note_copy(tx, form)
            return twiml.message_reply(None)

        return self._once(form["MessageSid"], "message", act)

    def take_message_status(self, form: Mapping[str, str]) -> str:
        """POST /twilio/messages/status: how far one of our texts has come."""
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")

        def act(tx: Transaction) -> str:
            mark = self._ports.vault.fingerprint("sid", sid)
            # Asked first: a text that waits to be sent again is known by this sid no more.
            known = status in ENDED and tx.messages.is_known_sid(mark)
            if tx.messages.raise_status(mark, status):
                note_status(self._ports, tx, mark, status, form.get("ErrorCode"))
            if status in ENDED:
                note_ended(self._ports, tx, sid, is_known=known)
            number = PhoneNumber.parse_caller(form.get("To", ""))
            if form.get("ErrorCode") == OPTED_OUT and number is not None:
                opt_outs.note_refused(self._ports, tx, number)
            return twiml.empty()

        return self._once(sid, f"message-status:{status}", act)

    def _note_copy(self, tx: Transaction, form: Mapping[str, str]) -> None:
        """The carrier's copy goes: at once, or with the last of the files that we fetch."""
        vault = self._ports.vault
        fetched = any(tx.media.is_known(vault.fingerprint("sid", sid)) for sid in files_in(form))
        note_incoming(self._ports, tx, form["MessageSid"], with_files=fetched)

    def _take_from(self, tx: Transaction, sender: PhoneNumber, form: Mapping[str, str]) -> None:
        """A wish about texts is obeyed; anything else is somebody's words."""
        body = form.get("Body", "")
        silent = opt_outs.has_opted_out(self._ports, tx, sender)
        wish, answered = wish_in(form, silent, by_whatsapp=sender.is_whatsapp)
        request = self._request_of(tx, sender)
        language = self._language_of(tx, request, body)
        if request is not None and hear_quiet_word(self._ports, tx, request, body):
            # Kept, and seen by whoever holds it; the phone stays dark.
            tell_holder(
                self._ports,
                tx,
                take_text(self._ports, tx, sender=sender, body=body, language=language),
            )
            return
        match wish:
            case Wish.STOP:
                opt_outs.stop(self._ports, tx, sender, language, answered=answered)
            case Wish.START if silent or answered:
                opt_outs.start(self._ports, tx, sender, language, answered=answered)
            case Wish.ERASE:
                opt_outs.erase(self._ports, tx, sender, language)
            case Wish.HELP:
                # It is an answer to a question of ours, and also a plea: people read it.
                request = take_text(self._ports, tx, sender=sender, body=body, language=language)
                tell_holder(self._ports, tx, request)
                if not answered:
                    text = self._ports.texts.text(
                        "optout.help", request.language, name=self._ports.texting_name
                    )
                    answer_person(self._ports, tx, sender, request, text)
            case _:
                self._take_words(tx, sender, request, form)

    def _take_words(
        self,
        tx: Transaction,
        sender: PhoneNumber | None,
        request: HelpRequest | None,
        form: Mapping[str, str],
    ) -> None:
        """The request first, then the talk: nothing that is wrong with it loses the words.

        `request` is theirs that is open, if there is one.
        """
        body = form.get("Body", "")
        files = files_in(form)
        understood = None if files else understand(self._ports, tx, request, body)
        if sender is not None and understood is not None:
            self._take_answer(tx, sender, understood, body)
            return
        if request is None and sender is not None and not files:
            told = pressed_by(self._ports, tx, sender, body)
            if told is not None:
                text = self._words.text("follow_up.thanks", told[0].language)
                answer_person(self._ports, tx, sender, told[0], text, in_talk=True)
                if not told[1].words:
                    return
                # Words beside the number may be a need: they are a request besides.
        is_new = request is None
        flow, talk = self._talk_of(tx, request)
        turn = self._next_turn(flow, talk, body, bool(files))
        if request is None or not turn.only_keys:
            taken = take_text(
                self._ports,
                tx,
                sender=sender,
                body=body,
                language=turn.talk.speaks or self._ports.default_language,
                topic=turn.talk.topic or None,
                wishes=wishes_in(body),
            )
            request = taken
            tell_holder(self._ports, tx, request)
        for sid in files:
            note_media(self._ports, tx, request, MessageSid(form["MessageSid"]), sid)
        if not is_new:
            send_what_was_held(tx, request.id)
        self._describe(tx, request, turn, talk.session.area if talk else "")
        sealed = tx.keys.open(request.key_id).seal_text(
            "text.session", json.dumps(turn.talk.to_json())
        )
        tx.text_sessions.keep(request.id, sealed, self._ports.clock.now())
        self._obey(tx, request, turn)
        if wants_no_call(body):
            take_calls_back(self._ports, tx, tx.requests.by_id(request.id) or request)
        if sender is not None:
            self._answer(tx, flow, sender, request, turn)

    def _take_answer(
        self, tx: Transaction, sender: PhoneNumber, understood: Understood, body: str
    ) -> None:
        """An answer to a question of a volunteer's: kept where they read it, and confirmed."""
        request = understood.request
        take_text(self._ports, tx, sender=sender, body=body, language=request.language)
        tell_holder(self._ports, tx, request)
        text = self._words.text(understood.text_id, request.language)
        answer_person(self._ports, tx, sender, request, text, in_talk=True)

    def _obey(self, tx: Transaction, request: HelpRequest, turn: Turn) -> None:
        """What the person wants beside their words: rules, a call, and help at once."""
        if turn.rules is not None:
            keep_rules(self._ports, tx, request, turn.rules)
            if not turn.wants_call:
                drop_call_wish(tx, request)
        if turn.wants_call:
            ask_for_call(self._ports, tx, request)
        elif turn.talk.safety.call or turn.talk.safety.pending == "call":
            # They may never answer when it is safe: the wish is seen all the same.
            note_call_wish(self._ports, tx, request)
        if turn.in_danger:
            raise_alarm(self._ports, tx, tx.requests.by_id(request.id) or request)

    def _answer(
        self, tx: Transaction, flow: Flow, sender: PhoneNumber, request: HelpRequest, turn: Turn
    ) -> None:
        """The next question; to whom texts are not safe one last word, and then none."""
        language = turn.talk.session.language or turn.talk.language or flow.master
        if turn.rules == NO_CONTACT:
            answer_once(self._ports, tx, sender, self._words.text("safe.no", language))
            return
        request = tx.requests.by_id(request.id) or request
        if may_text(self._ports, tx, request) != Allowed():
            return
        text = self._words.of_turn(tx, flow, turn, language)
        if turn.answer.text_id == "safe.ask":
            # What the line can do now is told before anything is asked (V19 by text).
            for told in line_texts(self._ports, tx, flow, language, self._book):
                if segments(f"{told}\n{text}") <= MOST_SEGMENTS:
                    text = f"{told}\n{text}"
                else:
                    answer_person(self._ports, tx, sender, request, told, in_talk=True)
        answer_person(self._ports, tx, sender, request, text, in_talk=turn.only_keys)

    def _next_turn(self, flow: Flow, talk: Talk | None, body: str, with_files: bool) -> Turn:
        """Never raises: a fault of ours costs a question and not the words."""
        try:
            if talk is None:
                return begin(flow, body, with_files)
            return go_on(flow, talk, body, with_files, self._words.names(flow))
        except Exception:
            _log.exception("talk-fault")
            talk = talk or Talk(Session(flow.version, flow.start, "text"))
            return Turn(talk, Answer(text_id="ack.request"))

    def _describe(
        self, tx: Transaction, request: HelpRequest, turn: Turn, area_before: str
    ) -> None:
        """Language, topic and area as they are known now, and those asked who fit them."""
        area = turn.talk.session.area
        if area != area_before:
            wish_more(self._ports, tx, request.id, Wishes(near=area_in_words(area)))
            request = tx.requests.by_id(request.id) or request
        language = turn.talk.speaks or request.language
        topic = turn.talk.topic or request.topic
        if (language, topic) != (request.language, request.topic):
            tx.requests.describe(request.id, language, topic)
            offer(self._ports, tx, replace(request, language=language, topic=topic))
            tx.announce()

    def _request_of(self, tx: Transaction, sender: PhoneNumber) -> HelpRequest | None:
        return request_of_texter(self._ports, tx, sender)

    def _language_of(self, tx: Transaction, request: HelpRequest | None, body: str) -> Language:
        if request is not None:
            return request.language
        return propose(body, self._flows.current().languages) or self._ports.default_language

    def _talk_of(self, tx: Transaction, request: HelpRequest | None) -> tuple[Flow, Talk | None]:
        """The talk and the flow it began with; a new one when there is none to open."""
        flow = current_flow(self._ports, tx, self._flows)
        sealed = tx.text_sessions.of_request(request.id) if request else None
        if request is None or sealed is None:
            return flow, None
        try:
            plain = tx.keys.open(request.key_id).open_text("text.session", sealed)
        except KeyLost:
            return flow, None
        try:
            talk = Talk.from_json(json.loads(plain))
        except (ValueError, KeyError, TypeError):
            return flow, None
        version = talk.session.flow_version
        return flow_of_version(self._ports, tx, self._flows, version), talk

    def _once(self, sid: str, event: str, act: Callable[[Transaction], str]) -> str:
        return answer_webhook_once(self._ports, sid, event, act, otherwise=twiml.empty())
