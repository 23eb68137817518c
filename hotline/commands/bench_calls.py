"""`hotline bench calls`: whole calls, many at once, against the real server over HTTP.

Each call is a script of webhooks as the carrier would send them. Every answer is checked:
it must be TwiML that goes on, and the last one must end the call after a message is kept.
"""

from __future__ import annotations

import http.client
import json
import os
import queue
import statistics
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import click

from hotline.commands.bench_webhooks import Stage

#: More webhooks than any call of the built-in flow needs: whoever gets here went in circles.
MOST_TURNS = 40


@dataclass
class Tally:
    """What all calls together took, in milliseconds, and every answer that was wrong."""

    calls: list[float] = field(default_factory=list)
    webhooks: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@click.command()
@click.option("--calls", "count", default=200, show_default=True, help="Calls in all.")
@click.option("--at-once", default=16, show_default=True, help="Calls at the same time.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calls(count: int, at_once: int, as_json: bool) -> None:
    """Walk whole calls (language, topic, message) through the webhooks, many at once.

    Everything runs on this machine, in a temporary folder, under the gunicorn that
    `hotline up` uses.
    """
    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        stage = Stage(Path(folder), with_bare=False)
        try:
            stage.start()
            put_somebody_on_call(stage)
            tally, seconds = _run(stage, count, at_once)
        finally:
            stage.end()
    _print(tally, seconds, count, as_json)
    if tally.wrong:
        raise SystemExit(1)


def put_somebody_on_call(stage: Stage) -> None:
    """With nobody on call the line leads to a message at once: another call than is meant."""
    from hotline.assembly import build_flows, build_ports
    from hotline.config import Settings
    from hotline.services.accounts import add_volunteer
    from hotline.types import PhoneNumber

    settings = Settings.from_env(stage.environment)
    add_volunteer(
        build_ports(settings),
        name="Rosa",
        phone=PhoneNumber("+15550200000"),
        languages=build_flows(settings).current().languages,
        on_call=True,
    )


def _run(stage: Stage, count: int, at_once: int) -> tuple[Tally, float]:
    tally = Tally()
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(count):
        waiting.put(number)

    def caller() -> None:
        line = _Line(stage, tally)
        while True:
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            line.call(number)

    threads = [threading.Thread(target=caller) for _ in range(at_once)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally, time.perf_counter() - begun


class _Line:
    """One caller after the other, over one kept connection as the carrier has them."""

    def __init__(self, stage: Stage, tally: Tally) -> None:
        from twilio.request_validator import RequestValidator

        self._stage, self._tally = stage, tally
        self._validator = RequestValidator(stage.token)
        self._connection = http.client.HTTPConnection("127.0.0.1", stage.ours, timeout=30)

    def call(self, number: int) -> None:
        """One whole call: a language, a topic, then the recorder wherever it comes."""
        form = {
            "AccountSid": self._stage.sid,
            "CallSid": "CA" + os.urandom(16).hex(),
            "From": f"+1555{number:07d}",
            "To": "+15550100000",
            "ApiVersion": "2010-04-01",
            "Direction": "inbound",
        }
        keys = iter((str(1 + number % 3), str(1 + number % 4)))
        begun, recorded = time.perf_counter(), False
        url, extra = f"http://127.0.0.1:{self._stage.ours}/twilio/voice", {"CallStatus": "ringing"}
        for _ in range(MOST_TURNS):
            document = self._post(url, {**form, **extra})
            if document is None:
                return
            extra = {"CallStatus": "in-progress"}
            record = document.find("Record")
            gather = document.find("Gather")
            if record is not None and not recorded:
                recorded, url = True, record.attrib["action"]
                sid = "RE" + os.urandom(16).hex()
                extra |= {"RecordingSid": sid, "RecordingDuration": "9", "Digits": "#"}
            elif gather is not None:
                url = gather.attrib["action"]
                extra |= {"Digits": next(keys, "")}
            elif record is not None:
                url = record.attrib["action"]
            else:
                break
        self._tally.calls.append(1000 * (time.perf_counter() - begun))
        # Without it the line would hold every call for one that still goes on (promise F2).
        self._send("/twilio/status", {**form, "CallStatus": "completed"})
        if document.find("Hangup") is None or not recorded:
            self._tally.wrong.append(f"call {number} did not end with a message kept")

    def _post(self, url: str, form: dict[str, str]) -> ElementTree.Element | None:
        path = url.split(f":{self._stage.ours}", 1)[1]
        status, body = self._send(path, form)
        try:
            document = ElementTree.fromstring(body)  # noqa: S314  (our own answer)
        except ElementTree.ParseError:
            document = None
        # The apology leads to .../sorry: a fault that a caller hears counts as one.
        if status != 200 or document is None or not len(document) or b"/voice/sorry" in body:
            self._tally.wrong.append(f"{path}: status {status}")
            return None
        return document

    def _send(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        begun = time.perf_counter()
        url = f"http://127.0.0.1:{self._stage.ours}{path}"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._validator.compute_signature(url, form),
        }
        self._connection.request("POST", path, urlencode(form), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        self._tally.webhooks.append(1000 * (time.perf_counter() - begun))
        return answer.status, body


def _print(tally: Tally, seconds: float, count: int, as_json: bool) -> None:
    told: dict[str, Any] = {
        "calls": count,
        "calls_per_second": round(count / seconds, 1),
        "call_ms": _middle(tally.calls),
        "webhook_ms": _middle(tally.webhooks),
        "webhooks": len(tally.webhooks),
        "wrong": len(tally.wrong),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    per_call = len(tally.webhooks) / max(count, 1)
    click.echo(
        f"{count} whole calls of {per_call:.1f} webhooks, {told['calls_per_second']} a second"
    )
    for name in ("call", "webhook"):
        row = told[f"{name}_ms"]
        click.echo(f"  one {name}: p50 {row['p50']} ms, p99 {row['p99']} ms")
    click.echo(f"  {len(tally.wrong)} wrong answers")
    for line in tally.wrong[:5]:
        click.echo(f"    {line}")


def _middle(took: list[float]) -> dict[str, float]:
    took = sorted(took) or [0.0]
    p99 = took[min(len(took) - 1, int(len(took) * 0.99))]
    return {"p50": round(statistics.median(took), 1), "p99": round(p99, 1)}
