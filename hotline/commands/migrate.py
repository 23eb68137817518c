"""`hotline migrate`: bring the database to the newest schema."""

from __future__ import annotations

from pathlib import Path

import click

from hotline.commands.context import data_dir_option, read_settings


@click.command()
@data_dir_option
def migrate(data_dir: Path) -> None:
    """Bring the database to the newest schema. Safe to run at any time."""
    from hotline.store.database import open_database
    from hotline.store.migrate import migrate as run

    reached = run(open_database(read_settings(data_dir).database_url))
    click.echo(f"The database is at revision {reached}.")
