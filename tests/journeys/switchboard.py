"""The real application, the simulated carrier and a worker's hand, each on a port of this machine.

Faster than a whole `hotline up`, and everything between them is HTTP with real signatures.
"""

from __future__ import annotations

import base64
import os
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hotline.adapters.twilio import TwilioCarrier
from hotline.assembly import build_ports, create_app
from hotline.config import Settings
from hotline.store.tables import outbox
from tests.fresh_database import fresh_database
from tests.simulator.conftest import ACCOUNT, HOTLINE, TOKEN, Carrier, Server, eventually
from workers.jobs import Workshop, run

#: What a worker does here; nothing is transcribed.
_KINDS = ("place_call", "move_call", "end_call", "ring_on", "tell_time_left")


@dataclass
class Switchboard:
    """`stop()` ends everything. `clock` is real where none is given; `more` are settings."""

    folder: Path
    clock: Any = None
    more: dict[str, str] = field(default_factory=dict)
    #: What its worker does.
    kinds: tuple[str, ...] = _KINDS
    _stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._server = Server()
        self.carrier = Carrier(self.folder / "carrier", self._server.url)
        self.settings = Settings.from_env(
            {
                "HOTLINE_DATA_DIR": str(self.folder),
                "HOTLINE_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
                "HOTLINE_PUBLIC_URL": self._server.url,
                "HOTLINE_PHONE_NUMBER": HOTLINE,
                "HOTLINE_REDIS_URL": "redis://127.0.0.1:1",
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
                "TWILIO_API_URL": self.carrier.url,
                **self.more,
            }
        )
        self._engine = fresh_database(self.settings.database_url)
        self.ports = build_ports(self.settings, clock=self.clock)
        self._server.serve(create_app(self.settings, self.clock))
        self._shop = Workshop(
            self.ports,
            TwilioCarrier(
                self.settings.require_carrier(),
                self.settings.require_phone_number(),
                self.settings.require_public_url(),
            ),
            transcriber=None,  # type: ignore[arg-type]
        )
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def stop(self) -> None:
        self._stopping.set()
        self._worker.join(10)
        self.carrier.stop()
        self._server.stop()

    def _work(self) -> None:
        while not self._stopping.wait(0.03):
            with self._engine.connect() as connection:
                query = select(outbox.c.id).where(
                    outbox.c.state == "pending",
                    outbox.c.kind.in_(self.kinds),
                    outbox.c.available_at <= self.ports.clock.now(),
                )
                waiting = list(connection.execute(query).scalars())
            for row in waiting:
                run(self._shop, row)

    def later(self, seconds: float) -> None:
        """So much time passes, for the hotline's clock and for the limits of the carrier's calls."""
        self.clock.sleep(seconds)
        self.carrier.pass_time(seconds)

    def picks_up(self, number: str, answered_by: str = "human") -> Any:
        """The call that rings this phone, answered."""
        ringing = self.carrier.phone(number).ringing(wait=10)
        assert ringing is not None, f"{number} does not ring"
        return ringing.answer(answered_by)

    def rings(self, number: str) -> Any:
        """The call that rings this phone."""
        ringing = self.carrier.phone(number).ringing(wait=10)
        assert ringing is not None, f"{number} does not ring"
        return ringing

    def is_quiet(self, number: str) -> None:
        """Waits until this phone rings no more."""
        eventually(lambda: self.carrier.phone(number).ringing() is None, 10)
