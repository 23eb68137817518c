"""`hotline doctor`: check everything, say what to mend, and end with an honest exit code."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from hotline.commands.context import data_dir_option, read_settings
from hotline.commands.doctor_by_hand import BY_HAND, mark_done
from hotline.commands.doctor_finding import Finding
from hotline.config import Settings
from hotline.errors import HotlineError


@click.command()
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--done",
    type=click.Choice(list(BY_HAND)),
    help="Write down that you have looked at this in the carrier's console today.",
)
def doctor(data_dir: Path, as_json: bool, done: str | None) -> None:
    """Check settings, database, Redis, carrier, models and volunteers.

    Exit code 1 when something will not work.
    """
    if done:
        mark_done(data_dir, done)
    findings = list(check(data_dir))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings]))
    else:
        for finding in findings:
            remedy = f": {finding.remedy}" if finding.remedy else ""
            click.echo(f"{finding.state:<6}{finding.name}{remedy}")
    sys.exit(any(finding.state == "block" for finding in findings))


def check(data_dir: Path) -> Iterator[Finding]:
    """Every finding, the settings first: without them nothing else can be checked."""
    from hotline.commands.doctor_by_hand import check_by_hand
    from hotline.commands.doctor_carrier import check_carrier
    from hotline.commands.doctor_texts import check_texts

    try:
        settings = read_settings(data_dir)
        settings.require_master_key()
    except HotlineError as error:
        yield Finding("settings", "block", str(error))
        return
    yield Finding("settings", "ok")
    yield from _check_database(settings)
    yield from _check_dead_letters(settings)
    yield from _check_redis(settings)
    yield from check_carrier(settings)
    yield from check_by_hand(settings)
    yield from check_texts(settings)
    yield from _check_flow_and_models(settings)
    yield from _check_volunteers(settings)
    yield _check_disk(data_dir)


def _check_database(settings: Settings) -> Iterator[Finding]:
    from hotline.store.database import open_database
    from hotline.store.readiness import database_state

    state = database_state(open_database(settings.database_url))
    yield Finding("database", "ok") if state == "ok" else Finding("database", "block", state)


def _check_dead_letters(settings: Settings) -> Iterator[Finding]:
    """What could not be done after all its tries: a person must look."""
    from hotline.assembly import build_ports
    from hotline.services.dead_letters import count_dead_letters

    try:
        dead = count_dead_letters(build_ports(settings))
    except HotlineError as error:
        yield Finding("master key", "block", str(error))
        return
    except Exception:
        return  # The database's own finding says so already.
    for kind, count in dead.items():
        yield Finding(
            f"given up: {kind}", "warn",
            f"{count} could not be done after every try; the logs tell when and why",
        )  # fmt: skip


def _check_redis(settings: Settings) -> Iterator[Finding]:
    import redis

    from hotline.adapters.redis_server import find_redis_server, redis_url, socket_path
    from hotline.adapters.rq_queue import connect

    url = settings.redis_url
    if url is None and socket_path(settings.data_dir).exists():
        url = redis_url(settings.data_dir)
    if url is None:
        try:
            find_redis_server()
            yield Finding("redis", "ok", "`hotline up` will start its own")
        except HotlineError as error:
            yield Finding("redis", "block", str(error))
        return
    try:
        connect(url).ping()
        yield Finding("redis", "ok")
    except redis.RedisError:
        yield Finding("redis", "block", "it does not answer: start it, or `hotline up` its own")


def _check_flow_and_models(settings: Settings) -> Iterator[Finding]:
    from hotline.adapters.speech_models import SpeechModels
    from hotline.assembly import build_flows

    library = build_flows(settings)
    for mistake in library.mistakes:
        yield Finding("flow", "block", str(mistake))
    if not library.mistakes:
        yield Finding("flow", "ok")
    models = SpeechModels(settings.data_dir / "models", settings.models_dir)
    for language in library.current().languages:
        name = f"speech model {language}"
        if models.find(language):
            yield Finding(name, "ok")
        else:
            yield Finding(
                name, "warn", f"listen, do not read, until `hotline models fetch {language}`"
            )


def _check_volunteers(settings: Settings) -> Iterator[Finding]:
    from hotline.assembly import build_flows, build_ports
    from hotline.services.accounts import list_volunteers

    try:
        rows = list_volunteers(build_ports(settings))
    except Exception:
        yield Finding("volunteers", "block", "they cannot be read: run `hotline migrate` first")
        return
    for language in build_flows(settings).current().languages:
        if any(row.on_call and language in row.languages for row in rows):
            yield Finding(f"on call {language}", "ok")
        else:
            yield Finding(
                f"on call {language}", "warn",
                "nobody: add somebody with `hotline volunteers add --on-call`",
            )  # fmt: skip


def _check_disk(data_dir: Path) -> Finding:
    free = shutil.disk_usage(data_dir if data_dir.exists() else Path("/")).free
    if free < 1_000_000_000:
        return Finding("disk", "warn", "less than 1 GB is free: messages need room")
    return Finding("disk", "ok")
