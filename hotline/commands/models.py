"""`hotline models`: which speech models there are and here, and fetching one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from hotline.commands.speech_options import data_dir_option, speech_models
from hotline.errors import HotlineError
from hotline.types import Language

if TYPE_CHECKING:
    from hotline.adapters.speech_models import SpeechModels


@click.group()
def models() -> None:
    """Speech models, for turning recordings into words on this machine."""


@models.command("list")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_models(data_dir: Path, as_json: bool) -> None:
    """Every language that can be transcribed, and which models are here."""
    known = speech_models(data_dir)
    rows = []
    for entry in known.catalogue():
        found = known.find(entry.language)
        rows.append(
            {
                "language": entry.language.tag,
                "own_name": entry.own_name,
                "name": entry.name,
                "megabytes": entry.megabytes,
                "licence": entry.licence_shown,
                "installed": str(found.path) if found else None,
                "source": found.source if found else None,
            }
        )
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("", "language", "model", "MB", "licence", "installed")
    for row in rows:
        table.add_row(
            row["language"],
            row["own_name"],
            row["name"],
            str(row["megabytes"]),
            row["licence"],
            f"yes ({row['source']})" if row["installed"] else "no",
        )
    Console().print(table)


@models.command("fetch")
@click.argument("languages", metavar="LANG...", nargs=-1, required=True)
@data_dir_option
def fetch(languages: tuple[str, ...], data_dir: Path) -> None:
    """Fetch the model of each language; an interrupted transfer goes on where it stopped."""
    known = speech_models(data_dir)
    failed = False
    for tag in languages:
        try:
            fetch_with_bar(known, Language(tag))
        except (HotlineError, ValueError) as error:
            click.echo(f"{tag}: {error}", err=True)
            failed = True
    if failed:
        raise SystemExit(1)


def fetch_with_bar(known: SpeechModels, language: Language) -> None:
    """Fetch one model, its licence said first. Raises HotlineError with what to do."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    entry = known.entry(language)
    if entry is not None:
        click.echo(f"{language}: {entry.name}, {entry.megabytes} MB")
        click.echo(f"{language}: licence {entry.licence_shown}")
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(language), total=None)

        def show(doing: str, done: int, total: int | None) -> None:
            bar.update(task, description=f"{language}: {doing}", completed=done, total=total)

        found = known.fetch(language, show)
    click.echo(f"{language}: {found.name} is installed in {found.path}")


if __name__ == "__main__":
    models()
