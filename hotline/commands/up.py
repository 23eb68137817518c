"""`hotline up`: everything on this machine, with nothing set up beforehand."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.commands.context import data_dir_option, read_settings
from hotline.commands.first_start import (
    DEMO_NUMBER,
    DemoVolunteer,
    demo_volunteers,
    make_master_key,
    retire_demo,
    simulated_account,
)
from hotline.commands.household import Household
from hotline.commands.serve import gunicorn_command
from hotline.errors import HotlineError, SettingsError

if TYPE_CHECKING:
    from hotline.config import Settings

#: Seconds that the parts have to answer before `up` says which one does not.
READY_WITHIN = 60.0


@click.command()
@data_dir_option
@click.option("--port", default=8080, show_default=True, help="Port of the volunteers' page.")
@click.option("--phones-port", default=8081, show_default=True, help="Port of the phones.")
@click.option(
    "--speech-workers",
    default=1,
    show_default=True,
    help="Processes that transcribe (0.7 GB each).",
)
@click.option("--fetch-model/--no-fetch-model", default=True, help="Fetch a first speech model.")
def up(data_dir: Path, port: int, phones_port: int, speech_workers: int, fetch_model: bool) -> None:
    """Start the whole hotline and keep it running until Ctrl-C.

    Without a carrier account (TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN) it brings a
    simulated phone company, with phones to try in your browser.
    """
    data_dir = data_dir.resolve()
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"The data folder {data_dir} cannot be made ({error.strerror}): choose another with "
            "--data-dir."
        ) from None
    with _only_one(data_dir):
        if make_master_key(data_dir, os.environ):
            click.echo("Made the key that locks everything people say (keep a copy of it safe):")
            click.echo(f"  {data_dir / 'master.key'}")
        settings = read_settings(data_dir)
        environment = dict(os.environ, HOTLINE_DATA_DIR=str(data_dir))
        simulated = settings.carrier is None
        # The carrier, or the proxy before us, knows one port: there it does not move.
        port = _free_port(port, tries=20 if simulated else 1)
        if simulated:
            phones_port = _free_port(phones_port, taken=port)
            environment |= _simulated_environment(data_dir, port, phones_port, environment)
        environment.setdefault("HOTLINE_REDIS_URL", _own_redis_url(data_dir))
        complete = _complete(environment)
        _check_before_starting(complete)
        _migrate(complete)
        _check_master_key(complete)
        if not simulated and retire_demo(complete, data_dir):
            click.echo("The neighbors to try with are off call now: they have no real phones.")
        if fetch_model:
            _fetch_first_model(complete)
        household = Household(data_dir / "logs", click.echo)
        stop = _stop_on_signals()
        try:
            _start_everything(
                household, complete, environment, port, phones_port, speech_workers, simulated
            )
            _wait_until_ready(household, port, stop)
            volunteers = _demo(complete, data_dir) if simulated else []
            _write_runtime(complete, port, phones_port if simulated else None, household)
            _tell(complete, port, phones_port if simulated else None, volunteers)
            while not stop.wait(1.0):
                household.keep()
        finally:
            click.echo("\nEnding everything; what has come in is kept.")
            household.end()
            (data_dir / "up.json").unlink(missing_ok=True)


@contextlib.contextmanager
def _only_one(data_dir: Path) -> Iterator[None]:
    """Two hotlines over one data folder would start the same processes twice."""
    with (data_dir / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(
                "A hotline is already running over this data folder. End it first (Ctrl-C where "
                "it runs), or give this one a folder of its own with --data-dir."
            ) from None
        yield


def _free_port(wanted: int, taken: int | None = None, tries: int = 20) -> int:
    """The wanted port, or the next free one of those after it. Raises SettingsError."""
    if not 0 < wanted <= 65_535 - tries:
        raise SettingsError(f"{wanted} is no port: choose one between 1024 and 65000.")
    for port in range(wanted, wanted + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port != taken and probe.connect_ex(("127.0.0.1", port)) != 0:
                with contextlib.suppress(OSError):
                    probe.close()
                    return port
    raise SettingsError(
        f"Port {wanted} is in use{' and those after it' if tries > 1 else ''}: end what uses it, "
        "or choose another with --port."
    )


def _simulated_environment(
    data_dir: Path, port: int, phones_port: int, environment: dict[str, str]
) -> dict[str, str]:
    account = simulated_account(data_dir)
    return {
        "TWILIO_ACCOUNT_SID": account["account_sid"],
        "TWILIO_AUTH_TOKEN": account["auth_token"],
        "TWILIO_API_URL": f"http://127.0.0.1:{phones_port}",
        "HOTLINE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "HOTLINE_PHONE_NUMBER": environment.get("HOTLINE_PHONE_NUMBER", DEMO_NUMBER),
    }


def _own_redis_url(data_dir: Path) -> str:
    from hotline.adapters.redis_server import redis_url

    return redis_url(data_dir)


def _complete(environment: dict[str, str]) -> Settings:
    from hotline.config import Settings

    settings = Settings.from_env(environment)
    settings.require_public_url()
    settings.require_phone_number()
    return settings


def _check_before_starting(settings: Settings) -> None:
    """What can be wrong is said before anything starts. Raises SettingsError."""
    import redis

    from hotline.adapters.redis_server import find_redis_server, redis_url
    from hotline.adapters.rq_queue import connect
    from hotline.assembly import build_flows

    build_flows(settings)
    if settings.redis_url == redis_url(settings.data_dir):
        find_redis_server()
        return
    try:
        connect(settings.require_redis_url()).ping()
    except (redis.RedisError, ValueError):
        raise SettingsError(
            "The Redis at HOTLINE_REDIS_URL does not answer: start it, correct the address, or "
            "leave the setting out and `hotline up` brings its own."
        ) from None


def _check_master_key(settings: Settings) -> None:
    """Raises SettingsError when the database was sealed under another key."""
    from hotline.assembly import build_ports

    build_ports(settings)


def _migrate(settings: Settings) -> None:
    from hotline.store.database import open_database
    from hotline.store.migrate import migrate

    click.echo("Preparing the database ...")
    migrate(open_database(settings.database_url))


def _fetch_first_model(settings: Settings) -> None:
    """A model for the first of the flow's languages for which one can be had."""
    from hotline.adapters.speech_models import SpeechModels
    from hotline.assembly import build_flows
    from hotline.commands.models import fetch_with_bar

    models = SpeechModels(settings.data_dir / "models", settings.models_dir)
    languages = build_flows(settings).current().languages
    here = [language for language in languages if models.find(language)]
    missing = [language for language in languages if language not in here]
    first = languages[0]
    if first in missing:
        try:
            fetch_with_bar(models, first)
            here, missing = [first, *here], [each for each in missing if each != first]
        except HotlineError as error:
            click.echo(f"No speech model for '{first}' could be had now: {error}")
    if here:
        click.echo(f"Voicemails are written down in: {', '.join(each.tag for each in here)}.")
    if missing:
        tags = " ".join(each.tag for each in missing)
        click.echo(
            f"In {', '.join(each.tag for each in missing)} they are listened to, until you run: "
            f"hotline models fetch {tags}"
        )


def _start_everything(
    household: Household,
    settings: Settings,
    environment: dict[str, str],
    port: int,
    phones_port: int,
    speech_workers: int,
    simulated: bool,
) -> None:
    from hotline.adapters.redis_server import redis_command, redis_url

    if settings.redis_url == redis_url(settings.data_dir):
        click.echo("Starting Redis ...")
        plain = {"PATH": os.environ.get("PATH", "")}
        household.start("redis", redis_command(settings.data_dir), plain)
    if simulated:
        click.echo("Starting the simulated phone company ...")
        household.start(
            "phones",
            _simulator_command(settings, port, phones_port),
            {
                **_without_secrets(environment),
                "SIMULATOR_AUTH_TOKEN": environment["TWILIO_AUTH_TOKEN"],
            },
        )
    click.echo("Starting the web application, the relay and the workers ...")
    household.start("web", gunicorn_command(f"127.0.0.1:{port}"), environment)
    household.start("relay", [sys.executable, "-m", "workers", "relay"], environment)
    household.start("worker fast", [sys.executable, "-m", "workers", "fast"], environment)
    for number in range(1, speech_workers + 1):
        household.start(
            f"worker speech {number}", [sys.executable, "-m", "workers", "speech"], environment
        )


def _simulator_command(settings: Settings, port: int, phones_port: int) -> list[str]:
    # The simulator dials our own number, which is no secret; it is given in full.
    return [
        sys.executable, "-m", "ivr.simulator",
        "--port", str(phones_port),
        "--webhook-base", f"http://127.0.0.1:{port}",
        "--number", settings.require_phone_number().reveal(),
        "--account-sid", settings.require_carrier().account_sid,
        "--data-dir", str(settings.data_dir / "simulator"),
    ]  # fmt: skip


def _without_secrets(environment: dict[str, str]) -> dict[str, str]:
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(("HOTLINE_", "TWILIO_"))
    }


def _wait_until_ready(household: Household, port: int, stop: threading.Event) -> None:
    import requests

    deadline = time.monotonic() + READY_WITHIN
    said: dict[str, str] = {}
    while time.monotonic() < deadline and not stop.is_set():
        household.keep()
        with contextlib.suppress(requests.RequestException, ValueError):
            answer = requests.get(f"http://127.0.0.1:{port}/readyz", timeout=3)
            said = answer.json()["checks"]
            if answer.status_code == 200:
                return
        stop.wait(0.3)
    if stop.is_set():
        return
    waiting = "; ".join(f"{part}: {state}" for part, state in said.items() if state != "ok")
    click.echo(f"Not everything has started ({waiting or 'the web application does not answer'}).")
    click.echo("The logs folder of the data folder tells why; what runs goes on.")


def _demo(settings: Settings, data_dir: Path) -> list[DemoVolunteer]:
    from hotline.assembly import build_ports

    return demo_volunteers(build_ports(settings), data_dir)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    return stop


def _write_runtime(
    settings: Settings, port: int, phones_port: int | None, household: Household
) -> None:
    """Where things run, for `hotline simulate` and for those who script against us."""
    runtime = {
        "web": f"http://127.0.0.1:{port}",
        "phones": f"http://127.0.0.1:{phones_port}" if phones_port else None,
        "number": settings.require_phone_number().reveal(),
        "pids": household.pids(),
    }
    (settings.data_dir / "up.json").write_text(json.dumps(runtime), encoding="utf-8")


def _tell(
    settings: Settings, port: int, phones_port: int | None, volunteers: list[DemoVolunteer]
) -> None:
    click.echo("\nThe hotline is up.\n")
    click.echo(f"  The volunteers' page:  http://127.0.0.1:{port}/")
    if phones_port:
        click.echo(f"  The phones to try:     http://127.0.0.1:{phones_port}/")
        click.echo(f"  Its number:            {settings.require_phone_number().reveal()}")
    else:
        click.echo(
            f"  The carrier calls:     {settings.public_url}/twilio/voice (and /messages, /status)"
        )
    if volunteers:
        click.echo("\n  Who can sign in (the code comes to their phone, on the page of phones):")
        for each in volunteers:
            click.echo(f"    {each.name:<8} phone {each.phone}   PIN {each.pin}")
    click.echo("\nCtrl-C ends it. Everything is kept in the data folder.")
