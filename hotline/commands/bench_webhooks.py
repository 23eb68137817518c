"""`hotline bench webhooks`: the voice webhook against a bare view, in the same run.

Both run under the same gunicorn with the same processes and threads; the baseline is
a Flask view that returns fixed TwiML: no signature, no database, no flow.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import click

from hotline.commands.bench_clients import Figures, Post, measure
from hotline.commands.serve import gunicorn_command


def bare_app() -> Any:
    """The baseline: fixed TwiML and nothing else."""
    from flask import Flask, Response

    app = Flask("bare")
    answer = "<?xml version='1.0'?><Response><Say>Hello, neighbor.</Say></Response>"

    @app.post("/twilio/voice")
    def voice() -> Response:
        return Response(answer, content_type="text/xml; charset=utf-8")

    @app.post("/twilio/messages")
    def message() -> Response:
        return Response("<Response></Response>", content_type="text/xml; charset=utf-8")

    return app


@click.command()
@click.option("--calls", default=1000, show_default=True, help="Calls to begin in each round.")
@click.option("--at-once", default=8, show_default=True, help="Clients at the same time.")
@click.option("--rounds", default=3, show_default=True, help="Rounds of each, in turn.")
@click.option("--pages", default=0, show_default=True, help="Pages held open meanwhile (events).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def webhooks(calls: int, at_once: int, rounds: int, pages: int, as_json: bool) -> None:
    """Measure the voice webhook (signature, database and all) against a bare view.

    Everything runs on this machine, in a temporary folder. Quote the ratio.
    """
    from rich.progress import Progress

    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        stage = Stage(Path(folder))
        try:
            stage.start()
            held = stage.hold_pages(pages)
            measured: dict[str, list[Figures]] = {"bare view": [], "voice webhook": []}
            with Progress(console=_stderr(), transient=True) as bar:
                task = bar.add_task("measuring", total=rounds * 2)
                for _ in range(rounds):
                    measured["bare view"].append(stage.measure(stage.bare, calls, at_once))
                    bar.advance(task)
                    measured["voice webhook"].append(stage.measure(stage.ours, calls, at_once))
                    bar.advance(task)
            open_pages = sum(page.is_alive() for page in held)
        finally:
            stage.end()
    _print(measured, open_pages, as_json)


class Stage:
    """A server, a bare one beside it if wanted, and a Redis, in a temporary folder."""

    def __init__(self, folder: Path, *, with_bare: bool = True) -> None:
        self.folder, self._with_bare = folder, with_bare
        self.bare, self.ours = _free_port(), _free_port()
        self.token = os.urandom(16).hex()
        self.sid = "AC" + os.urandom(16).hex()
        self._processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **os.environ,
            "HOTLINE_DATA_DIR": str(folder),
            "HOTLINE_MASTER_KEY": base64.b64encode(os.urandom(32)).decode(),
            "HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{self.ours}",
            "HOTLINE_PHONE_NUMBER": "+15550100000",
            "HOTLINE_DATABASE_URL": os.environ.get("HOTLINE_BENCH_DATABASE_URL")
            or f"sqlite:///{folder / 'bench.sqlite3'}",
            "TWILIO_ACCOUNT_SID": self.sid,
            "TWILIO_AUTH_TOKEN": self.token,
        }

    def start(self) -> None:
        from hotline.adapters.redis_server import redis_command, redis_url
        from hotline.config import Settings
        from hotline.store.database import open_database
        from hotline.store.migrate import migrate
        from hotline.store.written import is_in_use

        self.environment["HOTLINE_REDIS_URL"] = redis_url(self.folder)
        engine = open_database(Settings.from_env(self.environment).database_url)
        if is_in_use(engine):
            raise click.UsageError(
                "HOTLINE_BENCH_DATABASE_URL names a database that is not empty: "
                "make one for the bench alone."
            )
        migrate(engine)
        bare = gunicorn_command(f"127.0.0.1:{self.bare}")
        bare[3] = "hotline.commands.bench_webhooks:bare_app()"
        commands = [redis_command(self.folder), gunicorn_command(f"127.0.0.1:{self.ours}")]
        for command in [*commands, bare] if self._with_bare else commands:
            self._processes.append(
                subprocess.Popen(command, env=self.environment, stdout=subprocess.DEVNULL)
            )
        for port in (self.bare, self.ours) if self._with_bare else (self.ours,):
            _wait_for(port)

    def hold_pages(self, count: int) -> list[threading.Thread]:
        """Open `count` pages' event streams as a signed-in volunteer and keep them open."""
        if not count:
            return []
        import requests

        # A volunteer may hold a few pages only: as many volunteers as it takes.
        signed_in = self._sign_in(-(-count // 4))

        def hold(cookie: str, token: str) -> None:
            # The servers end before the pages do: that is no fault of a page.
            with (
                contextlib.suppress(requests.RequestException),
                requests.get(
                    f"http://127.0.0.1:{self.ours}/queue/events",
                    cookies={cookie: token},
                    stream=True,
                    timeout=120,
                ) as stream,
            ):
                if stream.status_code == 200:
                    for _ in stream.iter_lines():
                        pass

        threads = [
            threading.Thread(target=hold, args=signed_in[number // 4], daemon=True)
            for number in range(count)
        ]
        for thread in threads:
            thread.start()
        time.sleep(2)
        return threads

    def _sign_in(self, people: int) -> list[tuple[str, str]]:
        """Name and value of each signed-in volunteer's cookie, as the pages would set it."""
        import hashlib

        from hotline.assembly import build_ports, create_app
        from hotline.config import Settings
        from hotline.services.accounts import add_volunteer
        from hotline.types import Language, PhoneNumber

        settings = Settings.from_env(self.environment)
        ports = build_ports(settings)
        app = create_app(settings)
        signer = app.session_interface.get_signing_serializer(app)
        cookies = []
        for number in range(people):
            added = add_volunteer(
                ports,
                name=f"Volunteer {number}",
                phone=PhoneNumber(f"+1555020{number:04d}"),
                languages=[Language("en")],
            )
            token = os.urandom(32).hex()
            with ports.unit_of_work() as tx:
                digest = hashlib.sha256(token.encode()).hexdigest()
                tx.sessions.add(digest, added.volunteer_id, ports.clock.now())
            cookies.append((app.config["SESSION_COOKIE_NAME"], signer.dumps({"token": token})))
        return cookies

    def measure(self, port: int, calls: int, at_once: int) -> Figures:
        """Begin `calls` calls with `at_once` clients, each over one kept connection."""
        from urllib.parse import urlencode

        from twilio.request_validator import RequestValidator

        validator = RequestValidator(self.token)
        url = f"http://127.0.0.1:{self.ours}/twilio/voice"
        prepared = []
        for number in range(calls):
            form = {
                "AccountSid": self.sid,
                "CallSid": "CA" + os.urandom(16).hex(),
                "From": f"+1555{number:07d}",
                "To": "+15550100000",
                "CallStatus": "ringing",
                "ApiVersion": "2010-04-01",
                "Direction": "inbound",
            }
            signature = validator.compute_signature(url, form)
            prepared.append(Post("/twilio/voice", urlencode(form), signature))
        return measure(port, prepared, at_once, lambda body: b"<Say" in body)

    def end(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                process.kill()


def _print(measured: dict[str, list[Figures]], open_pages: int, as_json: bool) -> None:
    middle = {
        name: {
            "per_second": round(statistics.median(f.per_second for f in figures), 1),
            "p50_ms": round(statistics.median(f.p50 for f in figures), 2),
            "p99_ms": round(statistics.median(f.p99 for f in figures), 2),
            "errors": sum(f.errors for f in figures),
        }
        for name, figures in measured.items()
    }
    bare, ours = middle["bare view"], middle["voice webhook"]
    ratio = round(bare["per_second"] / ours["per_second"], 2)
    if as_json:
        click.echo(json.dumps({**middle, "ratio": ratio, "open_pages": open_pages}))
        return
    click.echo(f"{'':<16}{'requests/s':>12}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}")
    for name, row in middle.items():
        click.echo(
            f"{name:<16}{row['per_second']:>12}{row['p50_ms']:>10}{row['p99_ms']:>10}"
            f"{row['errors']:>8}"
        )
    click.echo(f"The bare view answers {ratio} times as many ({open_pages} pages open).")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise click.ClickException("A server did not start within 30 seconds.")


def _stderr() -> Any:
    from rich.console import Console

    return Console(file=sys.stderr)
