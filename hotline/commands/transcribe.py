"""`hotline transcribe`: one file to words, by the same fenced path as a voicemail."""

from __future__ import annotations

import json
from pathlib import Path

import click

from hotline.commands.speech_options import data_dir_option, speech_models
from hotline.domain.transcripts import Transcript, TranscriptState, to_json
from hotline.errors import HotlineError
from hotline.types import Language

_WHY_NOT = {
    TranscriptState.NOTHING_RECOGNISED: "There is sound, but the model recognised no words.",
    TranscriptState.SILENT: "There is no voice in it: silence, noise or tones.",
    TranscriptState.TOO_SHORT: "It is shorter than 0.6 seconds.",
    TranscriptState.EMPTY: "There is no sound in it.",
    TranscriptState.DAMAGED: "The file is damaged.",
    TranscriptState.UNSUPPORTED: (
        "It is a format that is not read here, longer than 5 minutes or larger than 5 MiB."
    ),
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--language", "tag", required=True, help="The language spoken: en, es, ko ...")
@data_dir_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def transcribe(file: Path, tag: str, data_dir: Path, as_json: bool) -> None:
    """Turn the recording FILE into words, on this machine."""
    from workers.speech import FencedTranscriber, SpeechProcess

    known = speech_models(data_dir)
    process = SpeechProcess(models=known.roots())
    try:
        language = Language(tag)
        transcript = FencedTranscriber(known, process).transcribe(file.read_bytes(), language)
    except (HotlineError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    finally:
        process.close()
    if transcript.state is TranscriptState.NO_MODEL:
        raise click.ClickException(
            f"There is no speech model for '{tag}' here. Fetch one: hotline models fetch {tag}"
        )
    if as_json:
        click.echo(json.dumps(to_json(transcript), ensure_ascii=False, indent=2))
    else:
        _show(transcript)


def _show(transcript: Transcript) -> None:
    if transcript.words:
        click.echo(transcript.text)
        click.echo()
        for word in transcript.words:
            times = f"{word.start:7.2f} - {word.end:7.2f} s"
            click.echo(f"  {times}  {word.confidence:.2f}  {word.text}")
        click.echo()
        click.echo(f"confidence {transcript.confidence:.3f} (it does not tell good from bad)")
        click.echo(f"model {transcript.model}")
    else:
        click.echo(_WHY_NOT.get(transcript.state, transcript.state.value))
    click.echo(
        f"{transcript.audio_seconds:.1f} s of audio, {transcript.spent_seconds:.1f} s spent, "
        "loading the model included"
    )


if __name__ == "__main__":
    transcribe()
