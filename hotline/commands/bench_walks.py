"""`hotline bench walks`: random callers in every language of a flow, and how their calls end."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path

import click


@click.command()
@click.argument(
    "file",
    required=False,
    envvar="HOTLINE_FLOW",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--walks", "count", default=10_000, show_default=True, help="Calls a language.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same calls.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def walks(file: Path | None, count: int, seed: int, as_json: bool) -> None:
    """Random calls in each language: keys, silence, recordings, hang-ups. Exit code 1 on a fault."""
    from random import Random

    from rich.console import Console
    from rich.progress import Progress

    from ivr.flows.library import default_flow_path
    from ivr.flows.loader import load_flow
    from ivr.flows.random_walks import walk_at_random

    path = file or default_flow_path()
    flow = load_flow(path.read_text(encoding="utf-8"), path.name)
    endings: dict[str, Counter[str]] = {}
    faults, moves, begun = [], 0, time.perf_counter()
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Calling", total=count * len(flow.languages))
        for language in flow.languages:
            ended = endings.setdefault(language.tag, Counter())
            for number in range(count):
                # Not for a secret: a call that went wrong must be made again exactly.
                choose = Random(f"{seed}/{language.tag}/{number}")  # noqa: S311
                walked = walk_at_random(flow, language, choose)
                moves += walked.moves
                ended[walked.ending] += 1
                if walked.fault:
                    faults.append(f"{language} {number}: {walked.fault} after {walked.way}")
                if number % 200 == 199:
                    bar.advance(task, 200)
    told = {
        "walks_a_language": count,
        "moves": moves,
        "seconds": round(time.perf_counter() - begun, 1),
        "endings": {tag: dict(ended) for tag, ended in endings.items()},
        "faults": len(faults),
    }
    if as_json:
        click.echo(json.dumps(told))
    else:
        click.echo(
            f"{count:,} random calls in each of {len(endings)} languages, {moves:,} moves, "
            f"{told['seconds']} s, {len(faults)} that ended badly"
        )
        for tag, ended in endings.items():
            said = ", ".join(f"{how} {number:,}" for how, number in ended.most_common())
            click.echo(f"  {tag}: {said}")
    for fault in faults[:20]:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
