"""A table of what is to mend: what blocks first, each with what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import click


@dataclass(frozen=True)
class Row:
    """`blocks`: somebody would be lost. `what` is wrong; `to_do` mends it."""

    blocks: bool
    what: str
    to_do: str


def show(rows: Sequence[Row]) -> None:
    """Print them in two columns; a long first column takes a line of its own."""
    for row in sorted(rows, key=lambda each: not each.blocks):
        click.echo(f"{'block' if row.blocks else 'warn':<6}{row.what}")
        click.echo(f"      -> {row.to_do}")
