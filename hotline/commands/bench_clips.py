"""The recordings of a measurement: which ones, as recorded or as a telephone gives them."""

from __future__ import annotations

import csv
import io
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Clip:
    """One recording as bytes; `said` is None where no transcript in that language is known."""

    name: str
    data: bytes
    seconds: float
    said: str | None


def gather(
    folder: Path, language: str, *, any_language: bool, limit: int | None, phone: bool
) -> list[Clip]:
    """The clips of a folder that have a voice, those of the language first.

    A manifest.tsv (file, language, transcript) says what they are; without one, every
    file is taken to be in the language. With `any_language` others serve for speed.
    """
    from hotline.adapters.audio import UnreadableSound, read_any
    from hotline.adapters.telephone import telephone_band
    from hotline.adapters.voice import judge

    clips = []
    for path, tag, said in _listed(folder, language):
        if tag != language and not any_language:
            continue
        data = path.read_bytes()
        try:
            sound = read_any(data)
        except UnreadableSound:
            continue
        if judge(sound) is not None:
            continue
        if phone:
            sound = telephone_band(sound)
            data = wav(sound.samples.tobytes(), sound.rate)
        clips.append(
            Clip(path.name, data, sound.seconds, said if said and tag == language else None)
        )
        if limit and len(clips) >= limit:
            break
    return clips


def wav(samples: bytes, rate: int) -> bytes:
    """A mono 16-bit WAV file of those samples."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return content.getvalue()


def _listed(folder: Path, language: str) -> Sequence[tuple[Path, str, str]]:
    manifest = folder / "manifest.tsv"
    if not manifest.is_file():
        files = sorted(path for path in folder.iterdir() if path.is_file())
        return [(path, language, "") for path in files]
    with open(manifest, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    listed = [(folder / row["file"], row["language"], row["transcript"]) for row in rows]
    return sorted((row for row in listed if row[0].is_file()), key=lambda row: row[1] != language)
