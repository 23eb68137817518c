"""`hotline bench flood`: a pump of invented numbers through the real server (promises F2, F3).

Every text is signed and goes through gunicorn, the database and the queue, each from another
number that a real carrier could name. In between, some people text as people do: they answer
the questions. The budget is less than the day's 500 answers would cost, so that the money has
to hold; what came of it is counted from what was written down, not from what the server says.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from hotline.commands.bench_webhooks import Stage

PATH = "/twilio/messages"
#: What a person of the sample texts: a greeting, two choices, and what they need.
TALK = ("hello", "1", "1", "we have no heat, house {number}")
#: What a number of the flood texts: other words each, so that each can be found again.
PUMP = "we need food, door {number}"


@dataclass
class Told:
    """What came of the flood. Money in millionths of the carrier's currency."""

    numbers: int
    people: int
    texts_taken_in: int = 0
    refused_or_failed: int = 0
    seconds: float = 0.0
    texts_kept: int = 0
    requests_kept: int = 0
    people_heard: int = 0
    people_answered: int = 0
    answers_written: int = 0
    texts_to_volunteers: int = 0
    budget: int = 0
    cost_of_what_was_written: int = 0
    dearest_text: int = 0
    spent_as_counted: int = 0
    alarms: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


@click.command()
@click.option("--numbers", default=100_000, show_default=True, help="Invented numbers that text.")
@click.option("--people", default=50, show_default=True, help="People among them who answer.")
@click.option("--at-once", default=8, show_default=True, help="Clients at the same time.")
@click.option("--budget", default="3.00", show_default=True, help="The day's money.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def flood(numbers: int, people: int, at_once: int, budget: str, as_json: bool) -> None:
    """Pump texts from invented numbers, and see what they cost and who is still heard.

    Everything runs on this machine, in a temporary folder. Ends with 1 when a promise is broken.
    """
    if min(numbers, people, at_once) < 1:
        raise click.UsageError("Choose one number, one person and one client at least.")
    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        stage = Stage(Path(folder), with_bare=False)
        stage.environment["HOTLINE_DAY_BUDGET"] = budget
        try:
            stage.start()
            _put_coordinator_on_call(stage)
            told = _run(stage, Told(numbers, people), at_once)
        finally:
            stage.end()
    click.echo(json.dumps(asdict(told))) if as_json else _print(told)
    if told.broken:
        raise SystemExit(1)


def invented_numbers(exchange: str) -> Iterator[str]:
    """Numbers without end that may be texted, spread over every area code of the US and Canada.

    All lie in one exchange of each area code, so each area code is one prefix for the limits.
    """
    from hotline.domain.spending import DEFAULT_MONEY
    from hotline.types import PhoneNumber

    codes = [
        code
        for code in range(201, 990)
        if code != 555
        and PhoneNumber(f"+1{code}{exchange}0000").is_ordinary_in(DEFAULT_MONEY.countries)
    ]
    for rest in itertools.count():
        for code in codes:
            yield f"+1{code}{exchange}{rest:04d}"


def _put_coordinator_on_call(stage: Stage) -> None:
    """Somebody who is told of requests and of money: their texts cost too."""
    from hotline.assembly import build_flows, build_ports
    from hotline.config import Settings
    from hotline.services.accounts import add_volunteer, set_coordinator
    from hotline.types import PhoneNumber

    settings = Settings.from_env(stage.environment)
    ports = build_ports(settings)
    added = add_volunteer(
        ports,
        name="Rosa",
        phone=PhoneNumber("+15550200000"),
        languages=build_flows(settings).current().languages,
        on_call=True,
    )
    set_coordinator(ports, added.volunteer_id, True)


def _texts(numbers: int, people: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Who texts what, in the order they begin: a person after every so many of the flood."""
    every, persons = (
        max(1, numbers // people),
        zip(invented_numbers("554"), range(people), strict=False),
    )
    for count, number in zip(range(numbers), invented_numbers("555"), strict=False):
        if count % every == 0:
            person, which = next(persons, ("", 0))
            if person:
                yield person, tuple(words.format(number=which) for words in TALK)
        yield number, (PUMP.format(number=count),)
    for person, which in persons:
        yield person, tuple(words.format(number=which) for words in TALK)


def _run(stage: Stage, told: Told, at_once: int) -> Told:
    from rich.console import Console
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    begun_on = datetime.now(UTC).date()
    columns = (*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(file=sys.stderr)) as bar:
        task = bar.add_task("texting", total=told.numbers + told.people)
        _pump(stage, told, at_once, lambda: bar.advance(task))
    _count(stage, told, begun_on)
    told.broken = list(_broken(told))
    return told


def _pump(stage: Stage, told: Told, at_once: int, one_more: Any) -> None:
    """Text from `at_once` connections; each takes the next number and sends all its texts."""
    from twilio.request_validator import RequestValidator

    validator, url = RequestValidator(stage.token), f"http://127.0.0.1:{stage.ours}{PATH}"
    waiting, lock = _texts(told.numbers, told.people), threading.Lock()

    def send(line: http.client.HTTPConnection, number: str, body: str) -> bool:
        sid = "SM" + os.urandom(16).hex()
        form = {
            "AccountSid": stage.sid, "ApiVersion": "2010-04-01", "Body": body, "From": number,
            "MessageSid": sid, "NumMedia": "0", "NumSegments": "1", "SmsMessageSid": sid,
            "SmsSid": sid, "SmsStatus": "received", "To": "+15550100000",
        }  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": validator.compute_signature(url, form),
        }
        try:
            line.request("POST", PATH, urlencode(form), headers)
            answer = line.getresponse()
            return b"<Response" in answer.read() and answer.status == 200
        except (OSError, http.client.HTTPException):
            line.close()
            return False

    def client() -> None:
        line = http.client.HTTPConnection("127.0.0.1", stage.ours, timeout=15)
        while True:
            with lock:
                number, bodies = next(waiting, ("", ()))
            if not number:
                return
            results = [send(line, number, body) for body in bodies]
            with lock:
                told.texts_taken_in += sum(results)
                told.refused_or_failed += len(results) - sum(results)
                one_more()

    threads = [threading.Thread(target=client) for _ in range(at_once)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told.seconds = time.perf_counter() - begun


def _count(stage: Stage, told: Told, begun_on: date) -> None:
    """Open every text that was written down, and see whose it was and what it costs."""
    from hotline.assembly import build_ports
    from hotline.config import Settings
    from hotline.domain.spending import ALARMS
    from hotline.store.database import open_database
    from hotline.store.written import all_texts, count_requests

    settings = Settings.from_env(stage.environment)
    ports = build_ports(settings)
    engine = open_database(settings.database_url)
    rows, told.requests_kept = all_texts(engine), count_requests(engine)
    kept: Counter[str] = Counter()
    said: dict[str, list[str]] = {}
    answered: set[str] = set()
    with ports.unit_of_work(read_only=True) as tx:
        for row in rows:
            body = tx.keys.open(row.key_id).open_text("message.body", row.body)
            if row.direction == "in":
                kept[body] += 1
                said.setdefault(row.request_id, []).append(body)
                continue
            price = ports.money.price_of_text(body)
            told.cost_of_what_was_written += price
            told.dearest_text = max(told.dearest_text, price)
            told.answers_written += row.request_id is not None
            told.texts_to_volunteers += row.request_id is None
            answered.add(row.request_id or "")
        days = {begun_on, ports.clock.now().date()}
        told.spent_as_counted = sum(tx.spending.of_day(day) for day in days)
        told.alarms = [
            share for share in ALARMS if any(tx.spending.was_warned(day, share) for day in days)
        ]
    told.budget = ports.money.day_budget * len(days)
    expected = [PUMP.format(number=number) for number in range(told.numbers)]
    told.texts_kept = sum(kept[body] == 1 for body in expected)
    # A number key that chooses something is kept as what it chose, not as words.
    needs = {TALK[-1].format(number=person) for person in range(told.people)}
    for request_id, bodies in said.items():
        if TALK[0] in bodies and needs.intersection(bodies):
            told.people_heard += 1
            told.people_answered += request_id in answered


def _broken(told: Told) -> Iterator[str]:
    from hotline.domain.limits import AUTOMATIC_TEXTS
    from hotline.domain.spending import ALARMS, alarm_due

    if told.refused_or_failed:
        yield f"{told.refused_or_failed} texts were not taken in"
    if told.texts_kept != told.numbers or told.requests_kept != told.numbers + told.people:
        yield "a text is lost, or not a request of its own"
    if told.people_heard != told.people:
        yield f"{told.people - told.people_heard} people were not heard to their end"
    most = told.budget + told.dearest_text
    if max(told.cost_of_what_was_written, told.spent_as_counted) > most:
        yield "it cost more than the budget and one message"
    # Two days when midnight came in between.
    if told.answers_written > AUTOMATIC_TEXTS.count * 2:
        yield "more answers than a day has"
    due = alarm_due(told.spent_as_counted, told.budget)
    if [share for share in ALARMS if share <= due and share not in told.alarms]:
        yield "nobody was told of the money"


def _print(told: Told) -> None:
    millions = 1_000_000
    shares = ", ".join(f"{share} %" for share in told.alarms) or "none"
    took = timedelta(seconds=round(told.seconds))
    click.echo(
        f"{told.texts_taken_in} texts taken in, {told.refused_or_failed} not, in {took} "
        f"({told.texts_taken_in / max(told.seconds, 0.001):.1f} a second)"
    )
    click.echo(f"{told.requests_kept} requests kept of {told.numbers + told.people}")
    click.echo(f"{told.people_heard} of {told.people} people heard to their end")
    click.echo(f"{told.people_answered} of them answered by the machine")
    click.echo(f"{told.answers_written} answers, {told.texts_to_volunteers} texts to volunteers")
    click.echo(
        f"cost {told.cost_of_what_was_written / millions:.3f} of a budget of "
        f"{told.budget / millions:.2f} (counted by the breaker: "
        f"{told.spent_as_counted / millions:.3f})"
    )
    click.echo(f"alarms: {shares}")
    for fault in told.broken:
        click.echo(f"BROKEN: {fault}")
