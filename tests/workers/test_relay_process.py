"""One real relay process over one database in which something is due for each of its sweeps.

Nothing is stood in for: `python -m workers relay`, its own clock, Redis, and rows that were
written as they are in life, only earlier. A sweep that is new needs its seed here.
"""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from hotline.assembly import build_ports
from hotline.config import Settings
from hotline.domain.bridges import Bridge, BridgeKind, BridgeState, Leg, LegRole, LegState
from hotline.domain.contact_safety import rules_from, to_json
from hotline.domain.help_requests import RequestState
from hotline.domain.outbox import OutboxKind
from hotline.domain.outcomes import Ending, Outcome
from hotline.domain.recurrence import ONCE, Recurrence
from hotline.domain.shifts import AHEAD
from hotline.domain.texts import TEXTS
from hotline.services import care, duty, shift_asks, shift_changes
from hotline.services.accounts import set_coordinator
from hotline.services.bookings import book
from hotline.services.claims import claim
from hotline.services.intake import take_text
from hotline.services.outcomes import close
from hotline.services.shift_notices import BACK
from hotline.services.shifts import add_shift
from hotline.store.tables import messages
from hotline.types import PhoneNumber, new_id
from tests.conftest import ROOT, HeldClock
from tests.fresh_database import fresh_database
from tests.house import ENGLISH, KOREAN, House, KeptJobs
from tests.redis_here import real_redis
from workers.sweeps import SWEEPS

Done = Callable[[], bool]


class Seeds:
    """A hotline in whose place on earth it is about noon, so that texts may go."""

    def __init__(self, folder, redis_url: str) -> None:
        self.now = datetime.now(UTC)
        hours = 12 - self.now.hour
        zone = f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"
        wall = self.now.astimezone(ZoneInfo(zone)) - timedelta(minutes=4)
        (folder / "master.key").write_text(base64.b64encode(os.urandom(32)).decode())
        self.env = {
            "PATH": os.environ["PATH"],
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_REDIS_URL": redis_url,
            "HOTLINE_TIME_ZONE": zone,
            "HOTLINE_COVER": f"{wall:%H:%M}-{wall + timedelta(hours=2):%H:%M}",
        }
        settings = Settings.from_env(self.env)
        fresh_database(settings.database_url)
        self.clock = HeldClock()
        self.ports = build_ports(settings, KeptJobs(), self.clock)
        self.house = House(self.ports, KeptJobs(), settings.database_url)

    def at(self, **ago: float) -> None:
        self.clock.moment = self.now - timedelta(**ago)

    def shift(self, who: str, rule: Recurrence = ONCE, **ahead: float) -> tuple[str, datetime]:
        """One hour that begins so long after now."""
        wall = (self.now + timedelta(**ahead)).astimezone(self.ports.zone)
        wall = wall.replace(second=0, microsecond=0, tzinfo=None)
        shift_id = add_shift(
            self.ports, "c", who, since=wall.date(), begin=wall.time(), minutes=60, rule=rule
        )
        return shift_id, wall

    def texts(self) -> list[str]:
        with self.ports.unit_of_work(read_only=True) as tx:
            rows = tx._connection.execute(select(messages.c.id)).scalars().all()
            found = [tx.messages.by_id(row) for row in rows]
            return [
                tx.keys.open(each.key_id).open_text("message.body", each.body) for each in found
            ]

    def said(self, text_id: str) -> Done:
        """Whether a text was written that begins, or goes on, with the fixed words of this one."""
        fixed = max(TEXTS[text_id].replace("}", "{").split("{")[::2], key=len)
        assert not any(fixed in each for each in self.texts()), "before the relay"
        return lambda: any(fixed in each for each in self.texts())

    def request(self, code: str):
        with self.ports.unit_of_work(read_only=True) as tx:
            return tx.requests.by_code(code)


@pytest.fixture
def seeds(tmp_path) -> Iterator[Seeds]:
    with real_redis() as redis_url:
        yield Seeds(tmp_path, redis_url)


@contextmanager
def the_relay(env: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "workers", "relay"], cwd=ROOT, env=env)
    try:
        yield
        assert process.poll() is None, "no fault ends it"
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_each_sweep_does_its_work_in_the_real_process(seeds) -> None:
    """I5, I7, T19, C2, C3, C10, O6, O9: what is due is done without anybody asking."""
    done = {**_shifts(seeds), **_requests(seeds), **_house(seeds)}
    assert set(done) == {sweep.name for sweep in SWEEPS}
    assert [name for name, is_done in done.items() if is_done()] == [], "due, and not done yet"
    with the_relay(seeds.env):
        until, missing = time.monotonic() + 60, set(done)
        while missing and time.monotonic() < until:
            time.sleep(0.3)
            missing -= {name for name in missing if done[name]()}
    assert missing == set()
    with seeds.ports.unit_of_work(read_only=True) as tx:
        assert [row.subject for row in tx.outbox.dead()] == [], "and none of them failed"


def _shifts(seeds: Seeds) -> dict[str, Done]:
    """Nobody is on call at this minute, though somebody should be since four minutes ago."""
    ports, house = seeds.ports, seeds.house
    seeds.at(days=10)
    boss, ana, rosa = (house.volunteer(each, on_call=False) for each in ("Boss", "Ana", "Rosa"))
    set_coordinator(ports, boss, True)
    for each in (boss, ana, rosa):
        duty.set_quiet_hours(ports, each, None, None)
    daily = Recurrence("DAILY", until=seeds.now.date() + timedelta(days=300))
    always, _ = seeds.shift(ana, daily, hours=8)
    seeds.at(hours=5)
    asked = seeds.shift(ana, hours=-3)
    shift_asks.ask_to_take(ports, ana, *asked, to=rosa)
    seeds.shift(rosa, hours=23)
    open_one = seeds.shift(ana, hours=5)
    shift_changes.give_up(ports, ana, *open_one)
    seeds.at(minutes=20)
    back = duty.take_break(ports, boss, 15)
    with ports.unit_of_work() as tx:
        tx.audit.write("carrier", care.UNREACHABLE, ana, seeds.clock.now())
    last = seeds.now + AHEAD - timedelta(days=3)

    def is_filled() -> bool:
        with ports.unit_of_work(read_only=True) as tx:
            there = tx.shifts.between(last, last + timedelta(days=1), ana)
            return any(each.shift_id == always for each in there)

    def came_back() -> bool:
        with ports.unit_of_work(read_only=True) as tx:
            return boss in tx.shifts.noted(BACK, f"{back:%Y%m%dT%H%M%S}")

    return {
        "fill_windows": is_filled,
        "tell_changes": came_back,
        "end_unanswered": seeds.said("shift.hand_late"),
        "remind": seeds.said("shift.reminder"),
        "offer_open_shifts": seeds.said("shift.open"),
        "tell_gaps": seeds.said("gap.list"),
        "tell_nobody_now": seeds.said("gap.now"),
        "tell_preflight": seeds.said("preflight.found"),
    }


def _requests(seeds: Seeds) -> dict[str, Done]:
    ports, house = seeds.ports, seeds.house
    seeds.at(hours=30)
    holder = house.volunteer("Holder", on_call=False)
    with ports.unit_of_work() as tx:
        sender = PhoneNumber("+15550130001")
        asked = take_text(ports, tx, sender=sender, body="soup", language=ENGLISH).code
    claim(ports, holder, asked)
    close(ports, holder, asked, Ending(Outcome.ANSWERED), may_ask=True)
    seeds.at(hours=3)
    waiting, left = (house.request(caller=f"+155501300{each}") for each in ("02", "03"))
    claim(ports, holder, left)
    step = seeds.request(waiting).escalation_step
    seeds.at(minutes=1)
    booked = house.request(KOREAN, caller="+15550130004")
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(booked)
        rules = to_json(rules_from("call", "any", "nothing"))
        sealed = tx.keys.open(request.key_id).seal_text("contact.rules", rules)
        tx.requests.set_contact_rules(request.id, sealed)
    claim(ports, holder, booked)
    book(ports, holder, booked, KOREAN, seeds.now + timedelta(hours=23))
    leg_id = _a_leg_without_an_end(seeds, holder, booked)

    def is_ended() -> bool:
        with ports.unit_of_work(read_only=True) as tx:
            return tx.legs.by_id(leg_id).state is LegState.ENDED

    return {
        "escalate": lambda: seeds.request(waiting).escalation_step != step,
        "end_leases": lambda: seeds.request(left).state is RequestState.QUEUED,
        "end_lost_legs": is_ended,
        "look_after_bookings": seeds.said("booking.nobody"),
        "ask_due": seeds.said("follow_up.ask"),
    }


def _a_leg_without_an_end(seeds: Seeds, holder: str, code: str) -> str:
    """A phone that was dialled an hour ago, and of which the carrier told nothing more."""
    dialled, request = seeds.now - timedelta(hours=1), seeds.request(code)
    bridge = Bridge(
        id=new_id(),
        kind=BridgeKind.CALLBACK,
        state=BridgeState.OPEN,
        key_id=request.key_id,
        language=ENGLISH,
        topic="food",
        created_at=dialled,
        deadline=dialled + timedelta(minutes=2),
        request_id=request.id,
        opened_by=holder,
    )
    leg = Leg(new_id(), bridge.id, LegRole.VOLUNTEER, LegState.WANTED, dialled, volunteer_id=holder)
    with seeds.ports.unit_of_work() as tx:
        assert tx.bridges.add(bridge)
        tx.legs.add(leg)
        assert tx.legs.raise_to(leg.id, LegState.DIALLING, dialled)
    return leg.id


def _house(seeds: Seeds) -> dict[str, Done]:
    ports = seeds.ports
    seeds.at(days=9)
    tired = seeds.house.volunteer("Tired", on_call=False)
    care.mark_heavy(ports, tired)
    long_ago = seeds.clock.now() - timedelta(days=1)

    def is_forgotten() -> bool:
        with ports.unit_of_work(read_only=True) as tx:
            return tired not in tx.care.heavy_since(long_ago)

    def is_asked_for(kind: OutboxKind) -> bool:
        with ports.unit_of_work(read_only=True) as tx:
            return tx.outbox.has_pending(kind)

    return {
        "purge": is_forgotten,
        "ask_for_sweep": lambda: is_asked_for(OutboxKind.SWEEP_CARRIER),
        "ask_for_sweep_of_texts": lambda: is_asked_for(OutboxKind.SWEEP_TEXTS),
    }
