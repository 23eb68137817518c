"""`hotline bench on-call`: who is on call now, among thousands with a full rota."""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotline.types import Language

if TYPE_CHECKING:
    from hotline.domain.shifts import Shift
    from hotline.ports import Ports, Transaction

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LANGUAGES = ("en", "es", "ht", "ko", "zh", "vi", "ar", "fr")
_A_TURN = 1000
_ASKED = (Language("ko"),)
_QUESTIONS = {
    "who speaks Korean and is on call": "one_language",
    "who is on call at all": "everybody",
    "the languages of those on call": "languages",
}
#: The rules that the baseline expands; its time is multiplied up to all.
_SAMPLE = 500


@click.command()
@click.option(
    "--volunteers",
    type=click.IntRange(min=1),
    default=10_000,
    show_default=True,
    help="Volunteers in all.",
)
@click.option(
    "--shifts",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Weekly shifts of 4 hours.",
)
@click.option(
    "--questions",
    type=click.IntRange(min=1),
    default=200,
    show_default=True,
    help="How often it is asked.",
)
@click.option(
    "--database-url", default="", help="An empty PostgreSQL to measure as well as SQLite."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def on_call(volunteers: int, shifts: int, questions: int, database_url: str, as_json: bool) -> None:
    """Fill a rota, and ask at moments all over the week who may be rung now.

    Three questions: who speaks Korean (what a ring and an offer ask), who is there at all, and
    which languages are. Prints the time of each (p50, p99), how much of it this process was at
    work itself, how many there were, and for comparison what it would take to work the answer
    out of the rules at each question. The names and
    numbers are made up.
    """
    if database_url:
        _refuse_one_in_use(database_url)
    found = [_measure("SQLite", None, volunteers, shifts, questions)]
    if database_url:
        found.append(_measure("PostgreSQL", database_url, volunteers, shifts, questions))
    if as_json:
        click.echo(json.dumps(found))
        return
    for each in found:
        click.echo(
            f"{each['database']}: {each['volunteers']} volunteers, {each['shifts']} shifts, "
            f"{each['windows_filled_s']:.0f} s to write their windows down once"
        )
        for words, name in _QUESTIONS.items():
            asked = each[name]
            click.echo(
                f"  {words:<32} p50 {asked['p50_ms']:.1f} ms, p99 {asked['p99_ms']:.1f} ms; "
                f"of this process's own time p50 {asked['cpu_p50_ms']:.1f} ms "
                f"({asked['found']} in the middle)"
            )
        click.echo(
            f"  working it out of the rules instead: {each['rules_ms']:.0f} ms "
            f"({each['rules_ms'] / each['everybody']['p50_ms']:.0f} times as long)"
        )


def _measure(
    database: str, url: str | None, volunteers: int, shifts: int, questions: int
) -> dict[str, Any]:
    from hotline.services.on_call import languages_on_call, volunteers_on_call
    from hotline.services.shifts import fill_windows

    chance = random.Random(7)  # noqa: S311  (the same rota each time)
    with _ports(url) as ports:
        rota = _fill(ports, volunteers, shifts, chance)
        begun = time.perf_counter()
        while fill_windows(ports):
            pass
        filled = time.perf_counter() - begun
        now = ports.clock.now()
        asks: dict[str, Callable[[Transaction, datetime], Sized]] = {
            "one_language": lambda tx, at: volunteers_on_call(ports, tx, at, _ASKED),
            "everybody": lambda tx, at: volunteers_on_call(ports, tx, at),
            "languages": lambda tx, at: languages_on_call(ports, tx, at),
        }
        took: dict[str, list[tuple[float, float, int]]] = {name: [] for name in asks}
        for _ in range(questions):
            at = now + timedelta(minutes=chance.randrange(7 * 24 * 60))
            with ports.unit_of_work(read_only=True) as tx:
                for name, ask in asks.items():
                    begun, busy = time.perf_counter(), time.process_time()
                    found = len(ask(tx, at))
                    ended, rested = time.perf_counter(), time.process_time()
                    took[name].append(((ended - begun) * 1000, (rested - busy) * 1000, found))
        return {
            "database": database,
            "volunteers": volunteers,
            "shifts": shifts,
            "windows_filled_s": filled,
            **{name: _summed(each) for name, each in took.items()},
            "rules_ms": _by_rules(rota, now) * shifts / len(rota),
        }


def _refuse_one_in_use(url: str) -> None:
    from hotline.store.database import open_database
    from hotline.store.migrate import is_empty

    engine = open_database(url)
    in_use = not is_empty(engine)
    engine.dispose()
    if in_use:
        raise click.UsageError(
            "That database is not empty, and a bench leaves nothing in it: give it one of its own."
        )


@contextmanager
def _ports(url: str | None) -> Iterator[Ports]:
    from hotline.adapters.vault import MasterVault
    from hotline.assembly import build_ports
    from hotline.config import Settings
    from hotline.store.database import open_database
    from hotline.store.migrate import migrate, unmake

    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        (Path(folder) / "master.key").write_text(_new_key())
        environment = {"HOTLINE_DATA_DIR": folder}
        if url:
            environment["HOTLINE_DATABASE_URL"] = url
        settings = Settings.from_env(environment)
        engine = open_database(settings.database_url)
        migrate(engine)
        ports = build_ports(settings)
        # Nothing is asked of a vault here but to seal; its keys go with the folder.
        try:
            yield replace(ports, vault=MasterVault(settings.require_master_key()))
        finally:
            unmake(engine)


def _new_key() -> str:
    import base64

    return base64.b64encode(os.urandom(32)).decode()


def _fill(ports: Ports, volunteers: int, shifts: int, chance: random.Random) -> list[Shift]:
    """Made-up volunteers with weekly shifts; the windows are not written down yet.

    Gives the first of the shifts, for the baseline. Not all: a server holds none of them, and the
    garbage collector would walk through 100,000 of ours in the middle of a question.
    """
    from hotline.domain.recurrence import read_rule
    from hotline.domain.shifts import make_shift
    from hotline.domain.volunteers import Volunteer
    from hotline.domain.wall_clock import on_the_wall, read_time
    from hotline.types import new_id

    now = ports.clock.now()
    today = on_the_wall(now, ports.zone).date()
    until = today + timedelta(days=365)
    ids: list[str] = []
    for first in range(0, volunteers, _A_TURN):
        with ports.unit_of_work() as tx:
            for number in range(first, min(first + _A_TURN, volunteers)):
                key = tx.keys.create()
                spoken = chance.sample(_LANGUAGES, chance.randint(1, 3))
                volunteer = Volunteer(
                    id=new_id(),
                    key_id=key.id,
                    name=key.seal_text("volunteer.name", f"Volunteer {number}"),
                    phone=key.seal_text("volunteer.phone", f"+1555{number:07d}"),
                    fingerprint=f"{number:064d}",
                    languages=tuple(Language(tag) for tag in spoken),
                    topics=(),
                    on_call=number % 500 == 0,
                    pin_hash="-",
                )
                tx.volunteers.add(volunteer)
                if number % 4 == 0:
                    tx.hours.set(volunteer.id, quiet_from=23 * 60, quiet_to=7 * 60)
                ids.append(volunteer.id)
    rota: list[Shift] = []
    for first in range(0, shifts, _A_TURN):
        with ports.unit_of_work() as tx:
            for number in range(first, min(first + _A_TURN, shifts)):
                rule = f"FREQ=WEEKLY;BYDAY={chance.choice(_DAYS)};UNTIL={until:%Y%m%d}"
                shift = make_shift(
                    new_id(),
                    ids[number % len(ids)],
                    since=today - timedelta(days=7),
                    begin=read_time(f"{chance.randrange(24):02d}:00"),
                    minutes=240,
                    rule=read_rule(rule),
                    zone=ports.zone.key,
                    today=today,
                )
                tx.shifts.add(shift, by="bench", at=now, filled_until=now - timedelta(days=1))
                if len(rota) < _SAMPLE:
                    rota.append(shift)
    return rota


def _by_rules(rota: list[Shift], now: datetime) -> float:
    """Milliseconds to expand these rules and see who is on."""
    from hotline.domain.shifts import windows_of

    begun = time.perf_counter()
    for shift in rota:
        any(w.ends_at > now for w in windows_of(shift, now - timedelta(days=1), now))
    return (time.perf_counter() - begun) * 1000


def _summed(took: list[tuple[float, float, int]]) -> dict[str, float]:
    walls, own, counts = zip(*took, strict=True)
    return {
        "p50_ms": statistics.median(walls),
        "p99_ms": _percentile(list(walls), 99),
        "cpu_p50_ms": statistics.median(own),
        "found": int(statistics.median(counts)),
    }


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1] if len(values) > 1 else values[0]
