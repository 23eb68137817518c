"""What the carrier's form says of a call: who calls, what they pressed, what was recorded."""

from __future__ import annotations

from collections.abc import Mapping

from hotline.types import PhoneNumber, RecordingSid, is_sid
from ivr.flows.session import Event, HungUp, KeyPressed, Recorded, Silence


def caller_in(form: Mapping[str, str]) -> PhoneNumber | None:
    """The number that calls; None when it is withheld or no number."""
    return PhoneNumber.parse_caller(form.get("From", ""))


def called_in(form: Mapping[str, str]) -> PhoneNumber | None:
    """The number of ours that was called."""
    return PhoneNumber.parse_caller(form.get("To", ""))


def seconds_in(form: Mapping[str, str]) -> int | None:
    """How long the recording is, when the form says so."""
    written = form.get("RecordingDuration", "")
    return int(written) if written.isdecimal() and len(written) < 6 else None


def recording_in(form: Mapping[str, str]) -> RecordingSid | None:
    """From RecordingSid, else from the last part of RecordingUrl, if it has a sid's form."""
    sid = form.get("RecordingSid") or form.get("RecordingUrl", "").rsplit("/", 1)[-1]
    return RecordingSid(sid) if is_sid(sid, "RE") else None


def event_in(form: Mapping[str, str]) -> Event:
    """What happened at this step of the call."""
    digits = form.get("Digits", "")
    recording = recording_in(form)
    if recording is not None:
        hung_up = digits == "hangup" or form.get("CallStatus") == "completed"
        return Recorded(
            recording_sid=recording,
            seconds=seconds_in(form) or 0,
            ended_by="hangup" if hung_up else digits,
        )
    if form.get("CallStatus") == "completed" or digits == "hangup":
        return HungUp()
    return KeyPressed(digits) if digits else Silence()
