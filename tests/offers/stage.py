"""A hotline whose worker runs when told: what is due is done, what is sent is kept by phone."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from hotline.domain.help_requests import RequestState
from hotline.services.volunteer_texts import answer_volunteer, find_volunteer
from hotline.types import MessageSid, PhoneNumber
from tests.house import House
from tests.workers.test_jobs import ScriptedTranscriber
from workers.jobs import Workshop, run
from workers.sweeps import Sweeps


@dataclass
class PhonesCarrier:
    """Keeps each text with the phone it went to; refuses numbers that it was told are dead."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)

    def send_text(self, to: PhoneNumber, body: str, reference: str) -> MessageSid:
        self.texts.append((to.reveal(), body))
        return MessageSid("SM" + os.urandom(16).hex())

    def find_text(self, to: PhoneNumber, body: str, since: object) -> None:
        return None

    def list_recordings(self) -> list[object]:
        return []


@dataclass
class Stage:
    """`phones` by name; every volunteer of it is on call unless told otherwise."""

    house: House
    clock: object
    carrier: PhonesCarrier = field(default_factory=PhonesCarrier)
    phones: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def volunteer(self, name: str, *args: object, **options: object) -> str:
        phone = f"+1206555{len(self.phones):04d}"
        self.phones[name] = phone
        self.ids[name] = self.house.volunteer(name, *args, phone=phone, **options)
        return self.ids[name]

    def work(self) -> None:
        """Sweep as the relay does, and do everything that is due."""
        ports = self.house.ports
        workshop = Workshop(ports, self.carrier, ScriptedTranscriber())
        if not hasattr(self, "_sweeps"):
            self._sweeps = Sweeps(ports)
        self._sweeps.run_if_due()
        for _ in range(20):
            with ports.unit_of_work(read_only=True) as tx:
                due = tx.outbox.due(self.clock.now())
            with ports.unit_of_work(read_only=True) as tx:
                due += [row for each in self.house.jobs.rows if (row := tx.outbox.by_id(each.id))]
            self.house.jobs.rows.clear()
            if not [run(workshop, row.id) for row in due if row.state == "pending"]:
                return

    def later(self, *, minutes: float, tick: float = 1.0) -> None:
        """Time goes by while the hotline works, a tick of so many minutes after the other."""
        while minutes > 0:
            step = min(tick, minutes)
            self.clock.forward(minutes=step)
            minutes -= step
            self.work()

    def told(self, name: str) -> list[str]:
        """Every text to this volunteer since they were asked about last."""
        mine = [body for phone, body in self.carrier.texts if phone == self.phones[name]]
        self.carrier.texts = [each for each in self.carrier.texts if each[0] != self.phones[name]]
        return mine

    def text(self, name: str, body: str) -> str:
        """The volunteer texts us; the answer that they get, or '' for none."""
        self.told(name)
        ports = self.house.ports
        with ports.unit_of_work() as tx:
            volunteer = find_volunteer(ports, tx, PhoneNumber(self.phones[name]))
            answer_volunteer(ports, tx, volunteer, body)
        self.work()
        return "\n".join(self.told(name))

    def holder(self, code: str) -> str | None:
        """The name of who holds the request; None while it waits."""
        with self.house.ports.unit_of_work() as tx:
            request = tx.requests.by_code(code)
            if request.state is not RequestState.CLAIMED:
                return None
            return next(name for name, each in self.ids.items() if each == request.claimed_by)
