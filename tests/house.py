"""Builders with valid defaults over a real database: a hotline, volunteers, requests."""

from __future__ import annotations

import itertools
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from hotline.adapters.pins import Argon2Pins
from hotline.adapters.vault import MasterVault
from hotline.clock import Clock
from hotline.domain.outbox import OutboxRow
from hotline.domain.texts import TEXTS
from hotline.ports import Ports
from hotline.services.accounts import add_volunteer
from hotline.services.intake import find_or_begin_call, note_recording, request_of_call
from hotline.store.unit_of_work import StoreUnitOfWork
from hotline.types import Language, PhoneNumber, RecordingSid
from tests.fresh_database import fresh_database

ENGLISH, SPANISH, KOREAN = Language("en"), Language("es"), Language("ko")
_numbers = itertools.count(100)


class KeptJobs:
    """A job queue that keeps what it was handed."""

    def __init__(self) -> None:
        self.rows: list[OutboxRow] = []
        self.announcements = 0

    def enqueue(self, rows: Sequence[OutboxRow]) -> bool:
        self.rows += rows
        return True

    def announce(self) -> None:
        self.announcements += 1


class MasterTexts:
    """The outgoing texts in their master language."""

    def text(self, text_id: str, language: Language, **parameters: str) -> str:
        return f"[{language.tag}] " + TEXTS[text_id].format(**parameters)


@dataclass
class House:
    """A hotline over a fresh database."""

    ports: Ports
    jobs: KeptJobs
    url: str
    pins: dict[str, str] = field(default_factory=dict)

    def volunteer(
        self,
        name: str = "Rosa",
        languages: Sequence[Language] = (ENGLISH,),
        topics: Sequence[str] = (),
        on_call: bool = True,
        phone: str | None = None,
    ) -> str:
        """A volunteer's id."""
        number = PhoneNumber(phone or f"+1555010{next(_numbers):04d}")
        added = add_volunteer(
            self.ports,
            name=name,
            phone=number,
            languages=languages,
            topics=topics,
            on_call=on_call,
            pin="4711",
        )
        return added.volunteer_id

    def request(
        self,
        language: Language = ENGLISH,
        topic: str = "food",
        caller: str | None = "+15550100001",
        recording: bool = False,
    ) -> str:
        """The code of a queued request that came by phone."""
        sid = "CA" + os.urandom(16).hex()
        number = PhoneNumber(caller) if caller else None
        with self.ports.unit_of_work() as tx:
            call = find_or_begin_call(self.ports, tx, sid, number)
            request_id = request_of_call(self.ports, tx, call, language=language, topic=topic)
        if recording:
            with self.ports.unit_of_work() as tx:
                call = find_or_begin_call(self.ports, tx, sid, number)
                note_recording(
                    self.ports,
                    tx,
                    call,
                    RecordingSid("RE" + os.urandom(16).hex()),
                    status="completed",
                    seconds=4,
                    language=language,
                    topic=topic,
                )
        with self.ports.unit_of_work() as tx:
            return tx.requests.by_id(request_id).code


def build_house(folder: Path, clock: Clock, url: str | None = None) -> House:
    """A House on SQLite in `folder`, or on the database at `url`."""
    url = url or f"sqlite:///{folder / 'test.sqlite3'}"
    engine = fresh_database(url)
    vault = MasterVault(os.urandom(32))
    jobs = KeptJobs()
    ports = Ports(
        clock=clock,
        unit_of_work=StoreUnitOfWork(engine, vault, clock, jobs),
        vault=vault,
        pins=Argon2Pins(),
        texts=MasterTexts(),
        default_language=ENGLISH,
        hotline_name="Eastside Mutual Aid",
    )
    return House(ports, jobs, url)
