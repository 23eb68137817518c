"""What RQ runs: one function that takes one opaque id, leases its row and does it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hotline.domain.outbox import LEASE, PATIENCE, OutboxKind, OutboxRow
from hotline.errors import KeyLost
from hotline.ports import Carrier, Ports, Transcriber
from hotline.services import (
    carrier_copies,
    dispatch,
    leg_calls,
    live_calls,
    media,
    notices,
    partner_passings,
    recordings,
    strays,
    telling,
    text_strays,
    time_left,
    transcription,
)

_log = logging.getLogger("hotline.jobs")


@dataclass(frozen=True)
class Workshop:
    """What a worker needs to do its jobs."""

    ports: Ports
    carrier: Carrier
    transcriber: Transcriber


#: RQ hands a job nothing but its id, so the process that works keeps its tools here;
#: set once by workers/__main__.py before the first job.
_workshops: list[Workshop] = []


def equip(workshop: Workshop) -> None:
    """Give this process its tools; the last one given counts."""
    _workshops[:] = [workshop]


def run_outbox_row(row_id: str) -> None:
    """Do what the row asks for; RQ calls this by name (hotline/adapters/rq_queue.py)."""
    run(_workshops[0], row_id)


def run(workshop: Workshop, row_id: str) -> bool:
    """Lease, do, mark done. True when it was done by this call.

    Raises nothing: a failure is written to the row, which waits for its next try or
    becomes a dead letter with the consequence that its kind has.
    """
    ports = workshop.ports
    with ports.unit_of_work() as tx:
        row = tx.outbox.lease(row_id, ports.clock.now())
    if row is None:
        return False
    if row.attempts > PATIENCE[row.kind].tries:
        # The tries were counted when they were leased: this one killed its worker each time.
        _fail(workshop, row, "killed-its-worker")
        return False
    try:
        with _kept_leased(workshop, row_id):
            _do(workshop, row)
    except KeyLost:
        # Erased meanwhile: there is nothing left to do, and that is no failure.
        _log.info("job-erased", extra={"id": row_id, "kind": row.kind.value})
    except Exception as error:
        _log.warning("job-failed", extra={"id": row_id, "kind": type(error).__name__})
        _fail(workshop, row, type(error).__name__)
        return False
    with ports.unit_of_work() as tx:
        tx.outbox.done(row_id)
    return True


def _do(workshop: Workshop, row: OutboxRow) -> None:
    ports, subject = workshop.ports, row.subject
    match row.kind:
        case OutboxKind.SEND_NOTICE:
            notices.send_notice(ports, subject)
        case OutboxKind.SEND_TEXT:
            dispatch.send_text(ports, workshop.carrier, subject)
        case OutboxKind.TELL_ELSEWHERE:
            telling.tell_elsewhere(ports, subject)
        case OutboxKind.FETCH_RECORDING:
            recordings.fetch_recording(ports, workshop.carrier, subject)
        case OutboxKind.DELETE_RECORDING:
            recordings.delete_recording(ports, workshop.carrier, subject)
        case OutboxKind.TRANSCRIBE:
            transcription.transcribe(ports, workshop.transcriber, subject)
        case OutboxKind.FETCH_MEDIA:
            media.fetch_media(ports, workshop.carrier, subject)
        case OutboxKind.DELETE_MEDIA:
            media.delete_media(ports, workshop.carrier, subject)
        case OutboxKind.PLACE_CALL:
            leg_calls.place_call(ports, workshop.carrier, subject)
        case OutboxKind.MOVE_CALL:
            leg_calls.move_call(ports, workshop.carrier, subject)
        case OutboxKind.END_CALL:
            leg_calls.end_call(ports, workshop.carrier, subject)
        case OutboxKind.TELL_TIME_LEFT:
            is_last = row.attempts >= PATIENCE[row.kind].tries
            time_left.tell_time_left(ports, workshop.carrier, subject, is_last_try=is_last)
        case OutboxKind.RING_ON:
            live_calls.ring_on_by_clock(ports, subject)
        case OutboxKind.TO_PARTNER:
            partner_passings.send_envelope(ports, workshop.carrier, subject)
        case OutboxKind.DELETE_TEXT:
            carrier_copies.delete_text(ports, workshop.carrier, subject)
        case OutboxKind.SWEEP_TEXTS:
            text_strays.sweep_texts(ports, workshop.carrier)
        case OutboxKind.SWEEP_CARRIER:
            strays.adopt_strays(ports, workshop.carrier)


def _fail(workshop: Workshop, row: OutboxRow, error_kind: str) -> None:
    ports = workshop.ports
    with ports.unit_of_work() as tx:
        dead = tx.outbox.failed(row.id, error_kind, ports.clock.now())
        if dead:
            tx.announce()  # coordinators see it on their page at once (I7)
    if not dead:
        return
    _log.error("dead-letter", extra={"id": row.id, "kind": row.kind.value})
    match row.kind:
        case OutboxKind.FETCH_RECORDING:
            recordings.give_up_on_recording(ports, row.subject)
        case OutboxKind.FETCH_MEDIA:
            media.give_up_on_media(ports, row.subject)
        case OutboxKind.SEND_TEXT:
            dispatch.forget_unsent(ports, row.subject)
        case OutboxKind.PLACE_CALL:
            leg_calls.give_up_on_call(ports, row.subject)
        case OutboxKind.TO_PARTNER:
            partner_passings.give_up_on_envelope(ports, row.subject)
        case OutboxKind.TRANSCRIBE:
            transcription.give_up_on_transcript(ports, row.subject)


@contextmanager
def _kept_leased(workshop: Workshop, row_id: str) -> Iterator[None]:
    """Renew the lease from a thread while the job runs: a killed worker stops renewing."""
    finished = threading.Event()

    def renew() -> None:
        while not finished.wait(LEASE.total_seconds() / 3):
            try:
                with workshop.ports.unit_of_work() as tx:
                    tx.outbox.renew(row_id, workshop.ports.clock.now())
            except Exception as error:
                # The database is busy or away: the next round tries again.
                _log.warning("lease-not-renewed", extra={"kind": type(error).__name__})

    thread = threading.Thread(target=renew, daemon=True, name="lease")
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
