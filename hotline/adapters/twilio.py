"""The phone company, through its own SDK: the only place that sends with twilio.rest.

Every address is built from the account and validated sids; no URL that arrived from
outside is ever fetched (promise B1).
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from hotline.adapters.twilio_texts import TextLog
from hotline.config import CarrierSettings
from hotline.domain.limits import MEDIA_BYTES, RECORDING_BYTES
from hotline.domain.recordings import CallOrigin, CarrierRecording
from hotline.errors import TOO_LARGE, CarrierRefused, CarrierUnavailable, RecordingNotReady
from hotline.types import CallSid, MediaSid, MessageSid, PhoneNumber, RecordingSid, is_sid

CARRIER_API = "https://api.twilio.com"
#: Seconds to connect, and between two packets.
TIMEOUTS = (5, 15)
#: Faults that pass (reference 4.3 and 4.5): rate limits and backlogs.
_PASSING = {20429, 21611, 30001, 30022, 30023, 63017}
#: Rate limits, and credentials that are refused while a token is being rotated.
_PASSING_STATUSES = {401, 403, 429}

#: Between the carrier's clock and ours.
_CLOCKS_DIFFER = timedelta(minutes=1)
#: A bridge's random id.
_ROOM = re.compile(r"[0-9a-f]{32}")
_REDIRECTS = {301, 302, 303, 307, 308}
#: Hosts to which the carrier sends for files.
_MEDIA_STORES = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")


class PointedHttpClient(TwilioHttpClient):
    """The SDK's own client, pointed at TWILIO_API_URL when that is set."""

    def __init__(self, api_url: str | None) -> None:
        super().__init__(timeout=TIMEOUTS[1])
        self._api_url = api_url

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._api_url:
            parts = urlsplit(url)
            url = self._api_url + parts.path + (f"?{parts.query}" if parts.query else "")
        return super().request(method, url, *args, **kwargs)


class TwilioCarrier(TextLog):
    """Port Carrier over Twilio's REST API."""

    def __init__(self, settings: CarrierSettings, number: PhoneNumber, public_url: str) -> None:
        self._settings = settings
        self._number = number
        self._public_url = public_url
        self._status_url = f"{public_url}/twilio/messages/status"
        self._client = Client(
            settings.account_sid,
            settings.auth_token.reveal(),
            http_client=PointedHttpClient(settings.api_url),
        )
        self._account_url = (
            f"{settings.api_url or CARRIER_API}/2010-04-01/Accounts/{settings.account_sid}"
        )

    def send_text(self, to: PhoneNumber, body: str, reference: str) -> MessageSid:
        """Send one text from the hotline's number; returns its sid.

        Raises CarrierRefused (with the carrier's code: opted out, landline ...) or
        CarrierUnavailable. After CarrierUnavailable the text may have gone out all the
        same: the carrier knows no idempotency key (reference 4.2).
        """
        try:
            message = self._client.messages.create(
                to=to.reveal_address(),  # the carrier needs the digits to deliver
                from_=self._sender_to(to),
                body=body,
                status_callback=self._status_url,
            )
        except TwilioRestException as error:
            raise _translate(error) from None
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer; the text waits.") from None
        return MessageSid(message.sid)

    def find_text(self, to: PhoneNumber, body: str, since: datetime) -> MessageSid | None:
        """A text with these words that we sent to that number since then, by the carrier's list.

        For a text whose sending gave no answer: the carrier knows no idempotency key.
        """
        try:
            found = self._client.messages.list(
                to=to.reveal_address(),  # the carrier's list is asked by number
                from_=self._sender_to(to),
                limit=20,
            )
        except TwilioRestException as error:
            raise _translate(error) from None
        except (TwilioException, requests.RequestException):
            raise CarrierUnavailable("The carrier did not answer; the text waits.") from None
        since -= _CLOCKS_DIFFER
        for each in found:
            if each.body == body and each.date_created and each.date_created >= since:
                return MessageSid(each.sid)
        return None

    def place_call(
        self,
        to: PhoneNumber,
        *,
        answer_path: str,
        status_path: str,
        ring_seconds: int,
        longest_seconds: int,
    ) -> CallSid:
        """Ring a phone from the hotline's number, which is all that its screen shows (V16).

        The paths are below our public address: what is heard when somebody answers, and
        where its statuses go. The call ends by itself after `longest_seconds`. Raises
        CarrierRefused for a number that cannot be rung, or CarrierUnavailable: then it may
        ring all the same, and says so at its status path.
        """
        try:
            call = self._client.calls.create(
                to=to.reveal(),  # the carrier needs the digits to ring it
                from_=self._number.reveal(),
                url=self._public_url + answer_path,
                status_callback=self._public_url + status_path,
                status_callback_event=["initiated", "ringing", "answered", "completed"],
                timeout=ring_seconds,
                time_limit=longest_seconds,
            )
        except TwilioRestException as error:
            raise _translate(error) from None
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer; the call waits.") from None
        return CallSid(call.sid)

    def move_call(self, sid: CallSid, path: str) -> None:
        """Let a call in progress ask at another path of ours what it hears next.

        Raises CarrierRefused when the call is over, or CarrierUnavailable.
        """
        self._change_call(sid, url=self._public_url + path)

    def end_call(self, sid: CallSid) -> None:
        """Hang a call up, ringing or in progress; one that is over already is no error."""
        with contextlib.suppress(CarrierRefused):
            self._change_call(sid, status="completed")

    def announce(self, room: str, sid: CallSid, path: str) -> None:
        """Let one call in a room hear what a path of ours says; the talk there goes on.

        The room is asked for by its name, which is a bridge's random id. Raises CarrierRefused
        when there is no such room now or the call is not in it, or CarrierUnavailable: then it
        may have been heard all the same.
        """
        if not is_sid(sid, "CA"):
            raise CarrierRefused("That is not a call's sid.")
        if not _ROOM.fullmatch(room):
            raise CarrierRefused("That is not a room of ours.")
        try:
            found = self._client.conferences.list(friendly_name=room, status="in-progress", limit=1)
            if not found:
                raise CarrierRefused("There is no such room now.")
            self._client.conferences(found[0].sid).participants(sid).update(
                announce_url=self._public_url + path, announce_method="POST"
            )
        except TwilioRestException as error:
            raise _translate(error) from None
        except (TwilioException, requests.RequestException):
            # The SDK says of a list that could not be had no more than that.
            raise CarrierUnavailable("The carrier did not answer.") from None

    def _change_call(self, sid: CallSid, **change: str) -> None:
        if not is_sid(sid, "CA"):
            raise CarrierRefused("That is not a call's sid.")
        try:
            self._client.calls(sid).update(**change)
        except TwilioRestException as error:
            raise _translate(error) from None
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None

    def fetch_recording(self, sid: RecordingSid) -> bytes:
        """The WAV bytes, at most RECORDING_BYTES.

        Raises RecordingNotReady for 404, CarrierRefused when it is too large, and
        CarrierUnavailable for everything else: refused credentials pass too, for a
        token that is being rotated must not cost anybody their message.
        """
        url = f"{self._account_url}/Recordings/{_checked(sid)}.wav"
        try:
            with requests.get(
                url, auth=self._auth(), timeout=TIMEOUTS, stream=True, allow_redirects=False
            ) as answer:
                if answer.status_code == 404:
                    raise RecordingNotReady("The recording is not there yet.")
                if answer.status_code != 200:
                    raise CarrierUnavailable(f"The carrier answered {answer.status_code}.")
                return _read_at_most(answer, RECORDING_BYTES)
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None

    def delete_recording(self, sid: RecordingSid) -> None:
        """Delete it at the carrier; one that is gone already is no error."""
        url = f"{self._account_url}/Recordings/{_checked(sid)}.json"
        try:
            answer = requests.delete(
                url, auth=self._auth(), timeout=TIMEOUTS, allow_redirects=False
            )
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None
        if answer.status_code not in {204, 404}:
            raise CarrierUnavailable(f"The carrier answered {answer.status_code}.")

    def list_recordings(self) -> list[CarrierRecording]:
        """The finished recordings of our account, the newest first, 1,000 at most."""
        try:
            found = self._client.recordings.list(limit=1000)
        except TwilioRestException as error:
            raise _translate(error) from None
        except (TwilioException, requests.RequestException):
            raise CarrierUnavailable("The carrier did not answer.") from None
        return [
            CarrierRecording(
                sid=RecordingSid(each.sid),
                call_sid=CallSid(each.call_sid),
                seconds=int(each.duration) if str(each.duration or "").isdecimal() else None,
                created_at=each.date_created,
            )
            for each in found
            if each.status == "completed" and is_sid(each.sid, "RE") and each.date_created
        ]

    def origin_of(self, sid: CallSid) -> CallOrigin:
        """Whether the call was to our number, and who called; a call that is gone is not ours."""
        if not is_sid(sid, "CA"):
            return CallOrigin(is_ours=False)
        try:
            call = self._client.calls(sid).fetch()
        except TwilioRestException as error:
            if error.status == 404:
                return CallOrigin(is_ours=False)
            raise _translate(error) from None
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None
        is_ours = PhoneNumber.parse_caller(call.to or "") == self._number
        return CallOrigin(is_ours, PhoneNumber.parse_caller(call._from or ""))

    def fetch_media(self, message: MessageSid, media: MediaSid) -> bytes:
        """The bytes of a file that came with a text, at most MEDIA_BYTES.

        The carrier answers with the address of a store of its own, which is followed
        once, to https (or to the stand-in's own host) and without our credentials.
        Raises RecordingNotReady for 404, CarrierUnavailable, CarrierRefused if too large.
        """
        url = self._media_url(message, media)
        try:
            with requests.get(
                url, auth=self._auth(), timeout=TIMEOUTS, stream=True, allow_redirects=False
            ) as answer:
                if answer.status_code not in _REDIRECTS:
                    return _file_of(answer)
                target = urljoin(url, answer.headers.get("Location", ""))
            if not self._may_follow(target):
                raise CarrierRefused("The carrier leads to an address that is not followed.")
            with requests.get(
                target, timeout=TIMEOUTS, stream=True, allow_redirects=False
            ) as answer:
                return _file_of(answer)
        except requests.RequestException:
            raise CarrierUnavailable("The carrier did not answer.") from None

    def delete_media(self, message: MessageSid, media: MediaSid) -> None:
        """Delete it at the carrier; one that is gone already is no error."""
        self._delete(f"{self._media_url(message, media)}.json")

    def _media_url(self, message: MessageSid, media: MediaSid) -> str:
        if not (is_sid(message, "SM") or is_sid(message, "MM")) or not is_sid(media, "ME"):
            raise CarrierRefused("That is not a file's sid.")
        return f"{self._account_url}/Messages/{message}/Media/{media}"

    def _may_follow(self, target: str) -> bool:
        """Stores of the carrier by https; no address of ours or of a private network."""
        parts = urlsplit(target)
        if self._settings.api_url:
            return parts.netloc == urlsplit(self._settings.api_url).netloc
        host = parts.hostname or ""
        return parts.scheme == "https" and host.endswith(_MEDIA_STORES)

    def _auth(self) -> tuple[str, str]:
        return self._settings.account_sid, self._settings.auth_token.reveal()


def _file_of(answer: requests.Response) -> bytes:
    if answer.status_code == 404:
        raise RecordingNotReady("The file is not there yet.")
    if answer.status_code != 200:
        raise CarrierUnavailable(f"The carrier answered {answer.status_code}.")
    return _read_at_most(answer, MEDIA_BYTES)


def _checked(sid: RecordingSid) -> RecordingSid:
    if not is_sid(sid, "RE"):
        raise CarrierRefused("That is not a recording's sid.")
    return sid


def _read_at_most(answer: requests.Response, limit: int) -> bytes:
    data = bytearray()
    for chunk in answer.iter_content(64 * 1024):
        data += chunk
        if len(data) > limit:
            raise CarrierRefused("The file is larger than any that we take.", TOO_LARGE)
    return bytes(data)


def _translate(error: TwilioRestException) -> CarrierRefused | CarrierUnavailable:
    code = error.code or 0
    if error.status >= 500 or error.status in _PASSING_STATUSES or code in _PASSING:
        return CarrierUnavailable(f"The carrier answered {error.status}.")
    return CarrierRefused(f"The carrier refused it (error {code}).", code)
