"""One webhook of a text: a volunteer's answer or a person's words, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hotline.ports import Ports, Transaction
from hotline.services.acknowledge import acknowledge
from hotline.services.intake import take_text
from hotline.services.volunteer_texts import answer_volunteer, find_volunteer
from hotline.services.webhooks import answer_once
from hotline.types import PhoneNumber
from ivr import twiml

#: The carrier's own words for "no more texts" (reference 4.4): it has answered already.
CARRIER_OPT_OUTS = frozenset(
    {"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}
)


class TextConversation:
    """Answers the webhooks of texts; what it answers goes out by the outbox."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def take_message(self, form: Mapping[str, str]) -> str:
        """POST /twilio/messages: a volunteer's answer, or a person's words."""

        def act(tx: Transaction) -> str:
            body = form.get("Body", "")
            if form.get("OptOutType") or body.strip().casefold() in CARRIER_OPT_OUTS:
                return twiml.message_reply(None)
            sender = PhoneNumber.parse_caller(form.get("From", ""))
            volunteer = find_volunteer(self._ports, tx, sender)
            if volunteer is not None:
                answer_volunteer(self._ports, tx, volunteer, body)
                return twiml.message_reply(None)
            request = take_text(
                self._ports, tx, sender=sender, body=body, language=self._ports.default_language
            )
            acknowledge(self._ports, tx, request)
            return twiml.message_reply(None)

        return self._once(form["MessageSid"], "message", act)

    def take_message_status(self, form: Mapping[str, str]) -> str:
        """POST /twilio/messages/status: how far one of our texts has come."""
        sid, status = form.get("MessageSid", ""), form.get("MessageStatus", "")

        def act(tx: Transaction) -> str:
            tx.messages.raise_status(self._ports.vault.fingerprint("sid", sid), status)
            return twiml.empty()

        return self._once(sid, f"message-status:{status}", act)

    def _once(self, sid: str, event: str, act: Callable[[Transaction], str]) -> str:
        return answer_once(self._ports, sid, event, act, otherwise=twiml.empty())
