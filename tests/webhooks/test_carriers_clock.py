"""Edge fixture of the stories: the carrier's clock is half an hour wrong, either way."""

from __future__ import annotations

from datetime import timedelta
from email.utils import format_datetime

import pytest

from tests.webhooks.stage import new_sid
from tests.webhooks.test_consent_and_receipts import Caller, recordings_of, requests_of
from tests.webhooks.test_consent_and_receipts import stage as stage


@pytest.mark.parametrize("skew", [timedelta(minutes=-30), timedelta(minutes=30)], ids=str)
def test_v7_times_are_ours_and_a_wrong_clock_loses_nothing(stage, clock, skew) -> None:
    """V7: its timestamps change neither when a request came, nor what is kept, nor the end."""
    now = clock.now()
    told = format_datetime(now + skew)
    caller = Caller(stage).press("1", "1", "1")
    sid = new_sid("RE")
    notice = {"CallSid": caller.sid, "RecordingSid": sid, "RecordingStatus": "completed"}
    stage.post("/twilio/recording", **notice, RecordingStartTime=told, Timestamp=told)
    caller._post(caller.next, RecordingSid=sid, RecordingDuration="4", Digits="#", Timestamp=told)
    for status in ("in-progress", "completed", "ringing"):
        stage.post(
            "/twilio/status",
            CallSid=caller.sid,
            From=caller.number,
            CallStatus=status,
            Timestamp=told,
            SequenceNumber="2",
        )
    (request,) = requests_of(stage)
    assert (request.received_at, request.state.value) == (now, "queued")
    (recording,) = recordings_of(stage, request)
    assert recording.created_at == now
