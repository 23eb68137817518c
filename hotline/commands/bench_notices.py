"""`hotline bench notices`: from the end of a recording to the first volunteer's notice.

A whole hotline is started in a folder of its own, with the simulated carrier. Each round has
one volunteer with a new phone, one caller who leaves a message, and a clock that runs from
the end of the message until the volunteer's phone has the text.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hotline.commands.bench_webhooks import _free_port

if TYPE_CHECKING:
    from hotline.ports import Ports

#: Longer than this is no notice at all.
LONGEST_WAIT = 60.0


@click.command()
@click.option("--calls", "count", default=30, show_default=True, help="Messages in all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def notices(count: int, as_json: bool) -> None:
    """Leave messages and time the first notice, through server, queue, worker and carrier."""
    from rich.console import Console
    from rich.progress import Progress

    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        data_dir = Path(folder) / "data"
        sound = _a_sound(Path(folder) / "message.wav")
        hotline = _start(data_dir)
        try:
            runtime = _wait_until_up(data_dir, hotline)
            ports = _ports(data_dir, runtime)
            took: list[float] = []
            with Progress(
                console=Console(stderr=True), disable=as_json, transient=True
            ) as progress:
                for number in progress.track(range(count), description="Messages"):
                    took.append(_round(ports, runtime, number, sound))
        finally:
            hotline.terminate()
            hotline.wait(30)
    _print(took, as_json)


def _round(ports: Ports, runtime: dict[str, Any], number: int, sound: Path) -> float:
    """Milliseconds from the end of one message to its notice."""
    from hotline.services.accounts import add_volunteer, remove_volunteer
    from hotline.services.claims import claim, resolve
    from hotline.types import Language, PhoneNumber
    from ivr.simulator.client import Phone

    theirs = f"+1206555{number:04d}"
    added = add_volunteer(
        ports, name="Bench", phone=PhoneNumber(theirs), languages=[Language("en")], on_call=True
    )
    volunteer = Phone(runtime["phones"], theirs)
    call = Phone(runtime["phones"], f"+1415555{number:04d}").call(runtime["number"])
    call.press("1")
    call.press("1")
    for _ in range(3):
        if call.state.waits_for == "gather":
            call.silence()
    if volunteer.received():
        raise click.ClickException("The notice came before the message: measure something else.")
    begun = time.perf_counter()
    call.speak(sound, ended_by="hangup")
    if not volunteer.received(wait=LONGEST_WAIT):
        raise click.ClickException(f"No notice came within {LONGEST_WAIT:.0f} seconds.")
    took = 1000 * (time.perf_counter() - begun)
    with ports.unit_of_work(read_only=True) as tx:
        codes = [each.code for each in tx.requests.open_ones()]
    for code in codes:
        claim(ports, added.volunteer_id, code)
        resolve(ports, added.volunteer_id, code)
    remove_volunteer(ports, added.volunteer_id)
    return took


def _a_sound(path: Path) -> Path:
    """Three seconds that are not silent."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((b"\x00\x10" * 8 + b"\x00\xf0" * 8) * 1500)
    return path


def _environment() -> dict[str, str]:
    return {n: v for n, v in os.environ.items() if not n.startswith(("HOTLINE_", "TWILIO_"))}


def _start(data_dir: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            sys.executable, "-m", "hotline.cli", "up", "--data-dir", str(data_dir),
            "--port", str(_free_port()), "--phones-port", str(_free_port()), "--no-fetch-model",
        ],
        env=_environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _wait_until_up(data_dir: Path, hotline: subprocess.Popen[bytes]) -> dict[str, Any]:
    end = time.monotonic() + 120
    while time.monotonic() < end and hotline.poll() is None:
        if (data_dir / "up.json").exists():
            return json.loads((data_dir / "up.json").read_text(encoding="utf-8"))
        time.sleep(0.2)
    raise click.ClickException("`hotline up` did not come up.")


def _ports(data_dir: Path, runtime: dict[str, Any]) -> Ports:
    from hotline.adapters.rq_queue import RqJobQueue, connect
    from hotline.assembly import build_ports
    from hotline.config import Settings
    from hotline.services.accounts import list_volunteers, set_on_call

    settings = Settings.from_env({**_environment(), "HOTLINE_DATA_DIR": str(data_dir)})
    redis_url = runtime.get("redis")
    ports = build_ports(settings, RqJobQueue(connect(redis_url)) if redis_url else None)
    # The people of the demonstration would be asked as well.
    for volunteer in list_volunteers(ports):
        set_on_call(ports, volunteer.id, False)
    return ports


def _print(took: list[float], as_json: bool) -> None:
    took = sorted(took)
    told = {
        "calls": len(took),
        "p50_ms": round(statistics.median(took), 1),
        "p99_ms": round(took[min(len(took) - 1, int(len(took) * 0.99))], 1),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(
        f"{told['calls']} messages: the first notice after p50 {told['p50_ms']} ms, "
        f"p99 {told['p99_ms']} ms"
    )
