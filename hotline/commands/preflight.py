"""`hotline preflight`: is everything there that the next shifts need? Also asks the carrier."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.commands.context import data_dir_option, read_settings
from hotline.commands.table_of_findings import Row, show

if TYPE_CHECKING:
    from hotline.config import Settings
    from hotline.domain.preflight import Finding
    from hotline.ports import Ports

#: By kind: what is wrong, and what to do.
_WORDS = {
    "empty": ("nobody is on the line {when}", "put somebody on the rota, or open a shift"),
    "no-speaker": ("no {language} speaker {when}", "put somebody on the rota, or open a shift"),
    "unspoken": ("no volunteer speaks {language}", "find somebody, or take it out of the flow"),
    "dead-phone": ("the phone of {name} could not be rung", "ask them for another number"),
    "not-told": ("a message to {name} did not arrive", "call them; ask how they can be told"),
    "no-way": ("{name} cannot be told of requests", "ask them to choose a text or a call"),
    "silent-prompts": ("{language}: {count} sentences are silence", "record them: hotline prompts"),
    "foreign-prompts": (
        "{language}: {count} sentences are heard in another language",
        "record them: hotline prompts",
    ),
    "no-model": (
        "messages in {language} are heard, not written down",
        "hotline models fetch {language}, where there is one; somebody must listen",
    ),
    "given-up": ("{count} given up after every try", "hotline doctor says what it was"),
    "part-silent": ("{part} gives no sign of life", "start it: hotline up, or hotline worker"),
}


@click.command()
@data_dir_option
@click.option("--hours", default=24, show_default=True, help="How many hours from now on.")
@click.option("--offline", is_flag=True, help="Do not ask the carrier how the number is set up.")
def preflight(data_dir: Path, hours: int, *, offline: bool) -> None:
    """Look at the next shifts: people, languages, the machine, and the number at the carrier.

    Exit code 1 when something would lose a caller.
    """
    from hotline.assembly import build_ports
    from hotline.services.preflight import look

    settings = read_settings(data_dir)
    ports = build_ports(settings)
    rows = [_row(ports, each) for each in look(ports, timedelta(hours=hours))]
    if not offline:
        rows += _carrier(settings)
    if rows:
        show(rows)
    else:
        click.echo(f"The next {hours} hours were looked at. Nothing is missing.")
    sys.exit(any(row.blocks for row in rows))


def _row(ports: Ports, found: Finding) -> Row:
    from hotline.domain.wall_clock import on_the_wall

    when = ""
    if found.gap is not None:
        begin, end = (
            on_the_wall(at, ports.zone) for at in (found.gap.starts_at, found.gap.ends_at)
        )
        when = f"{begin:%Y-%m-%d %H:%M} to {end:%H:%M}"
    language = found.language.tag if found.language else ""
    what, to_do = _WORDS[found.kind]
    about = {"when": when, "language": language, "name": found.name, "part": found.part}
    return Row(
        found.is_blocking,
        what.format(**about, count=found.count),
        to_do.format(**about, count=found.count),
    )


def _carrier(settings: Settings) -> Iterator[Row]:
    """What `hotline doctor` says of the number; without a carrier there is nothing to ask."""
    from hotline.commands.doctor_carrier import check_carrier

    if settings.carrier is None:
        return
    for finding in check_carrier(settings):
        if finding.state != "ok":
            yield Row(finding.state == "block", finding.name, finding.remedy)
