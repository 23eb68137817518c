"""Senders, templates and the carrier's log of texts. Part of TwilioCarrier (twilio.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from hotline.domain.carrier_texts import ENDED, CarrierText
from hotline.errors import CarrierRefused, CarrierUnavailable
from hotline.types import MediaSid, MessageSid, PhoneNumber, is_sid

if TYPE_CHECKING:
    from twilio.rest import Client

    from hotline.config import CarrierSettings

#: Of each direction, the newest first.
LISTED = 1000
TIMEOUTS = (5, 15)


class TextLog:
    """What is known of an account is in the class that this is mixed into."""

    _client: Client
    _settings: CarrierSettings
    _status_url: str
    _number: PhoneNumber
    _account_url: str

    def _auth(self) -> tuple[str, str]:
        raise NotImplementedError

    def _sender_to(self, to: PhoneNumber) -> str:
        """Answers go by the way by which they were asked for."""
        if not to.is_whatsapp:
            return self._number.reveal()
        return f"whatsapp:{(self._settings.whatsapp_number or self._number).reveal()}"

    def send_template(self, to: PhoneNumber, template: str) -> None:
        """Send a template of the carrier's (a content sid) by WhatsApp.

        Raises CarrierUnavailable or CarrierRefused; whether it went out is not looked up.
        """
        try:
            self._client.messages.create(
                to=to.reveal_address(),  # the carrier needs the digits to deliver
                from_=self._sender_to(to),
                content_sid=template,
                status_callback=self._status_url,
            )
        except TwilioRestException as error:
            raise CarrierRefused("The template was refused.", error.code or 0) from None
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None

    def delete_text(self, sid: MessageSid) -> None:
        """Delete the whole entry with its files; one that is gone already is no error.

        Raises CarrierUnavailable for all else, as while the text is still on its way.
        """
        if not (is_sid(sid, "SM") or is_sid(sid, "MM")):
            raise CarrierRefused("That is not a text's sid.")
        self._delete(f"{self._account_url}/Messages/{sid}.json")

    def _delete(self, url: str) -> None:
        """Delete what the carrier keeps there; 404 is as good. Raises CarrierUnavailable."""
        try:
            answer = requests.delete(
                url, auth=self._auth(), timeout=TIMEOUTS, allow_redirects=False
            )
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None
        if answer.status_code not in {204, 404}:
            raise CarrierUnavailable(f"The carrier answered {answer.status_code}.")

    def list_texts(self) -> Sequence[CarrierText]:
        """The texts to and from our number, also by WhatsApp."""
        number = self._number.reveal()  # the log is asked by number
        whatsapp = (self._settings.whatsapp_number or self._number).reveal()
        try:
            found = [
                each
                for ours in (number, f"whatsapp:{whatsapp}")
                for side in ("to", "from_")
                for each in self._client.messages.list(**{side: ours}, limit=LISTED)
            ]
        except TwilioRestException as error:
            raise CarrierUnavailable(f"The carrier answered {error.status}.") from None
        except (TwilioException, requests.RequestException):
            raise CarrierUnavailable("The carrier did not answer.") from None
        return [_text(each) for each in found if each.date_created]

    def list_files(self, sid: MessageSid) -> Sequence[MediaSid]:
        """The files that lie with a text."""
        try:
            found = self._client.messages(sid).media.list(limit=20)
        except TwilioRestException as error:
            raise CarrierUnavailable(f"The carrier answered {error.status}.") from None
        except (TwilioException, requests.RequestException):
            raise CarrierUnavailable("The carrier did not answer.") from None
        return [MediaSid(each.sid) for each in found if is_sid(each.sid or "", "ME")]


def _text(message: Any) -> CarrierText:
    inbound = message.direction == "inbound"
    return CarrierText(
        sid=MessageSid(message.sid),
        is_inbound=inbound,
        # Some carriers never report further than `sent`.
        is_ended=inbound or message.status in ENDED or message.status == "sent",
        sender=PhoneNumber.parse_caller((message.from_ or "").removeprefix("whatsapp:")),
        body=message.body or "",
        created_at=message.date_created,
        has_files=str(message.num_media or "0") != "0",
    )
