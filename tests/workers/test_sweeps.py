"""The sweeps through a real relay with a real Redis: a fault of one stops none of the others."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from pathlib import Path

import pytest

from hotline.adapters.rq_queue import RqJobQueue, connect
from hotline.domain.outbox import OutboxKind
from hotline.domain.recurrence import ONCE
from hotline.services import duty
from hotline.services.alarms import alarms_now
from hotline.services.shifts import add_shift
from tests.house import build_house
from tests.redis_here import real_redis
from workers import relay
from workers.sweeps import SWEEPS, Sweep, Sweeps

DOCS = Path(__file__).parents[2] / "hotline" / "docs" / "operations.md"


@pytest.fixture
def house(tmp_path, clock):
    return build_house(tmp_path, clock)


def dead(house):
    with house.ports.unit_of_work(read_only=True) as tx:
        return [(row.kind, row.subject) for row in tx.outbox.dead()]


def test_a_sweep_that_fails_stops_no_other_and_is_seen_once_until_it_works(house, clock):
    """I7, I5: nothing fails in silence, and nothing falls with it."""
    broken, ran = [True], []

    def breaks(ports):
        if broken[0]:
            raise ValueError("a word of somebody")

    def works(ports):
        ran.append(ports.clock.now())

    hour = timedelta(hours=1)
    sweeps = Sweeps(house.ports, (Sweep(breaks, hour, ""), Sweep(works, hour, "")))
    sweeps.run_if_due()
    assert len(ran) == 1
    assert dead(house) == [(OutboxKind.SWEEP, "breaks")]
    assert alarms_now(house.ports).given_up == 1
    for _ in range(3):
        clock.forward(minutes=1)
        sweeps.run_if_due()
    assert len(ran) == 1, "it is due in an hour"
    assert len(dead(house)) == 1
    broken[0] = False
    clock.forward(minutes=1)
    sweeps.run_if_due()
    broken[0] = True
    clock.forward(hours=1)
    sweeps.run_if_due()
    assert len(ran) == 2
    assert len(dead(house)) == 2


def test_every_sweep_has_a_name_of_its_own_and_stands_in_the_operations(house):
    """What an operator reads is what runs."""
    assert len({sweep.name for sweep in SWEEPS}) == len(SWEEPS)
    written = DOCS.read_text()
    for sweep in SWEEPS:
        assert f"| `{sweep.name}` |" in written
        assert sweep.what in written


def test_every_sweep_runs_on_a_fresh_house_without_a_fault(house):
    """One that fails would be a dead letter."""
    Sweeps(house.ports).run_if_due()
    assert dead(house) == []


def test_the_relay_itself_reminds_and_goes_on_past_a_broken_sweep(house, clock, monkeypatch):
    """T19, I7: with a real Redis, in the process's own loop."""
    rosa = house.volunteer("Rosa", on_call=False)
    duty.set_quiet_hours(house.ports, rosa, None, None)
    add_shift(
        house.ports,
        "boss",
        rosa,
        since=date(2026, 11, 26),
        begin=wall(9, 0),
        minutes=60,
        rule=ONCE,
    )
    assert clock.now() == datetime(2026, 11, 25, 12, tzinfo=UTC)

    def breaks(ports):
        raise ValueError

    first = (Sweep(breaks, timedelta(seconds=1), ""), *SWEEPS)
    monkeypatch.setattr(relay, "Sweeps", lambda ports: Sweeps(ports, first))
    with real_redis() as url:
        _relay_until(house, url, lambda: _waits(house, OutboxKind.SEND_TEXT))
    assert _waits(house, OutboxKind.SEND_TEXT)
    assert (OutboxKind.SWEEP, "breaks") in dead(house)
    assert not [each for each in dead(house) if each[1] != "breaks"]


def test_without_redis_the_sweeps_go_on(house):
    """I2, I5: a request goes on to its next step whether Redis is there or not."""
    house.volunteer("Rosa")
    house.request()
    with house.ports.unit_of_work() as tx:
        (row,) = tx.requests.open_ones()
        before = row.escalation_step
    house.ports.clock.forward(hours=1)
    _relay_until(house, "redis://127.0.0.1:1", lambda: _step(house) > before)
    assert _step(house) > before


def _step(house):
    with house.ports.unit_of_work(read_only=True) as tx:
        return tx.requests.open_ones()[0].escalation_step


def _relay_until(house, url, done):
    """The relay's own loop, until that is so or twenty seconds have passed."""
    connection, stop = connect(url), threading.Event()
    thread = threading.Thread(
        target=relay.run_relay, args=(house.ports, RqJobQueue(connection), connection, stop)
    )
    thread.start()
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until and not done():
            time.sleep(0.1)
    finally:
        stop.set()
        thread.join(20)


def _waits(house, kind):
    with house.ports.unit_of_work(read_only=True) as tx:
        return tx.outbox.has_pending(kind)
