"""`hotline outcomes`: how requests ended, as figures that may be published."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from hotline.commands.context import data_dir_option, read_settings


@click.command()
@data_dir_option
@click.option("--month", help="Only this month, as 2026-11.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; hidden numbers are null.")
def outcomes(data_dir: Path, month: str | None, as_json: bool) -> None:
    """How requests ended, by month, topic and language. Numbers below 5 are hidden.

    They come from counts without ids, which stay when requests are purged. "We can't" is
    an ending like the others and is counted.
    """
    from hotline.assembly import build_ports
    from hotline.services.outcomes import figures

    months = [
        each
        for each in figures(build_ports(read_settings(data_dir)))
        if month in (None, each.month)
    ]
    if as_json:
        click.echo(json.dumps([asdict(each) for each in months], indent=2))
        return
    if not months:
        click.echo("No request has ended yet." if month is None else f"Nothing ended in {month}.")
    for each in months:
        click.echo(each.month)
        for outcome, number in each.outcomes.items():
            click.echo(f"  {outcome}: {_told(number)}")
        for heading, groups in (
            ("by topic", each.by_topic),
            ("by language", each.by_language),
            ("why we could not", (each.reasons,) if each.reasons else ()),
        ):
            click.echo(f"  {heading}")
            for group in groups:
                for key, number in sorted(group.cells.items()):
                    click.echo(f"    {key}, {group.outcome}: {_told(number)}")


def _told(number: int | None) -> str:
    return "hidden" if number is None else str(number)
