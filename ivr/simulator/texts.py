"""Texts: from phones to the application and back, with STOP, segments and delivery reports."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ivr.simulator.identifiers import API_VERSION, WHATSAPP, bare, by_the_same_way, new_sid
from ivr.simulator.keywords import reply_to_keyword
from ivr.simulator.parameters import places
from ivr.simulator.refusals import TextRefused
from ivr.simulator.replies import follow_reply
from ivr.simulator.segments import segments_of
from ivr.simulator.store import Row

if TYPE_CHECKING:
    from ivr.simulator.exchange import Exchange

MAX_BODY = 1600
WINDOW_SECONDS = 24 * 60 * 60
# "Failed to send freeform message because you are outside the allowed window."
WINDOW_CLOSED = 63016
PROFILE_NAME = "Simulated Profile"

# The wait between two reports on a text's way.
STEP_SECONDS = 0.1

# "delivered, undelivered and failed are final"; these codes are found out before the text leaves.
_FAILED_BEFORE_LEAVING = frozenset({21610, 30001, 30002, 30007, 30034, 63016})


@dataclass(frozen=True)
class Attachment:
    """A picture or a voice note that comes with a text."""

    content_type: str
    content: bytes


class Texts:
    """All texts of the account, in both directions."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        exchange.callbacks.on("message", self._arrive_at_step)

    # From a person to the application.

    def receive(
        self, sender: str, recipient: str, body: str, attachments: tuple[Attachment, ...] = ()
    ) -> Row:
        """A person sends a text; returns when the application has answered.

        Raises KeyError when the account has no such number, TextRefused when it is too long.
        """
        number = self._exchange.number(bare(recipient))
        if number is None:
            raise KeyError(recipient)
        recipient = by_the_same_way(recipient, sender)
        if len(body) > MAX_BODY:
            raise TextRefused(21617, "A text has at most 1600 characters.")
        sid = new_sid("MM" if attachments else "SM")
        now = time.time()
        self._exchange.store.insert(
            "messages", sid=sid, sender=sender, recipient=recipient, body=body,
            direction="inbound", status="received", segments=segments_of(body),
            media_count=len(attachments), created=now, sent=now, updated=now,
            arrival=self._next_arrival(),
        )  # fmt: skip
        for attachment in attachments:
            self._exchange.store.insert(
                "media", sid=new_sid("ME"), message_sid=sid, content_type=attachment.content_type,
                content=attachment.content, address=new_sid("m"), created=now,
            )  # fmt: skip
        self._exchange.announce()
        # On WhatsApp the carrier answers no keyword unless it is told to.
        reply = None
        if not sender.startswith(WHATSAPP):
            reply = reply_to_keyword(self._exchange.store, sender, recipient, body)
        if reply:
            self._note(recipient, sender, reply)
        row = self._exchange.store.existing("messages", sid)
        follow_reply(self._exchange, number, row, self.parameters(row))
        return row

    def parameters(self, row: Row) -> dict[str, str]:
        """What Twilio's "Request to your Messaging webhook URL" lists."""
        sid = row["sid"]
        params = {
            "AccountSid": self._exchange.settings.account_sid,
            "ApiVersion": API_VERSION,
            "Body": row["body"],
            "From": row["sender"],
            "MessageSid": sid,
            "NumMedia": str(row["media_count"]),
            "NumSegments": str(row["segments"]),
            "SmsMessageSid": sid,
            "SmsSid": sid,
            "SmsStatus": "received",
            "To": row["recipient"],
        }
        if row["sender"].startswith(WHATSAPP):
            # "WaId: the sender's WhatsApp ID; ProfileName: the sender's WhatsApp profile name."
            params |= {"WaId": bare(row["sender"]).removeprefix("+"), "ProfileName": PROFILE_NAME}
        else:
            params |= places("From", row["sender"]) | places("To", row["recipient"])
        media = self._exchange.store.all(
            "SELECT sid, content_type FROM media WHERE message_sid = ? ORDER BY rowid", sid
        )
        base = f"{self._exchange.settings.base_url}{self._exchange.account_path()}"
        for position, item in enumerate(media):
            params[f"MediaUrl{position}"] = f"{base}/Messages/{sid}/Media/{item['sid']}"
            params[f"MediaContentType{position}"] = item["content_type"]
        return params

    # From the application to a person.

    def send(
        self,
        *,
        sender: str,
        recipient: str,
        body: str,
        direction: str,
        status_callback: str | None = None,
        service_sid: str | None = None,
        template: str | None = None,
        media_urls: tuple[str, ...] = (),
    ) -> Row:
        """Takes a text and lets it go its way. Raises TextRefused."""
        if template:
            body = f"[{template}]"
        if len(body) > MAX_BODY:
            raise TextRefused(
                21617, "The concatenated message body exceeds the 1600 character limit"
            )
        if self._has_opted_out(recipient, sender):
            raise TextRefused(21610, "Attempt to send to unsubscribed recipient")
        failure = self._exchange.faults.now.fail_messages
        if recipient.startswith(WHATSAPP) and not template and not self._wrote_lately(recipient):
            failure = WINDOW_CLOSED
        if failure is not None and 21000 <= failure < 22000 and failure != 21610:
            raise TextRefused(failure, f"The text was refused with error {failure}")
        sid, now = new_sid("MM" if media_urls else "SM"), time.time()
        self._exchange.store.insert(
            "messages", sid=sid, sender=sender, recipient=recipient, body=body,
            direction=direction, status="accepted" if service_sid else "queued",
            segments=segments_of(body), media_count=len(media_urls), service_sid=service_sid,
            status_callback=status_callback, created=now, updated=now,
        )  # fmt: skip
        row = self._exchange.store.existing("messages", sid)
        self._plan(row, failure)
        return row

    def _plan(self, row: Row, failure: int | None) -> None:
        steps = ["queued", "sent", "delivered"]
        if failure is not None:
            early = failure in _FAILED_BEFORE_LEAVING
            steps = ["queued", "failed"] if early else ["queued", "sent", "undelivered"]
        for position, status in enumerate(steps, start=1):
            failed = status in ("failed", "undelivered")
            params = {
                "AccountSid": self._exchange.settings.account_sid,
                "ApiVersion": API_VERSION,
                "From": row["sender"],
                "MessageSid": row["sid"],
                "MessageStatus": status,
                "SmsSid": row["sid"],
                "SmsStatus": status,
                "To": row["recipient"],
            }
            if failed:
                params["ErrorCode"] = str(failure)
            if status in ("delivered", "undelivered"):
                params["RawDlrDoneDate"] = time.strftime("%y%m%d%H%M", time.gmtime())
            self._exchange.callbacks.add(
                "message", row["sid"], row["status_callback"], params,
                delay=STEP_SECONDS * position, step=f"{status} {failure if failed else ''}",
            )  # fmt: skip

    def _arrive_at_step(self, callback: Row) -> None:
        """A text reaches the next step of its way; at `delivered` it is on the phone."""
        status, _, code = callback["step"].partition(" ")
        store, now = self._exchange.store, time.time()
        with store.lock:
            row = store.get("messages", callback["subject"])
            if row is None:
                return
            changes: dict[str, object] = {"status": status, "updated": now}
            if status == "sent":
                changes["sent"] = now
            if code:
                changes["error_code"] = int(code)
            if status == "delivered" and row["arrival"] is None:
                changes["arrival"] = self._next_arrival()
            store.update("messages", row["sid"], **changes)
        self._exchange.announce()

    def _note(self, sender: str, recipient: str, body: str) -> None:
        """The carrier's own answer to STOP, START and HELP: it asks nobody."""
        now = time.time()
        self._exchange.store.insert(
            "messages", sid=new_sid("SM"), sender=sender, recipient=recipient, body=body,
            direction="outbound-reply", status="delivered", segments=segments_of(body),
            created=now, sent=now, updated=now, arrival=self._next_arrival(),
        )  # fmt: skip
        self._exchange.announce()

    def _wrote_lately(self, person: str) -> bool:
        """WhatsApp's window: "24 hours after the last message that they sent"."""
        if self._exchange.faults.now.whatsapp_window_closed:
            return False
        query = "SELECT 1 FROM messages WHERE sender = ? AND created > ? LIMIT 1"
        return self._exchange.store.one(query, person, time.time() - WINDOW_SECONDS) is not None

    def _has_opted_out(self, person: str, number: str) -> bool:
        query = "SELECT 1 FROM opt_outs WHERE person = ? AND number = ?"
        return self._exchange.store.one(query, person, number) is not None

    def _next_arrival(self) -> int:
        """The order in which texts appear on phones. Call it with the insert it is for."""
        (row,) = self._exchange.store.all(
            "INSERT INTO facts VALUES ('arrival', '1') "
            "ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"
        )
        return int(row["value"])

    # What a phone shows.

    def on_phone(self, number: str, after: int = 0) -> list[Row]:
        """The texts that a phone has sent and received, in order."""
        return self._exchange.store.all(
            "SELECT * FROM messages WHERE (sender = ? OR recipient = ?) AND arrival > ? "
            "ORDER BY arrival",
            number, number, after,
        )  # fmt: skip
