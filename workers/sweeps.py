"""What is looked at again and again: what has served its time, and what went astray."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hotline.domain.outbox import OutboxKind
from hotline.ports import Ports
from hotline.services.asking import escalate
from hotline.services.booking_sweep import look_after_bookings
from hotline.services.follow_ups import ask_due
from hotline.services.gaps import tell_gaps, tell_nobody_now
from hotline.services.leases import end_leases
from hotline.services.lost_legs import end_lost_legs
from hotline.services.open_shifts import offer_open_shifts
from hotline.services.preflight import tell_preflight
from hotline.services.purge import purge
from hotline.services.shift_asks import end_unanswered
from hotline.services.shift_notices import remind, tell_changes
from hotline.services.shifts import fill_windows
from hotline.services.strays import ask_for_sweep
from hotline.services.text_strays import ask_for_sweep_of_texts

#: Tried again so soon after a fault, if it would not come sooner anyway.
_AGAIN = timedelta(minutes=1)
_log = logging.getLogger("hotline.sweeps")


@dataclass(frozen=True)
class Sweep:
    """One thing that is looked at again and again; `what` is a clause for people."""

    run: Callable[[Ports], object]
    every: timedelta
    what: str

    @property
    def name(self) -> str:
        return self.run.__name__


#: All of them, as they stand in docs/operations.md too; all run at the first look.
SWEEPS = (
    Sweep(escalate, timedelta(seconds=2), "asks the next volunteers about requests that wait"),
    Sweep(end_leases, timedelta(seconds=10), "warns holders, and gives back what nobody works on"),
    Sweep(
        tell_changes,
        timedelta(seconds=20),
        "tells who came on the line, and asks them about what waits",
    ),
    Sweep(end_lost_legs, timedelta(seconds=15), "ends calls of which no news comes any more"),
    Sweep(
        tell_nobody_now,
        timedelta(seconds=30),
        "tells coordinators that nobody is on the line at this hour",
    ),
    Sweep(remind, timedelta(minutes=1), "reminds volunteers of tomorrow's shift"),
    Sweep(
        end_unanswered,
        timedelta(minutes=1),
        "tells who asked another to take a shift, and had no answer, that it stays theirs",
    ),
    Sweep(offer_open_shifts, timedelta(minutes=1), "asks who could take open shifts"),
    Sweep(
        look_after_bookings,
        timedelta(minutes=1),
        "asks who could interpret a call that is booked, and reminds both of it",
    ),
    Sweep(tell_gaps, timedelta(minutes=5), "tells coordinators of gaps in the next 48 hours"),
    Sweep(
        tell_preflight,
        timedelta(minutes=5),
        "tells coordinators what is to mend before a shift",
    ),
    Sweep(ask_due, timedelta(minutes=10), "asks where it is safe how things are after help"),
    Sweep(
        fill_windows, timedelta(minutes=10), "writes down the shifts of the weeks that come nearer"
    ),
    Sweep(purge, timedelta(hours=1), "deletes what has served its time"),
    Sweep(ask_for_sweep, timedelta(minutes=10), "looks for recordings that stayed at the carrier"),
    Sweep(
        ask_for_sweep_of_texts, timedelta(minutes=20), "deletes texts that stayed at the carrier"
    ),
)


class Sweeps:
    """Runs each sweep when it is due. A fault of one stops none of the others.

    A sweep that fails is tried again, and is a dead letter once until it works again: a
    person sees it like every other work that was not done (I7).
    """

    def __init__(self, ports: Ports, sweeps: Sequence[Sweep] = SWEEPS) -> None:
        self._ports = ports
        self._sweeps = sweeps
        self._due: dict[str, datetime] = {}
        self._failing: set[str] = set()

    def run_if_due(self) -> None:
        """Raises nothing."""
        for sweep in self._sweeps:
            now = self._ports.clock.now()
            if now < self._due.get(sweep.name, now):
                continue
            self._due[sweep.name] = now + sweep.every
            try:
                sweep.run(self._ports)
            except Exception as error:
                self._due[sweep.name] = now + min(sweep.every, _AGAIN)
                self._failed(sweep, type(error).__name__, now)
            else:
                self._failing.discard(sweep.name)

    def _failed(self, sweep: Sweep, error_kind: str, now: datetime) -> None:
        _log.warning("sweep-failed", extra={"kind": f"{sweep.name}:{error_kind}"})
        if sweep.name in self._failing:
            return
        try:
            with self._ports.unit_of_work() as tx:
                row_id = tx.outbox.add(OutboxKind.SWEEP, sweep.name, not_before=now)
                tx.outbox.lease(row_id, now)
                tx.outbox.failed(row_id, error_kind, now)
                tx.announce()
        except Exception as error:
            # The database is away: the next fault of this sweep says it.
            _log.warning("sweep-failure-not-kept", extra={"kind": type(error).__name__})
        else:
            self._failing.add(sweep.name)
