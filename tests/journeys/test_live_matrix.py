"""The matrix of lessons T6 through the simulated carrier: every cell ends within the deadline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hotline.domain.ringing import RingPolicy, Strategy
from hotline.services.accounts import add_volunteer, remove_volunteer
from hotline.types import Language, PhoneNumber
from tests.journeys.switchboard import Switchboard
from tests.journeys.test_live_calls import says
from tests.simulator.conftest import HOTLINE
from tests.webhooks.bridging import MovableClock

OUTCOMES = ("accepted", "rejected", "no-answer", "busy", "failed", "machine", "silent")
POOLS = (0, 1, 3)
DEADLINE = RingPolicy().phase
#: Seconds of the hotline's clock between two looks.
STEP = 5


@pytest.fixture
def boards(tmp_path: Path) -> Iterator[Any]:
    running: list[Switchboard] = []

    def build(**more: str) -> Switchboard:
        settings = {"HOTLINE_LIVE_CALLS": "on", **more}
        running.append(Switchboard(tmp_path, MovableClock(), settings))
        return running[-1]

    yield build
    for board in running:
        board.stop()


class Cell:
    """One caller, a pool of volunteers who all do the same, and what came of it."""

    def __init__(self, board: Switchboard, number: int, outcome: str, filtered: bool) -> None:
        self.board, self.outcome, self.filtered = board, outcome, filtered
        self._number = number
        self._people: list[str] = []
        self.phones: list[str] = []
        self.rung: list[str] = []
        self.together = 0
        self.accepted = False

    def add(self, tag: str) -> str:
        phone = f"+1555014{self._number:02d}{len(self._people):02d}"
        self._people.append(
            add_volunteer(
                self.board.ports,
                name="V",
                phone=PhoneNumber(phone),
                languages=[Language(tag)],
                on_call=True,
                pin="4711",
            ).volunteer_id
        )
        return phone

    def run(self, size: int) -> Any:
        """Asks for a person and waits until that has come to an end; gives the caller's call."""
        self.phones = [self.add("en" if self.filtered else "ko") for _ in range(size)]
        stranger = self.add("ko") if self.filtered else None
        self.begun = self.board.clock.now()
        phone = self.board.carrier.phone(f"+1555015{self._number:02d}00")
        self.caller = phone.call(HOTLINE).press("1")
        # The line says at once that nobody speaks the language; here it is about what 0 does.
        self.before = len(self.caller.words)
        self.caller.press("0")
        until = time.monotonic() + 30
        while not self.is_over:
            assert time.monotonic() < until, "the caller waits for ever"
            ringing = [(phone, self.board.carrier.phone(phone).ringing()) for phone in self.phones]
            now = [(phone, call) for phone, call in ringing if call is not None]
            self.together = max(self.together, len(now))
            for phone, call in now:
                if phone not in self.rung:
                    self.rung.append(phone)
                self.act(call)
            self.caller.events(wait=0.05)
            waited = self.board.clock.now() - self.begun
            if waited < DEADLINE and not self.accepted and (not now or self.outcome == "silent"):
                self.board.clock.sleep(STEP)
            if stranger:
                assert self.board.carrier.phone(stranger).ringing() is None
        self.took = self.board.clock.now() - self.begun
        return self.caller

    @property
    def heard(self) -> str:
        """What the caller heard since they asked for a person."""
        return " ".join(self.caller.words[self.before :])

    @property
    def is_over(self) -> bool:
        return says("consent") in self.heard or self.caller.state.waits_for == "conference"

    def act(self, call: Any) -> None:
        if self.outcome in {"busy", "failed", "no-answer"}:
            call.decline(self.outcome)
        elif self.outcome == "machine":
            call.answer("machine_start")
            for _ in range(3):
                call.silence()
        elif self.outcome == "rejected":
            call.answer().press("2")
        elif self.outcome == "accepted" and not self.accepted:
            self.accepted = True
            call.answer().press("1")

    def clear(self) -> None:
        if not self.caller.state.ended:
            self.caller.hang_up()
        for who in self._people:
            remove_volunteer(self.board.ports, who)
        for phone in self.phones:
            self.board.is_quiet(phone)
        # Far enough from the next for every limit.
        self.board.clock.sleep(26 * 3600)


@pytest.mark.parametrize("filtered", [True, False], ids=["own language", "any language"])
@pytest.mark.parametrize("strategy", Strategy)
def test_t6_every_cell_ends_within_the_deadline(
    boards: Any, strategy: Strategy, filtered: bool
) -> None:
    """T6: strategy by outcome by language filter by pool; claimed, or at the message, in time."""
    board = boards(
        HOTLINE_RING=strategy.value, HOTLINE_RING_OTHER_LANGUAGES="off" if filtered else "on"
    )
    cells = [(outcome, size) for outcome in OUTCOMES for size in POOLS]
    for number, (outcome, size) in enumerate(cells):
        cell = Cell(board, number, outcome, filtered)
        caller = cell.run(size)
        where = (strategy, outcome, size)
        assert cell.took <= DEADLINE + timedelta(seconds=STEP), where
        taken = caller.state.waits_for == "conference"
        assert taken is (outcome == "accepted" and size > 0), where
        assert not caller.state.ended, where
        told = says("wait_other_language") in cell.heard
        assert told is (not filtered and size > 0), where
        if size == 0:
            assert cell.took == timedelta(0), "nobody there is the message at once"
        if not taken:
            assert len(cell.rung) == size, where
        if strategy is not Strategy.AT_ONCE and outcome != "silent":
            assert cell.together <= 1, where
        if outcome == "silent" and size:
            assert cell.took >= DEADLINE, where
        cell.clear()
