"""`hotline bench speech`: how fast and how right this machine hears, against plain Vosk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from hotline.commands.speech_options import data_dir_option, speech_models
from hotline.types import Language

#: What the worker's path has to reach on clips that it has not heard before.
ONE_AGAINST_PLAIN, TWO_AGAINST_COMMAND = 1.3, 1.6


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--language", "tag", default="en", show_default=True, help="Of the model.")
@click.option("--phone", is_flag=True, help="Measure again as heard through a telephone.")
@click.option("--any", "any_language", is_flag=True, help="Other languages too, for speed.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many clips.")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def speech(
    folder: Path,
    tag: str,
    phone: bool,
    any_language: bool,
    limit: int | None,
    data_dir: Path,
    as_json: bool,
) -> None:
    """Measure plain Vosk, vosk-transcriber and the worker's path over the clips of FOLDER.

    A manifest.tsv with the columns file, language and transcript gives error rates too.
    Every contender hears every clip once, with recognizers that have heard nothing.
    """
    model = speech_models(data_dir).find(Language(tag))
    if model is None:
        raise click.ClickException(
            f"There is no speech model for '{tag}' here. Fetch one: hotline models fetch {tag}"
        )
    reports = []
    for as_heard in ("as recorded", "telephone") if phone else ("as recorded",):
        from hotline.commands.bench_clips import gather

        clips = gather(
            folder,
            tag,
            any_language=any_language,
            limit=limit,
            phone=as_heard == "telephone",
        )
        if not clips:
            raise click.ClickException(f"{folder} holds no recordings in '{tag}'.")
        reports.append({"sound": as_heard, "model": model.name, **_measure(clips, model, tag)})
    if as_json:
        click.echo(json.dumps(reports, ensure_ascii=False, indent=2))
    else:
        for report in reports:
            _show(report)
        click.echo("Seconds on the clock suffer when the machine has other work; CPU seconds less.")


def _measure(clips: list, model: Any, tag: str) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    from hotline.domain.error_rates import rates

    seconds = sum(clip.seconds for clip in clips)
    rows = []
    with Progress(console=Console(stderr=True), transient=True) as bar:
        for name, run in _contenders(clips, model, tag):
            task = bar.add_task(name, total=seconds)
            measured = run(lambda done, task=task: bar.advance(task, done))
            bar.update(task, completed=seconds)
            known = [(clip.said, measured.texts.get(clip.name, "")) for clip in clips if clip.said]
            errors = rates(known)
            rows.append(
                {
                    "contender": name,
                    "seconds": round(measured.seconds, 2),
                    "audio_seconds_per_second": round(seconds / measured.seconds, 2),
                    "cpu_seconds": round(measured.cpu_seconds, 2),
                    "peak_megabytes": round(measured.peak_bytes / 1e6),
                    "word_error_rate": errors.word,
                    "character_error_rate": errors.character,
                    "clips_with_transcript": errors.clips,
                }
            )
    speed = {row["contender"]: row["audio_seconds_per_second"] for row in rows}
    return {
        "clips": len(clips),
        "audio_seconds": round(seconds, 1),
        "contenders": rows,
        "one_worker_against_plain": round(speed["one worker"] / speed["plain vosk"], 2),
        "one_worker_target": ONE_AGAINST_PLAIN,
        "two_workers_against_vosk_transcriber": round(
            speed["two workers"] / speed["vosk-transcriber"], 2
        ),
        "two_workers_target": TWO_AGAINST_COMMAND,
    }


def _contenders(clips: list, model: Any, tag: str) -> Iterator[tuple[str, Any]]:
    from hotline.commands.bench_contenders import (
        plain_vosk,
        vosk_transcriber,
        worker_path,
    )

    language = Language(tag)
    yield "plain vosk", lambda step: plain_vosk(clips, model.path)
    yield "vosk-transcriber", lambda step: vosk_transcriber(clips, model.path)
    yield "one worker", lambda step: worker_path(clips, model.path, language, 1, step)
    yield "two workers", lambda step: worker_path(clips, model.path, language, 2, step)


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = (
        f"{report['clips']} clips, {report['audio_seconds']} s, {report['sound']}, "
        f"{report['model']}"
    )
    table = Table("", "x real time", "seconds", "CPU s", "peak MB", "WER", "CER", title=title)
    for row in report["contenders"]:
        table.add_row(
            row["contender"],
            f"{row['audio_seconds_per_second']:.2f}",
            f"{row['seconds']:.1f}",
            f"{row['cpu_seconds']:.1f}",
            str(row["peak_megabytes"]),
            _rate(row["word_error_rate"]),
            _rate(row["character_error_rate"]),
        )
    console = Console()
    console.print(table)
    console.print(
        f"one worker against plain vosk: x{report['one_worker_against_plain']} "
        f"(wanted {ONE_AGAINST_PLAIN}); two workers against vosk-transcriber: "
        f"x{report['two_workers_against_vosk_transcriber']} (wanted {TWO_AGAINST_COMMAND})"
    )


def _rate(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    speech()
