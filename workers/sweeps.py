"""Hourly cleaning of what has served its time."""

from __future__ import annotations

from datetime import datetime, timedelta

from hotline.ports import Ports
from hotline.services.purge import purge

EVERY = timedelta(hours=1)


class Sweeps:
    """Runs the purge at the first look and then once an hour."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._next: datetime | None = None

    def run_if_due(self) -> None:
        now = self._ports.clock.now()
        if self._next is None or now >= self._next:
            purge(self._ports)
            self._next = now + EVERY
