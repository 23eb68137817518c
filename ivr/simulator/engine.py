"""Carries out TwiML on one call: fetches a document, does its verbs, follows where they lead."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import requests

from ivr.simulator.documents import Document, Target, read
from ivr.simulator.endings import HangUp
from ivr.simulator.leg import Action, Interrupted, Leg
from ivr.simulator.parameters import call_parameters
from ivr.simulator.transport import WebhookFailed
from ivr.simulator.twiml import TwimlError, Verb
from ivr.simulator.verbs import HANDLERS

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

APPLICATION_ERROR = "An application error has occurred. Goodbye."

# "Twilio answers on the first verb that makes a sound"; these make none.
_SILENT_VERBS = frozenset({"Reject", "Redirect", "Leave", "Sms", "Message"})

# An application that redirects in a circle without ever letting the caller hear something.
MAX_DOCUMENTS_WITHOUT_REST = 50


class Engine:
    """One call's interpreter; it lives on a thread of its own."""

    def __init__(self, exchange: Exchange, leg: Leg, fallback: Target | None = None) -> None:
        self.exchange = exchange
        self.leg = leg
        self._fallback = fallback
        # "Twilio keeps cookies across the requests of a call".
        self._session = requests.Session()
        self._afterwards: list[Callable[[], None]] = []
        self._documents_without_rest = 0
        # True while the documents are a queue's waiting words, or a room's.
        self.in_queue = False
        self.in_room = False

    def run(self, start: Target | Document | HangUp) -> None:
        """Carries out documents until one ends. Raises HangUp and CallerGone.

        In a queue it also raises Interrupted: what the API says ends the waiting.
        """
        if isinstance(start, HangUp):
            raise start
        current: Target | Document | None = start
        while current is not None:
            try:
                current = self._step(current)
            except Interrupted as change:
                if isinstance(change.target, HangUp):
                    raise change.target from None
                if self.in_queue:
                    raise
                current = change.target
        self.play_out()

    def wait(self, kind: str, /, **details: object) -> Action:
        """Waits for the person; a line on which nothing happens for ten minutes is dead."""
        self._documents_without_rest = 0
        return self.leg.wait(kind, self.exchange.settings.idle_seconds, **details)

    def play_out(self) -> None:
        """Gives the person the time to hear what was said, before anything else happens."""
        if self.leg.playing:
            self.wait("listen", seconds=0)

    def after_next_request(self, deed: Callable[[], None]) -> None:
        """Does something just after the next request to the application."""
        self._afterwards.append(deed)

    def ask(self, target: Target) -> Document:
        """Asks the application what to do next. Raises TwimlError or WebhookFailed."""
        try:
            params = call_parameters(self.exchange.settings.account_sid, self.leg)
            params |= target.params
            answer = self.exchange.transport.send(
                target.url, params, target.method, session=self._session
            )
            return read(answer)
        finally:
            deeds, self._afterwards = self._afterwards, []
            for deed in deeds:
                deed()

    def tell(self, target: Target) -> None:
        """Asks although nobody is there to hear the answer (the caller has hung up)."""
        try:
            self.ask(target)
        except (TwimlError, WebhookFailed) as problem:
            self.note(problem.code, str(problem), target.url)

    def note(self, code: int, text: str, url: str = "") -> None:
        """Writes to the carrier's debugger, and to the call as its phones see it."""
        self.exchange.store.alert(time.time(), code, text, url, self.leg.sid)
        self.leg.emit("error", code=code, text=text)

    def _step(self, current: Target | Document) -> Target | Document | None:
        url = current.url
        try:
            document = self.ask(current) if isinstance(current, Target) else current
            self.leg.check()
            self._documents_without_rest += 1
            if self._documents_without_rest > MAX_DOCUMENTS_WITHOUT_REST:
                raise TwimlError(11215, "The documents redirect in a circle.")
            return self._perform(document)
        except TwimlError as problem:
            return self._fail(problem.code, str(problem), url)
        except WebhookFailed as problem:
            return self._fail(problem.code, str(problem), problem.url)

    def _perform(self, document: Document) -> Target | Document | None:
        for verb in document.verbs:
            self.leg.check()
            if verb.name not in _SILENT_VERBS:
                self._answer(verb)
            following = HANDLERS[verb.name](self, verb, document)
            if following is not None:
                self.play_out()
                return following
        return None

    def _answer(self, verb: Verb) -> None:
        leg = self.leg
        if leg.answered is None and not (
            verb.name == "Dial" and verb.flag("answerOnBridge", False)
        ):
            self.exchange.answer(leg)

    def _fail(self, code: int, text: str, url: str) -> Target:
        """The fallback URL, once; without one, the carrier's own last words.

        Raises HangUp after them.
        """
        self.note(code, text, url)
        self.leg.check()
        self._documents_without_rest = 0
        if self._fallback is not None:
            fallback, self._fallback = self._fallback, None
            return Target(fallback.url, fallback.method, {"ErrorCode": str(code), "ErrorUrl": url})
        if self.leg.answered is None:
            self.exchange.answer(self.leg)
        self.leg.emit("say", text=APPLICATION_ERROR, language="en-US", voice="", in_gather=False)
        self.play_out()
        raise HangUp
