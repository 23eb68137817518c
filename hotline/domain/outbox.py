"""What must happen outside: kinds, patience and when a person must look.

A row is written with the change that asks for it. A worker leases it, does it and
marks it done; what fails waits longer each time and ends as a dead letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class OutboxKind(StrEnum):
    """One kind per job function in workers/jobs.py."""

    SEND_NOTICE = "send_notice"
    SEND_TEXT = "send_text"
    TELL_ELSEWHERE = "tell_elsewhere"
    FETCH_RECORDING = "fetch_recording"
    DELETE_RECORDING = "delete_recording"
    TRANSCRIBE = "transcribe"
    SWEEP_CARRIER = "sweep_carrier"
    FETCH_MEDIA = "fetch_media"
    DELETE_MEDIA = "delete_media"
    DELETE_TEXT = "delete_text"
    SWEEP_TEXTS = "sweep_texts"
    PLACE_CALL = "place_call"
    MOVE_CALL = "move_call"
    END_CALL = "end_call"
    RING_ON = "ring_on"
    TELL_TIME_LEFT = "tell_time_left"
    TO_PARTNER = "to_partner"

    #: Never work to do: a sweep that failed, kept as a dead letter for a person to see.
    SWEEP = "sweep"


class OutboxState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True)
class Patience:
    """How often a job is tried, and the wait in seconds before try 2, 3 ... (last repeats)."""

    tries: int
    waits: tuple[int, ...]
    queue: str


#: Right after a recording ends its file is often still 404 (reference 2.3), so the
#: first waits are short. Forty tries at up to an hour are more than a day.
PATIENCE = {
    OutboxKind.SEND_NOTICE: Patience(tries=5, waits=(5, 30, 120, 600), queue="fast"),
    OutboxKind.SEND_TEXT: Patience(tries=5, waits=(5, 30, 120, 600), queue="fast"),
    # Told late is told wrong: the steps that follow ask again.
    OutboxKind.TELL_ELSEWHERE: Patience(tries=4, waits=(5, 30, 120), queue="fast"),
    OutboxKind.FETCH_RECORDING: Patience(
        tries=40, waits=(1, 2, 4, 8, 15, 30, 60, 300, 900, 3600), queue="fast"
    ),
    OutboxKind.DELETE_RECORDING: Patience(
        tries=40, waits=(2, 10, 60, 300, 900, 3600), queue="fast"
    ),
    OutboxKind.FETCH_MEDIA: Patience(tries=20, waits=(1, 4, 15, 60, 300, 900, 3600), queue="fast"),
    OutboxKind.DELETE_MEDIA: Patience(tries=40, waits=(2, 10, 60, 300, 900, 3600), queue="fast"),
    OutboxKind.TRANSCRIBE: Patience(tries=3, waits=(1, 20), queue="speech"),
    # Somebody stands at the phone: what is not done in seconds is not wanted any more.
    OutboxKind.PLACE_CALL: Patience(tries=3, waits=(1, 3), queue="fast"),
    OutboxKind.MOVE_CALL: Patience(tries=4, waits=(1, 2, 4), queue="fast"),
    OutboxKind.RING_ON: Patience(tries=4, waits=(1, 2, 4), queue="fast"),
    # Once more, and then a talk simply ends without it.
    OutboxKind.TELL_TIME_LEFT: Patience(tries=2, waits=(5,), queue="fast"),
    OutboxKind.END_CALL: Patience(tries=6, waits=(1, 2, 5, 15, 60), queue="fast"),
    OutboxKind.DELETE_TEXT: Patience(tries=40, waits=(2, 10, 60, 300, 900, 3600), queue="fast"),
    OutboxKind.TO_PARTNER: Patience(tries=5, waits=(5, 30, 120, 600), queue="fast"),
    # The next sweep is its second try.
    OutboxKind.SWEEP_TEXTS: Patience(tries=1, waits=(), queue="fast"),
    OutboxKind.SWEEP_CARRIER: Patience(tries=1, waits=(), queue="fast"),
    OutboxKind.SWEEP: Patience(tries=1, waits=(), queue="fast"),
}
QUEUES = ("fast", "speech")

#: A worker holds a row for this long and renews three times as often; after kill -9
#: the row is free again when this has passed.
LEASE = timedelta(seconds=20)

#: A row handed to Redis and not leased within this time is enqueued again.
ENQUEUE_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class OutboxRow:
    """One thing to do. `subject` is the id of the row it is about, never words."""

    id: str
    kind: OutboxKind
    subject: str
    state: OutboxState
    attempts: int
    available_at: datetime


def next_attempt(kind: OutboxKind, attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failed tries, or None when that was the last."""
    patience = PATIENCE[kind]
    if attempts >= patience.tries:
        return None
    wait = patience.waits[min(attempts - 1, len(patience.waits) - 1)]
    return now + timedelta(seconds=wait)
