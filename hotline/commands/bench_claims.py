"""`hotline bench claims`: many volunteers take one request in the same instant, again and again.

Each round has one waiting request and a barrier; when all stand at it they claim at once,
through the same service as a page, a text and the phone. The winner is then looked up in
the row and in the audit: all three must name the same one (promise I4).
"""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from hotline.ports import Ports

#: Two sets of connections, as two processes of the server have them.
SERVERS = 2


@dataclass
class Tally:
    """Rounds with exactly one winner, all others, and how long each claim took (ms)."""

    winners: int = 0
    wrong: list[str] = field(default_factory=list)
    took: list[float] = field(default_factory=list)


@click.command()
@click.option("--rounds", default=1000, show_default=True, help="Requests to be claimed.")
@click.option("--volunteers", "many", default=50, show_default=True, help="Who claim each at once.")
@click.option(
    "--database-url",
    help="An empty database to use, as postgresql://...; default: a new SQLite file.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def claims(rounds: int, many: int, database_url: str | None, as_json: bool) -> None:
    """Claim each request by many volunteers in the same instant: exactly one must win."""
    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        url = database_url or f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        servers = _open(url)
        try:
            begun = time.perf_counter()
            tally = _run(servers, rounds, many, quiet=as_json)
            seconds = time.perf_counter() - begun
        finally:
            _leave_empty(url)
    _print(tally, rounds, many, seconds, url, as_json)
    if tally.wrong:
        raise SystemExit(1)


def _open(url: str) -> list[Ports]:
    from hotline.adapters.pins import Argon2Pins
    from hotline.adapters.vault import MasterVault
    from hotline.assembly import NoJobQueue
    from hotline.clock import SystemClock
    from hotline.ports import Ports
    from hotline.store.database import open_database
    from hotline.store.migrate import is_empty, migrate
    from hotline.store.unit_of_work import StoreUnitOfWork
    from hotline.types import Language
    from ivr.prompts import PromptBook

    engine = open_database(url)
    if not is_empty(engine):
        raise click.UsageError(
            "That database is not empty, and a bench leaves nothing in it: give it one of its own."
        )
    migrate(engine)
    vault, clock, book = MasterVault(os.urandom(32)), SystemClock(), PromptBook.load()
    return [
        Ports(
            clock=clock,
            unit_of_work=StoreUnitOfWork(open_database(url), vault, clock, NoJobQueue()),
            vault=vault,
            pins=Argon2Pins(),
            texts=book,
            default_language=Language("en"),
            hotline_name="Bench",
        )
        for _ in range(SERVERS)
    ]


def _leave_empty(url: str) -> None:
    from hotline.store.database import open_database
    from hotline.store.migrate import unmake

    unmake(open_database(url))


def _run(servers: Sequence[Ports], rounds: int, many: int, *, quiet: bool) -> Tally:
    from rich.console import Console
    from rich.progress import Progress

    ids = _volunteers(servers[0], many)
    tally, codes = Tally(), [""]
    start, end = threading.Barrier(many + 1), threading.Barrier(many + 1)
    results: list[tuple[str, str]] = []

    def volunteer(number: int) -> None:
        ports, who = servers[number % len(servers)], ids[number]
        while True:
            start.wait()
            if not codes[0]:
                return
            results.append((who, _try(ports, who, codes[0], tally)))
            end.wait()

    threads = [threading.Thread(target=volunteer, args=(n,), daemon=True) for n in range(many)]
    for thread in threads:
        thread.start()
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        for _ in progress.track(range(rounds), description="Claims"):
            results.clear()
            request_id, codes[0] = _request(servers[0])
            start.wait()
            end.wait()
            _judge(servers[0], request_id, results, tally)
    codes[0] = ""
    start.wait()
    for thread in threads:
        thread.join()
    return tally


def _try(ports: Ports, who: str, code: str, tally: Tally) -> str:
    from hotline.errors import AlreadyClaimed
    from hotline.services.claims import claim

    begun = time.perf_counter()
    try:
        claim(ports, who, code)
        answer = "won"
    except AlreadyClaimed:
        answer = "lost"
    except Exception as error:
        # Anything else is a fault of ours, and the round is wrong for it.
        answer = type(error).__name__
    tally.took.append(1000 * (time.perf_counter() - begun))
    return answer


def _judge(ports: Ports, request_id: str, results: Sequence[tuple[str, str]], tally: Tally) -> None:
    won = [who for who, answer in results if answer == "won"]
    lost = [who for who, answer in results if answer == "lost"]
    with ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_id(request_id)
        lines = [each for each in tx.audit.of_subject(request_id) if each[2] == "request:claim"]
    holder = request.claimed_by if request else None
    in_audit = [actor for _, actor, _ in lines]
    if won == [holder] == in_audit and len(won) + len(lost) == len(results):
        tally.winners += 1
        return
    tally.wrong.append(f"{len(won)} won, {len(lost)} lost, {len(in_audit)} in the audit")


def _volunteers(ports: Ports, many: int) -> list[str]:
    from hotline.domain.volunteers import Volunteer
    from hotline.types import Language, new_id

    ids = []
    with ports.unit_of_work() as tx:
        for number in range(many):
            key = tx.keys.create()
            volunteer = Volunteer(
                id=new_id(),
                key_id=key.id,
                name=key.seal_text("volunteer.name", f"Volunteer {number}"),
                phone=key.seal_text("volunteer.phone", f"+1555010{number:04d}"),
                fingerprint=new_id(),
                languages=(Language("en"),),
                topics=(),
                on_call=True,
                pin_hash="",
            )
            tx.volunteers.add(volunteer)
            ids.append(volunteer.id)
    return ids


def _request(ports: Ports) -> tuple[str, str]:
    from hotline.domain.help_requests import Channel, HelpRequest, RequestState, new_code
    from hotline.types import Language, new_id

    with ports.unit_of_work() as tx:
        key = tx.keys.create()
        request = HelpRequest(
            id=new_id(),
            code=new_code(8),
            key_id=key.id,
            state=RequestState.QUEUED,
            channel=Channel.VOICE,
            language=Language("en"),
            topic="food",
            received_at=ports.clock.now(),
        )
        tx.requests.add(request)
    return request.id, request.code


def _print(tally: Tally, rounds: int, many: int, seconds: float, url: str, as_json: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    took = sorted(tally.took)
    told: dict[str, Any] = {
        "database": url.split(":", 1)[0].split("+", 1)[0],
        "rounds": rounds,
        "volunteers": many,
        "winners": tally.winners,
        "wrong": len(tally.wrong),
        "claims_per_second": round(len(took) / seconds, 1),
        "p50_ms": round(statistics.median(took), 1),
        "p99_ms": round(took[min(len(took) - 1, int(len(took) * 0.99))], 1),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    table = Table(
        title=f"{many} volunteers claim one request in the same instant", show_header=False
    )
    for name, value in told.items():
        table.add_row(name.replace("_", " "), str(value))
    Console().print(table)
    for line in tally.wrong[:5]:
        click.echo(f"  {line}")
