"""`hotline flows`: check what callers hear, and show it as a picture."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:  # heavy, and needed only when a command runs
    from ivr.flows.checks import LanguageRow, Report, WalkReport
    from ivr.flows.model import Flow, Mistake

_file = click.argument(
    "file",
    required=False,
    envvar="HOTLINE_FLOW",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)


@click.group()
def flows() -> None:
    """Check and show what callers hear. FILE is HOTLINE_FLOW, or the built-in flow."""


@flows.command()
@_file
@click.option("--strict", is_flag=True, help="Warnings are mistakes too: for before going live.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON, for programs.")
def check(file: Path | None, strict: bool, as_json: bool) -> None:
    """Check a flow in all its languages and walk every path of it. Exit code 1 on mistakes."""
    from hotline.config import stand_ins_allowed
    from hotline.data_dir import default_data_dir
    from ivr.flows.checks import check_flow, engine_lines, rows_of_others
    from ivr.flows.walk import walk_in_every_line
    from ivr.flows.words import lines_of
    from ivr.prompts import PromptBook

    path = _path(file)
    flow, mistakes = _load(path)
    report = walked = None
    others: list[LanguageRow] = []
    if flow is not None:
        broken = bool(mistakes)
        data_dir = Path(os.environ.get("HOTLINE_DATA_DIR") or default_data_dir())
        book = PromptBook.load(data_dir=data_dir, stand_ins=stand_ins_allowed(os.environ))
        sounds = book.fitting([*lines_of(flow), *engine_lines(flow)], flow.name)
        others = rows_of_others(flow, book.prompts, book.languages, sounds)
        report = check_flow(flow, book.prompts, book.languages, path.name, sounds)
        mistakes = sorted({*mistakes, *report.mistakes}, key=lambda each: (each.line, each.column))
        if not broken:
            with _progress() as progress:
                walked = walk_in_every_line(flow, progress)
    warnings = report.warnings if report else []
    bad = bool(mistakes or (strict and warnings) or (walked and walked.dead_ends))
    bad = bad or bool(walked and not walked.complete)
    if as_json:
        click.echo(_as_json(path, bad, mistakes, report, walked))
    else:
        _print(mistakes, warnings, report, walked, bad, others)
    if bad:
        # sys.exit: the console script runs click without its own exit codes.
        sys.exit(1)


@flows.command()
@_file
def show(file: Path | None) -> None:
    """Show a flow as a Mermaid flowchart."""
    from ivr.flows.diagram import mermaid

    flow, mistakes = _load(_path(file))
    if flow is None or mistakes:
        for mistake in mistakes:
            click.echo(str(mistake), err=True)
        sys.exit(1)
    click.echo(mermaid(flow), nl=False)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar of the states walked, for people who wait at a terminal; nothing anywhere else."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Walking every way", total=None)
        yield lambda walked, known: bar.update(task, completed=walked, total=known)


def _path(file: Path | None) -> Path:
    from ivr.flows.library import default_flow_path

    return file or default_flow_path()


def _load(path: Path) -> tuple[Flow | None, list[Mistake]]:
    """The flow, or as much of it as could be understood, and what is wrong in the file."""
    from ivr.flows.loader import FlowMistakes, load_flow
    from ivr.flows.model import Mistake

    try:
        return load_flow(path.read_text(encoding="utf-8"), path.name), []
    except FlowMistakes as error:
        return error.understood, error.mistakes
    except UnicodeDecodeError:
        return None, [Mistake(path.name, 1, 1, "the file is not UTF-8", "save it as UTF-8")]


def _as_json(
    path: Path,
    bad: bool,
    mistakes: list[Mistake],
    report: Report | None,
    walked: WalkReport | None,
) -> str:
    result: dict[str, Any] = {
        "file": path.name,
        "ok": not bad,
        "mistakes": [vars(mistake) for mistake in mistakes],
        "warnings": [vars(warning) for warning in report.warnings] if report else [],
        "languages": [
            {**vars(row), "language": row.language.tag} for row in (report.table if report else [])
        ],
        "paths": walked.paths if walked else 0,
        "moves": walked.moves if walked else 0,
        "dead_ends": [str(end) for end in walked.dead_ends] if walked else [],
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def _print(
    mistakes: list[Mistake],
    warnings: list[Mistake],
    report: Report | None,
    walked: WalkReport | None,
    bad: bool,
    others: list[LanguageRow],
) -> None:
    from ivr.flows.walk import LONGEST_WAY

    for mistake in mistakes:
        click.echo(str(mistake))
    for warning in warnings:
        click.echo(f"{warning} (warning)")
    if report is not None:
        _print_table(report.table, others)
    if walked is not None:
        click.echo(
            f"{walked.paths:,} paths of up to {LONGEST_WAY} keys, waits or recordings walked (in "
            f"{walked.moves:,} different moves), {len(walked.dead_ends)} dead ends."
        )
        for end in walked.dead_ends:
            click.echo(f"  {end}")
        if not walked.complete:
            click.echo("  The flow is too large to walk all of it: make it smaller.")
    click.echo("Not ready: mend what is above." if bad else "Ready.")


def _print_table(rows: list[LanguageRow], others: list[LanguageRow]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    headings = ("language", "words", "simple", "reviewed", "outdated", "voice", "recorded")
    for heading in headings:
        table.add_column(heading)
    for row in (*rows, *others):
        offered = "" if row in rows else ", not offered"
        table.add_row(
            f"{row.own_name} ({row.language}{offered})",
            f"{row.words} of {row.total}",
            f"{row.simple} of {row.simple_total}",
            "yes" if row.reviewed else f"draft ({row.drafts})" if row.drafts else "no",
            str(row.outdated),
            "yes" if row.voice else "no",
            f"{row.recordings} of {row.total}",
        )
    console = Console()
    console.print(table)
    drafts = sum(row.drafts > 0 for row in (*rows, *others))
    if drafts:
        console.print(f"{drafts} languages have words that are machine-made, not reviewed.")
