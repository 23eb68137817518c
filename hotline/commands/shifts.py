"""`hotline shifts`: the rota from the command line, and what is missing in it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.commands.context import data_dir_option, read_settings

if TYPE_CHECKING:
    from hotline.domain.gaps import Gap
    from hotline.ports import Ports
    from hotline.types import Language

WHO = "command-line"


@click.group()
def shifts() -> None:
    """Who is on the line when. Times are on the clock of HOTLINE_TIME_ZONE."""


@shifts.command("list")
@data_dir_option
@click.option("--days", default=7, show_default=True, help="How many days from now on.")
@click.option("--rules", is_flag=True, help="List the rules and their ids instead.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(data_dir: Path, days: int, rules: bool, as_json: bool) -> None:
    """List the shifts that are coming, day by day, with who has them."""
    from hotline.services import rota

    ports = _ports(data_dir)
    if rules:
        rows = [
            {
                "id": row.shift.id,
                "name": row.name,
                "starts": row.shift.starts.isoformat(timespec="minutes"),
                "minutes": row.shift.minutes,
                "rule": row.shift.rule.text(),
                "zone": row.shift.zone,
            }
            for row in rota.series(ports)
        ]
        lines = [
            f"{row['id']}  {row['name'] or '(open)'}: from {row['starts']}, {row['minutes']} "
            f"minutes, {row['rule']}"
            for row in rows
        ]
    else:
        found = rota.coming(ports, timedelta(days=days))
        rows = [
            {
                "shift": row.window.shift_id,
                "starts": row.window.starts.isoformat(timespec="minutes"),
                "starts_at": row.window.starts_at.isoformat(),
                "ends_at": row.window.ends_at.isoformat(),
                "name": row.name,
                "languages": [language.tag for language in row.languages],
                "open": row.window.volunteer_id is None,
            }
            for row in found
        ]
        lines = [
            f"{_when(ports, row.window.starts_at, row.window.ends_at)}  {row.name or '(open)'}"
            for row in found
        ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not lines:
        click.echo("There are no shifts: `hotline shifts add --help` says how to add one.")
    for line in lines:
        click.echo(line)


@shifts.command("add")
@data_dir_option
@click.argument("name")
@click.option("--begin", required=True, help="When it begins, as 22:00.")
@click.option("--end", required=True, help="When it ends, as 06:00.")
@click.option("--next-day", is_flag=True, help="It ends on the day after: past midnight.")
@click.option("--since", required=True, help="The first day that it can be, as 2026-12-01.")
@click.option("--days", default="", help="Days of the week: MO,WE. None: once, on --since.")
@click.option("--weeks", default=1, show_default=True, help="Every so many weeks.")
@click.option("--until", default="", help="The last day. Default: a year after the first.")
@click.option(
    "--rule",
    default="",
    help="Instead of days, weeks and until: an iCalendar RRULE with FREQ (DAILY, WEEKLY, "
    "MONTHLY), INTERVAL, BYDAY and COUNT or UNTIL, as FREQ=MONTHLY;BYDAY=1MO;COUNT=12.",
)
def add(
    data_dir: Path,
    name: str,
    begin: str,
    end: str,
    next_day: bool,
    since: str,
    days: str,
    weeks: int,
    until: str,
    rule: str,
) -> None:
    """Put the volunteer called NAME on the rota.

    Example: hotline shifts add Rosa --days TU,TH --begin 22:00 --end 06:00 --next-day
    --since 2026-12-01
    """
    from hotline.domain.recurrence import ONCE, read_rule
    from hotline.domain.shifts import minutes_between
    from hotline.domain.wall_clock import read_day, read_time
    from hotline.services.shifts import add_shift

    ports = _ports(data_dir)
    first, at = read_day(since), read_time(begin)
    if days and not rule:
        last = read_day(until) if until else first + timedelta(days=365)
        rule = f"FREQ=WEEKLY;INTERVAL={weeks};BYDAY={days};UNTIL={last:%Y%m%d}"
    shift_id = add_shift(
        ports,
        WHO,
        _volunteer(ports, name),
        since=first,
        begin=at,
        minutes=minutes_between(at, read_time(end), next_day=next_day),
        rule=read_rule(rule) if rule else ONCE,
    )
    click.echo(f"On the rota: {shift_id}")


@shifts.command("remove")
@data_dir_option
@click.argument("shift_id")
@click.option("--only", default="", help="Only the one that begins at 2026-12-01T22:00.")
def remove(data_dir: Path, shift_id: str, only: str) -> None:
    """Take a shift off the rota (`hotline shifts list --rules` shows the ids)."""
    from hotline.errors import ShiftRefused
    from hotline.services.shift_changes import remove_one
    from hotline.services.shifts import remove_shift

    ports = _ports(data_dir)
    if not only:
        remove_shift(ports, WHO, shift_id)
        click.echo("It is off the rota.")
        return
    try:
        starts = datetime.fromisoformat(only)
    except ValueError:
        raise ShiftRefused("unknown", "Write its beginning as 2026-12-01T22:00.") from None
    remove_one(ports, WHO, shift_id, starts)
    click.echo("That one is taken away.")


@shifts.command("gaps")
@data_dir_option
@click.option("--days", default=7, show_default=True, help="How many days from now on.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def gaps(data_dir: Path, days: int, as_json: bool) -> None:
    """List the hours in which somebody should be there and nobody fits.

    HOTLINE_COVER says in which hours somebody should be there: 'shifts' (in those of any
    shift, and those of last week), 'always', or hours of each day as 09:00-21:00. The exit
    code is 2 when something is missing.
    """
    from hotline.services import gaps as service

    ports = _ports(data_dir)
    now = ports.clock.now()
    with ports.unit_of_work(read_only=True) as tx:
        found = service.find(ports, tx, now, now + timedelta(days=days))
    if as_json:
        click.echo(json.dumps([_as_json(gap) for gap in found.gaps]))
    else:
        for gap in found.gaps:
            click.echo(f"{_when(ports, gap.starts_at, gap.ends_at)}  {_missing(gap)}")
        if found.unspoken:
            click.echo(f"No volunteer speaks: {', '.join(map(_name, found.unspoken))}.")
        if not found.gaps:
            click.echo("Nothing is missing that we know of.")
    if found.gaps:
        raise SystemExit(2)


def _ports(data_dir: Path) -> Ports:
    from hotline.assembly import build_ports

    return build_ports(read_settings(data_dir))


def _volunteer(ports: Ports, name: str) -> str:
    from hotline.services.rota import names

    found = [
        volunteer_id for volunteer_id, each in names(ports) if each.casefold() == name.casefold()
    ]
    if len(found) != 1:
        raise click.ClickException(
            f"{'No' if not found else 'More than one'} volunteer is called {name}: "
            "`hotline volunteers list` shows them."
        )
    return found[0]


def _when(ports: Ports, starts_at: datetime, ends_at: datetime) -> str:
    begin, end = starts_at.astimezone(ports.zone), ends_at.astimezone(ports.zone)
    last = f"{end:%H:%M}" if end - begin <= timedelta(days=1) else f"{end:%a %Y-%m-%d %H:%M}"
    return f"{begin:%a %Y-%m-%d %H:%M} to {last}"


def _missing(gap: Gap) -> str:
    if gap.language is None:
        return "nobody"
    return f"no {_name(gap.language)} speaker" + (f" for {gap.topic}" if gap.topic else "")


def _name(language: Language) -> str:
    from babel import Locale

    from hotline.web.languages import name_in

    return name_in(language, Locale("en")) or language.tag


def _as_json(gap: Gap) -> dict[str, str | None]:
    return {
        "starts_at": gap.starts_at.isoformat(),
        "ends_at": gap.ends_at.isoformat(),
        "language": gap.language.tag if gap.language else None,
        "topic": gap.topic,
    }
