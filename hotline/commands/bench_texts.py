"""`hotline bench texts`: first messages taken in, against a bare view in the same run.

Ours checks the signature, makes a request in the database, walks the flow, offers the
request to whoever is on call and queues the answer. The baseline is a Flask view under the
same gunicorn that returns an empty TwiML answer. Afterwards every text must be a request in
the proposed language with one answer queued: one that is not is counted as wrong.
"""

from __future__ import annotations

import itertools
import json
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click

from hotline.commands.bench_calls import put_somebody_on_call
from hotline.commands.bench_clients import Figures, Post, measure
from hotline.commands.bench_phrases import FIRST_MESSAGES, NOT_STOP, STOP, each
from hotline.commands.bench_webhooks import Stage

#: Automatic answers end at 500 a day (promise F2): more texts would measure silence.
MOST_ANSWERS = 500
PATH = "/twilio/messages"


@dataclass(frozen=True)
class Sent:
    """One signed text, and what must come of it."""

    body: str
    form: str
    signature: str


@click.command()
@click.option("--messages", default=160, show_default=True, help="Texts in each round.")
@click.option("--at-once", default=8, show_default=True, help="Clients at the same time.")
@click.option("--rounds", default=3, show_default=True, help="Rounds of each, in turn.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def texts(messages: int, at_once: int, rounds: int, as_json: bool) -> None:
    """Measure first messages by text, their language proposals, and the opt-out table.

    Everything runs on this machine, in a temporary folder. Quote the ratio.
    """
    if messages * rounds > MOST_ANSWERS:
        raise click.ClickException(f"Choose {MOST_ANSWERS} texts at most in all rounds together.")
    with tempfile.TemporaryDirectory(prefix="hl-bench-") as folder:
        stage = Stage(Path(folder))
        try:
            stage.start()
            put_somebody_on_call(stage)
            prepared = _prepare(stage, messages * rounds)
            bare, ours = [], []
            for number in range(rounds):
                part = prepared[number * messages : (number + 1) * messages]
                bare.append(_measure(stage.bare, part, at_once))
                ours.append(_measure(stage.ours, part, at_once))
            wrong = _wrong(stage, prepared)
        finally:
            stage.end()
    told = {
        "bare_view": _middle(bare),
        "texts": _middle(ours),
        "wrong_requests": wrong,
        "languages": _languages(),
        "opt_outs": _opt_outs(),
    }
    told["ratio"] = round(told["bare_view"]["per_second"] / told["texts"]["per_second"], 2)
    click.echo(json.dumps(told)) if as_json else _print(told)
    if wrong or told["texts"]["errors"]:
        raise SystemExit(1)


def _prepare(stage: Stage, count: int) -> list[Sent]:
    """Signed texts in every language, each from a number of its own."""
    from twilio.request_validator import RequestValidator

    validator = RequestValidator(stage.token)
    url = f"http://127.0.0.1:{stage.ours}{PATH}"
    tables = [each(table) for table in FIRST_MESSAGES.values()]
    mixed = [body for row in itertools.zip_longest(*tables) for body in row if body]
    prepared = []
    for number, body in zip(range(count), itertools.cycle(mixed), strict=False):
        sid = "SM" + os.urandom(16).hex()
        form = {
            "AccountSid": stage.sid, "ApiVersion": "2010-04-01", "Body": body,
            "From": f"+1555{number % 100:02d}{number:05d}", "MessageSid": sid, "NumMedia": "0",
            "NumSegments": "1", "SmsMessageSid": sid, "SmsSid": sid, "SmsStatus": "received",
            "To": "+15550100000",
        }  # fmt: skip
        prepared.append(Sent(body, urlencode(form), validator.compute_signature(url, form)))
    return prepared


def _measure(port: int, part: list[Sent], at_once: int) -> Figures:
    posts = [Post(PATH, sent.form, sent.signature) for sent in part]
    # Empty: what is answered goes out by the outbox.
    return measure(
        port, posts, at_once, lambda body: b"<Response" in body and b"<Message" not in body
    )


def _wrong(stage: Stage, prepared: list[Sent]) -> int:
    """Texts of which there is not one request, in its language, with its answer queued."""
    from collections import Counter

    from hotline.assembly import build_flows, build_ports
    from hotline.config import Settings
    from hotline.domain.text_language import propose

    settings = Settings.from_env(stage.environment)
    ports, offered = build_ports(settings), build_flows(settings).current().languages
    expected = Counter(
        (sent.body, propose(sent.body, offered) or ports.default_language) for sent in prepared
    )
    found: Counter[Any] = Counter()
    with ports.unit_of_work(read_only=True) as tx:
        for request in tx.requests.everything():
            key = tx.keys.open(request.key_id)
            rows = tx.messages.of_request(request.id)
            words = [
                key.open_text("message.body", row.body) for row in rows if row.direction == "in"
            ]
            answered = any(row.direction == "out" for row in rows)
            found[(" ".join(words), request.language) if answered else request.id] += 1
    return sum((expected - found).values()) + sum((found - expected).values())


def _languages() -> dict[str, dict[str, int]]:
    """Of each language's first messages: proposed rightly, not at all, and wrongly."""
    from hotline.domain.text_language import propose
    from hotline.types import Language

    offered = [Language(tag) for tag in FIRST_MESSAGES]
    told = {}
    for tag, table in FIRST_MESSAGES.items():
        proposals = [propose(words, offered) for words in each(table)]
        right, none = proposals.count(Language(tag)), proposals.count(None)
        told[tag] = {"right": right, "none": none, "wrong": len(proposals) - right - none}
    return told


def _opt_outs() -> dict[str, int]:
    from hotline.domain.opt_outs import Wish, classify

    stops, others = each(STOP), each(NOT_STOP)
    return {
        "stops": len(stops),
        "heard": sum(classify(words) is Wish.STOP for words in stops),
        "others": len(others),
        "left_alone": sum(classify(words) is not Wish.STOP for words in others),
    }


def _middle(figures: list[Figures]) -> dict[str, Any]:
    return {
        "per_second": round(statistics.median(f.per_second for f in figures), 1),
        "p50_ms": round(statistics.median(f.p50 for f in figures), 2),
        "p99_ms": round(statistics.median(f.p99 for f in figures), 2),
        "errors": sum(f.errors for f in figures),
    }


def _print(told: dict[str, Any]) -> None:
    click.echo(f"{'':<12}{'texts/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'errors':>8}")
    for name in ("bare_view", "texts"):
        row = told[name]
        click.echo(
            f"{name:<12}{row['per_second']:>10}{row['p50_ms']:>10}{row['p99_ms']:>10}{row['errors']:>8}"
        )
    click.echo(f"The bare view answers {told['ratio']} times as many.")
    click.echo(f"{told['wrong_requests']} texts without their request or answer")
    for tag, row in told["languages"].items():
        whole = sum(row.values())
        click.echo(
            f"language {tag}: {row['right']} of {whole} right, {row['wrong']} wrong, else asked"
        )
    row = told["opt_outs"]
    click.echo(f"opt-outs heard: {row['heard']} of {row['stops']}")
    click.echo(f"requests left alone: {row['left_alone']} of {row['others']}")
