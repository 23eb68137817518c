"""Which recordings of prompts a network has, who spoke them, and who has approved them.

They lie in <data folder>/prompts/<tag>/ with an index.json beside them. A recording is
played once a second speaker has approved it, and only while the words it was made from are
still the words. A stand-in made by a machine is played meanwhile, and known as one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hotline.errors import HotlineError
from hotline.types import Language

INDEX = "index.json"
#: The speaker of what a machine made.
STAND_IN = "stand-in"
_KEY = re.compile(r"[a-z0-9_~]+(\.[a-z0-9_]+)+")


class RecordingRefused(HotlineError):
    """A recording that cannot be kept or approved, with what to do."""


@dataclass(frozen=True)
class Recording:
    """One prompt by one speaker. `words_hash` is of the words that were read aloud."""

    file: str
    speaker: str
    licence: str
    words_hash: str
    approved_by: str = ""
    stand_in: bool = False

    @property
    def may_be_played(self) -> bool:
        return self.stand_in or bool(self.approved_by)


def words_hash(words: str) -> str:
    """A short mark of the words: other spaces are the same words."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def folder_of(data_dir: Path, language: Language) -> Path:
    """Where a language's recordings of this network lie."""
    return data_dir / "prompts" / language.tag


def read_index(folder: Path) -> dict[str, Recording]:
    """The index of one folder by prompt; nothing when there is none. Raises RecordingRefused."""
    path = folder / INDEX
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {key: Recording(**entry) for key, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, OSError):
        raise RecordingRefused(
            f"{path} cannot be read: put the copy of your backup there, or delete it and import "
            "the recordings again."
        ) from None


def playable(folder: Path) -> tuple[dict[str, Path], dict[str, str]]:
    """Files and the hashes of their words, of what may be played and is there."""
    paths, hashes = {}, {}
    for key, entry in read_index(folder).items():
        path = folder / Path(entry.file).name
        if entry.may_be_played and path.is_file():
            paths[key], hashes[key] = path, entry.words_hash
    return paths, hashes


def keep(
    folder: Path, key: str, wav: bytes, *, words: str, speaker: str, licence: str
) -> Recording:
    """Keep a recording, not yet approved; an earlier one of the prompt is replaced."""
    speaker = " ".join(speaker.split())
    if not speaker:
        raise RecordingRefused("Say who speaks: --speaker NAME (a first name is enough).")
    if not _KEY.fullmatch(key):
        raise RecordingRefused(f"'{key}' is not the name of a prompt.")
    # The name changes with the sound: the phone company keeps what it has fetched.
    name = f"{key}.{hashlib.sha256(wav).hexdigest()[:8]}.wav"
    entry = Recording(name, speaker, licence, words_hash(words), stand_in=speaker == STAND_IN)
    folder.mkdir(parents=True, exist_ok=True)
    index = read_index(folder)
    (folder / name).write_bytes(wav)
    _write(folder, {**index, key: entry})
    before = index.get(key)
    if before is not None and before.file != name:
        (folder / Path(before.file).name).unlink(missing_ok=True)
    return entry


def approve(folder: Path, key: str, by: str) -> Recording:
    """Note that a second speaker has heard it and finds it right. Raises RecordingRefused."""
    index = read_index(folder)
    entry, by = index.get(key), " ".join(by.split())
    if entry is None:
        raise RecordingRefused(f"There is no recording of '{key}': import one first.")
    if entry.stand_in:
        raise RecordingRefused(f"'{key}' is a machine's stand-in: a speaker has to record it.")
    if not by:
        raise RecordingRefused("Say who has listened: --by NAME.")
    if by.casefold() == entry.speaker.casefold():
        raise RecordingRefused(f"{entry.speaker} spoke it: somebody else has to approve it.")
    approved = replace(entry, approved_by=by)
    _write(folder, {**index, key: approved})
    return approved


def _write(folder: Path, index: dict[str, Recording]) -> None:
    text = json.dumps(
        {key: asdict(entry) for key, entry in sorted(index.items())}, ensure_ascii=False, indent=2
    )
    # Beside it and then over it: a power cut leaves the old index or the new one.
    beside = folder / f"{INDEX}.new"
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, folder / INDEX)
