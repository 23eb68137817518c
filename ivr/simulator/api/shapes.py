"""Rows of the store as the JSON of the API (Twilio's OpenAPI, api.v2010)."""

from __future__ import annotations

import time
from typing import Any

from ivr.simulator.conferences import Participant, Room
from ivr.simulator.exchange import Exchange
from ivr.simulator.identifiers import API_VERSION, as_formatted, as_rfc2822
from ivr.simulator.store import Row

Json = dict[str, Any]


class Shapes:
    """Knows the account, which stands in every answer."""

    def __init__(self, exchange: Exchange) -> None:
        self._account_sid = exchange.settings.account_sid
        self._path = exchange.account_path()
        self._base_url = exchange.settings.base_url

    def message(self, row: Row) -> Json:
        uri = f"{self._path}/Messages/{row['sid']}"
        direction = row["direction"]
        return {
            "sid": row["sid"],
            "account_sid": self._account_sid,
            "api_version": API_VERSION,
            "body": row["body"],
            "date_created": as_rfc2822(row["created"]),
            "date_sent": as_rfc2822(row["sent"]),
            "date_updated": as_rfc2822(row["updated"]),
            "direction": direction,
            "error_code": row["error_code"],
            "error_message": f"Error {row['error_code']}" if row["error_code"] else None,
            "from": row["sender"],
            "messaging_service_sid": row["service_sid"],
            "num_media": str(row["media_count"]),
            "num_segments": str(row["segments"]),
            "price": None,
            "price_unit": "USD",
            "status": row["status"],
            "subresource_uris": {"media": f"{uri}/Media.json", "feedback": f"{uri}/Feedback.json"},
            "to": row["recipient"],
            "uri": f"{uri}.json",
        }

    def media(self, row: Row) -> Json:
        return {
            "sid": row["sid"],
            "account_sid": self._account_sid,
            "parent_sid": row["message_sid"],
            "content_type": row["content_type"],
            "date_created": as_rfc2822(row["created"]),
            "date_updated": as_rfc2822(row["created"]),
            "uri": f"{self._path}/Messages/{row['message_sid']}/Media/{row['sid']}.json",
        }

    def call(self, row: Row) -> Json:
        uri = f"{self._path}/Calls/{row['sid']}"
        over = row["ended"] is not None
        seconds = round(row["ended"] - row["answered"]) if over and row["answered"] else 0
        return {
            "sid": row["sid"],
            "parent_call_sid": row["parent_sid"],
            "account_sid": self._account_sid,
            "api_version": API_VERSION,
            "annotation": None,
            "answered_by": row["answered_by"],
            "caller_name": "" if row["direction"] == "inbound" else None,
            "date_created": as_rfc2822(row["created"]),
            "date_updated": as_rfc2822(row["updated"]),
            "direction": row["direction"],
            "duration": str(max(seconds, 0)) if over else None,
            "end_time": as_rfc2822(row["ended"]),
            "forwarded_from": None,
            "from": row["caller"],
            "from_formatted": as_formatted(row["caller"]),
            "group_sid": None,
            "phone_number_sid": row["number_sid"],
            "price": None,
            "price_unit": "USD",
            "queue_time": "0",
            "start_time": as_rfc2822(row["answered"]),
            # "initiated" is a word of callbacks only.
            "status": row["status"],
            "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
            "to": row["called"],
            "to_formatted": as_formatted(row["called"]),
            "trunk_sid": None,
            "uri": f"{uri}.json",
        }

    def recording(self, row: Row) -> Json:
        uri = f"{self._path}/Recordings/{row['sid']}"
        status = row["status"]
        if row["deleted"] is not None:
            status = "deleted"
        elif status == "completed" and row["ready"] > time.time():
            status = "processing"
        elif status == "failed":
            # The resource's own list of statuses has no "failed": nothing can be fetched.
            status = "absent"
        ready = status == "completed"
        return {
            "sid": row["sid"],
            "account_sid": self._account_sid,
            "api_version": API_VERSION,
            "call_sid": row["call_sid"],
            "channels": 1,
            "conference_sid": None,
            "date_created": as_rfc2822(row["created"]),
            "date_updated": as_rfc2822(row["ready"]),
            "start_time": as_rfc2822(row["created"]),
            "duration": str(row["duration"]) if ready else None,
            "encryption_details": None,
            "error_code": row["error_code"],
            "media_url": f"{self._base_url}{uri}",
            "price": None,
            "price_unit": "USD",
            "source": "RecordVerb",
            "status": status,
            "subresource_uris": {"transcriptions": f"{uri}/Transcriptions.json"},
            "uri": f"{uri}.json",
        }

    def call_recording(self, row: Row) -> Json:
        """The same recording as a part of its call: another resource, with one more field."""
        shape = self.recording(row)
        del shape["media_url"]
        return shape | {"track": None}

    def conference(self, room: Room) -> Json:
        uri = f"{self._path}/Conferences/{room.sid}"
        return {
            "sid": room.sid,
            "account_sid": self._account_sid,
            "api_version": API_VERSION,
            "call_sid_ending_conference": room.ended_by,
            "date_created": as_rfc2822(room.created),
            "date_updated": as_rfc2822(room.updated),
            "friendly_name": room.name,
            "reason_conference_ended": room.reason,
            "region": "us1",
            "status": room.status,
            "subresource_uris": {
                "participants": f"{uri}/Participants.json",
                "recordings": f"{uri}/Recordings.json",
            },
            "uri": f"{uri}.json",
        }

    def participant(self, room: Room | None, who: Participant, status: str = "connected") -> Json:
        """`room` is None before anybody is in it: its sid is made with the first."""
        uri = f"{self._path}/Conferences/{room.sid if room else ''}/Participants/{who.leg.sid}"
        return {
            "account_sid": self._account_sid,
            "call_sid": who.leg.sid,
            "call_sid_to_coach": None,
            "coaching": False,
            "conference_sid": room.sid if room else None,
            "date_created": as_rfc2822(who.joined),
            "date_updated": as_rfc2822(who.updated),
            "end_conference_on_exit": who.ends,
            "hold": who.hold,
            "label": who.label,
            "muted": who.muted,
            "queue_time": None,
            "start_conference_on_enter": who.starts,
            "status": status,
            "uri": f"{uri}.json",
        }

    def number(self, row: Row) -> Json:
        return {
            "sid": row["sid"],
            "account_sid": self._account_sid,
            "address_requirements": "none",
            "address_sid": None,
            "api_version": API_VERSION,
            "beta": False,
            "bundle_sid": None,
            "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
            "date_created": as_rfc2822(row["created"]),
            "date_updated": as_rfc2822(row["updated"]),
            "emergency_address_sid": None,
            "emergency_address_status": "unregistered",
            "emergency_status": "Inactive",
            "friendly_name": row["friendly_name"],
            "identity_sid": None,
            "origin": "twilio",
            "phone_number": row["phone_number"],
            "sms_application_sid": None,
            "sms_fallback_method": row["sms_fallback_method"],
            "sms_fallback_url": row["sms_fallback_url"],
            "sms_method": row["sms_method"],
            "sms_url": row["sms_url"],
            "status": "in-use",
            "status_callback": row["status_callback"],
            "status_callback_method": row["status_callback_method"],
            "trunk_sid": None,
            "type": "local",
            "uri": f"{self._path}/IncomingPhoneNumbers/{row['sid']}.json",
            "voice_application_sid": None,
            "voice_caller_id_lookup": False,
            "voice_fallback_method": row["voice_fallback_method"],
            "voice_fallback_url": row["voice_fallback_url"],
            "voice_method": row["voice_method"],
            "voice_receive_mode": "voice",
            "voice_url": row["voice_url"],
        }

    def account(self) -> Json:
        return {
            "sid": self._account_sid,
            "auth_token": "",
            "date_created": as_rfc2822(0),
            "date_updated": as_rfc2822(0),
            "friendly_name": "A simulated account",
            "owner_account_sid": self._account_sid,
            "status": "active",
            "subresource_uris": {
                "calls": f"{self._path}/Calls.json",
                "incoming_phone_numbers": f"{self._path}/IncomingPhoneNumbers.json",
                "messages": f"{self._path}/Messages.json",
                "recordings": f"{self._path}/Recordings.json",
            },
            "type": "Full",
            "uri": f"{self._path}.json",
        }
