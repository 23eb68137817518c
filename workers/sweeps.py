"""What is looked at again and again: what has served its time, and what went astray."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hotline.ports import Ports
from hotline.services.asking import escalate
from hotline.services.follow_ups import ask_due
from hotline.services.gaps import tell_gaps, tell_nobody_now
from hotline.services.leases import end_leases
from hotline.services.lost_legs import end_lost_legs
from hotline.services.open_shifts import offer_open_shifts
from hotline.services.purge import purge
from hotline.services.shift_notices import remind, tell_changes
from hotline.services.shifts import fill_windows
from hotline.services.strays import ask_for_sweep
from hotline.services.text_strays import ask_for_sweep_of_texts

#: Each sweep with how often it runs; all run at the first look too.
SWEEPS: tuple[tuple[Callable[[Ports], object], timedelta], ...] = (
    (escalate, timedelta(seconds=2)),
    (end_leases, timedelta(seconds=10)),
    (tell_changes, timedelta(seconds=20)),
    (end_lost_legs, timedelta(seconds=15)),
    (tell_nobody_now, timedelta(seconds=30)),
    (remind, timedelta(minutes=1)),
    (offer_open_shifts, timedelta(minutes=1)),
    (tell_gaps, timedelta(minutes=5)),
    (ask_due, timedelta(minutes=10)),
    (fill_windows, timedelta(minutes=10)),
    (purge, timedelta(hours=1)),
    (ask_for_sweep, timedelta(minutes=10)),
    (ask_for_sweep_of_texts, timedelta(minutes=20)),
)


class Sweeps:
    """Runs each sweep when it is due."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._due: dict[int, datetime] = {}

    def run_if_due(self) -> None:
        now = self._ports.clock.now()
        for number, (sweep, every) in enumerate(SWEEPS):
            if now >= self._due.get(number, now):
                sweep(self._ports)
                self._due[number] = now + every
