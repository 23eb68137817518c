"""After a fault of ours: words in the caller's language, and a way to leave a message."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hotline.domain.calls import Call
from hotline.ports import Ports, Transaction
from hotline.services.intake import request_of_call
from ivr import twiml
from ivr.effects import wishes_said
from ivr.flows.session import Session
from ivr.prompts import PromptBook


@dataclass(frozen=True)
class SorryUrls(twiml.ActionUrls):
    """A message after a fault belongs to no turn: it goes to an address of its own."""

    @property
    def step(self) -> str:
        return f"{self.base}/twilio/voice/sorry"


class Apologies:
    """Needs neither the flow nor a database that answers: either may be what broke."""

    def __init__(self, ports: Ports, prompts: PromptBook, public_url: str) -> None:
        self._ports = ports
        self._prompts = prompts
        self._public_url = public_url

    def apologise(self, call_sid: str) -> str:
        """Words and a way to leave a message after a fault, in the caller's language.

        Never raises: when even the database is away, the first language of the flow is
        spoken.
        """
        try:
            with self._ports.unit_of_work(read_only=True) as tx:
                call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", call_sid))
                refused = call is not None and self._refused_recording(tx, call)
            language = call.language if call else None
        except Exception:
            call, language, refused = None, None, False
        said_in, urls = language or self._ports.default_language, SorryUrls(self._public_url)
        if refused:
            waits = call is not None and (call.request_id is not None or self._keep(call_sid))
            return twiml.apology_without_recorder(self._prompts.resolve, said_in, urls, waits=waits)
        return twiml.apology(self._prompts.resolve, said_in, urls)

    def _refused_recording(self, tx: Transaction, call: Call) -> bool:
        """True when this caller said no; read without the flow, which may be what broke."""
        if call.session is None:
            return False
        plain = tx.keys.open(call.key_id).open_text("call.session", call.session)
        return json.loads(plain).get("agreed") is False

    def _keep(self, call_sid: str) -> bool:
        """The request of one who has chosen no topic yet and cannot be asked now: it waits.

        True when it does; never raises, as nothing does that a fault leads to.
        """
        try:
            with self._ports.unit_of_work() as tx:
                call = tx.calls.by_sid(self._ports.vault.fingerprint("sid", call_sid))
                if call is None or call.session is None:
                    return False
                plain = tx.keys.open(call.key_id).open_text("call.session", call.session)
                session = Session.from_json(json.loads(plain))
                if not session.opened:
                    language = session.language or self._ports.default_language
                    request_of_call(
                        self._ports,
                        tx,
                        call,
                        language=language,
                        topic=session.topic,
                        urgent=session.urgent,
                        wishes=wishes_said(session),
                    )
        except Exception:
            return False
        return True
