"""`hotline escalation`: who is asked about a waiting request, and when the next are asked."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import click

from hotline.commands.context import data_dir_option


@click.group()
def escalation() -> None:
    """Show and check the policy of asking volunteers."""


@escalation.command("show")
@data_dir_option
def show(data_dir: Path) -> None:
    """Print the file that counts now: a beginning for one of your own."""
    from hotline.adapters.escalation_file import load_policy

    path = _path(data_dir)
    load_policy(path)
    click.echo(path.read_text(encoding="utf-8"), nl=False)


@escalation.command("check")
@data_dir_option
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def check(data_dir: Path, file: Path | None) -> None:
    """Read FILE (or the file that counts now) and say in words what it does."""
    from hotline.adapters.escalation_file import load_policy
    from hotline.domain.ringing import RingPolicy, RingWishes

    path = file or _path(data_dir)
    policy = load_policy(path)
    click.echo(f"{path} can be used.")
    for title, steps in (("A request", policy.steps), ("An urgent request", policy.urgent)):
        click.echo(f"{title}:")
        after = timedelta()
        for step in steps:
            most = f", at most {step.at_most}" if step.at_most else ""
            click.echo(f"  after {_minutes(after)} minutes: {step.ask.value}{most}")
            after += step.wait
        click.echo(
            f"  then the last step again, {policy.repeats} times, every {_minutes(steps[-1].wait)} minutes"
        )
    click.echo(
        f"A claim lasts {_minutes(policy.lease)} minutes without work on it; its holder is warned "
        f"{_minutes(policy.warn_before)} minutes before."
    )
    said = policy.ring
    if said != RingWishes():
        live = said.over(RingPolicy())
        click.echo(
            f"Live calls: {live.strategy.value.replace('-', ' ')}, {_seconds(live.phase)} seconds in "
            f"all, the next phone after {_seconds(live.turn)}, at most {live.most} at once, other "
            f"languages: {'yes' if live.other_languages else 'no'}."
        )


def _path(data_dir: Path) -> Path:
    from hotline.adapters.escalation_file import policy_path

    return policy_path(os.environ.get("HOTLINE_ESCALATION"), data_dir)


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _minutes(length: timedelta) -> int:
    return int(length.total_seconds() // 60)
