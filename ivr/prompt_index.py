"""Which recordings of prompts a network has, who spoke them, and who has approved them.

They lie in <data folder>/prompts/<tag>/ with an index.json beside them: the only place,
whether they came from a page, a phone or a file. A recording is played once a second speaker
has approved it, and only while the words it was made from are still the words. A new take
waits beside the one that is played. A stand-in by a machine is played meanwhile, known as one.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from hotline.errors import HotlineError
from hotline.types import Language

INDEX = "index.json"
#: The speaker of what a machine made.
STAND_IN = "stand-in"
KEY = re.compile(r"[a-z0-9_~-]+(\.[a-z0-9_]+)+")
#: A replaced recording stays so long: a call may have its address already.
KEPT_AFTER_SECONDS = 3600.0
#: Speakers who are volunteers of this hotline stand in the index by their id, not by name.
VOLUNTEER = "volunteer:"


class RecordingRefused(HotlineError):
    """A recording that cannot be kept or approved, with what to do."""


@dataclass(frozen=True)
class Recording:
    """One prompt by one speaker. `words_hash` is of the words that were read aloud.

    `kept` is False while its speaker has not said that it may stay; `next` is a newer take
    that waits while this one is played.
    """

    file: str
    speaker: str
    licence: str
    words_hash: str
    approved_by: str = ""
    stand_in: bool = False
    kept: bool = True
    next: Recording | None = None

    @property
    def may_be_played(self) -> bool:
        return self.stand_in or bool(self.approved_by)

    @property
    def take(self) -> Recording | None:
        """What waits for its speaker or for a second one; None when nothing does."""
        return self.next or (None if self.may_be_played else self)


def words_hash(words: str) -> str:
    """A short mark of the words: other spaces are the same words."""
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:16]


def folder_of(data_dir: Path, language: Language) -> Path:
    """Where a language's recordings of this network lie."""
    return data_dir / "prompts" / language.tag


def speaker_of(volunteer_id: str) -> str:
    """How a volunteer stands in the index as speaker or second speaker."""
    return VOLUNTEER + volunteer_id


def read_index(folder: Path) -> dict[str, Recording]:
    """The index of one folder by prompt; nothing when there is none. Raises RecordingRefused."""
    path = folder / INDEX
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
        return {key: _from_plain(entry) for key, entry in entries.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, TypeError, AttributeError, OSError):
        raise RecordingRefused(
            f"{path} cannot be read: put the copy of your backup there, or delete it and import "
            "the recordings again."
        ) from None


def playable(folder: Path, stand_ins: bool = True) -> tuple[dict[str, Path], dict[str, str]]:
    """Files and the hashes of their words, of what may be played and is there."""
    paths, hashes = {}, {}
    for key, entry in read_index(folder).items():
        path = folder / Path(entry.file).name
        if entry.stand_in and not stand_ins:
            continue
        if entry.may_be_played and path.is_file():
            paths[key], hashes[key] = path, entry.words_hash
    return paths, hashes


def _from_plain(entry: dict[str, object]) -> Recording:
    following = entry.get("next")
    plain = {**entry, "next": _from_plain(following) if isinstance(following, dict) else None}
    return Recording(**plain)  # type: ignore[arg-type]


@contextmanager
def changing(folder: Path) -> Iterator[dict[str, Recording]]:
    """The index, written back afterwards; one change at a time over all processes."""
    if not folder.is_dir():
        yield read_index(folder)
        return
    with (folder / f"{INDEX}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        index = read_index(folder)
        before = dict(index)
        yield index
        _write(folder, index)
        _drop(folder, before, index)


def _drop(folder: Path, before: dict[str, Recording], index: dict[str, Recording]) -> None:
    """Takes that were replaced go at once; what callers heard goes an hour later."""
    used = _files(index.values())
    for entry in _all(before.values()):
        path = folder / Path(entry.file).name
        if entry.file in used or not path.exists():
            continue
        if entry.may_be_played:
            os.utime(path)
        else:
            path.unlink(missing_ok=True)
    for path in folder.glob("*.wav"):
        if path.name not in used and time.time() - path.stat().st_mtime > KEPT_AFTER_SECONDS:
            path.unlink(missing_ok=True)


def _all(entries: Iterable[Recording]) -> list[Recording]:
    return [each for entry in entries for each in (entry, entry.next) if each]


def _files(entries: Iterable[Recording]) -> set[str]:
    return {each.file for each in _all(entries)}


def _write(folder: Path, index: dict[str, Recording]) -> None:
    plain = {key: _as_plain(entry) for key, entry in sorted(index.items())}
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    # Beside it and then over it: a power cut leaves the old index or the new one.
    beside = folder / f"{INDEX}.new"
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, folder / INDEX)


def _as_plain(entry: Recording) -> dict[str, object]:
    """Without `next` where there is none, so that an older release reads it too."""
    plain = asdict(replace(entry, next=None))
    del plain["next"]
    return {**plain, "next": _as_plain(entry.next)} if entry.next else plain
