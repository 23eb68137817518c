"""A take of a prompt, from the moment it was spoken until callers hear it or it is gone.

The speaker keeps it or says it again; somebody else approves or refuses it; the speaker may
take it back at any time. What callers hear meanwhile stays as it is.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ivr.prompt_index import (
    KEY,
    STAND_IN,
    VOLUNTEER,
    Recording,
    RecordingRefused,
    changing,
    words_hash,
)


def keep(
    folder: Path,
    key: str,
    wav: bytes,
    *,
    words: str,
    speaker: str,
    licence: str,
    kept: bool = True,
) -> Recording:
    """Keep a new take, not yet approved; an earlier take of the prompt is replaced.

    What callers hear stays until somebody approves the new one. With `kept` False it is not
    offered for approval until `confirm`. Raises RecordingRefused.
    """
    speaker = " ".join(speaker.split())
    if not speaker:
        raise RecordingRefused("Say who speaks: --speaker NAME (a first name is enough).")
    if not KEY.fullmatch(key):
        raise RecordingRefused(f"'{key}' is not the name of a prompt.")
    # The name changes with the sound: the phone company keeps what it has fetched.
    name = f"{key}.{hashlib.sha256(wav).hexdigest()[:8]}.wav"
    take = Recording(
        name, speaker, licence, words_hash(words), stand_in=speaker == STAND_IN, kept=kept
    )
    folder.mkdir(parents=True, exist_ok=True)
    with changing(folder) as index:
        (folder / name).write_bytes(wav)
        before = index.get(key)
        beside = before is not None and before.may_be_played and not take.stand_in
        index[key] = replace(before, next=take) if before and beside else take
    return take


def confirm(folder: Path, key: str, speaker: str) -> Recording:
    """The speaker has heard their take and wants it kept. Raises RecordingRefused."""
    with changing(folder) as index:
        take = _take(index, key)
        if take.speaker != speaker:
            raise RecordingRefused("Only its speaker can say that a take is kept.")
        kept = replace(take, kept=True)
        _put(index, key, kept)
    return kept


def approve(folder: Path, key: str, by: str, file: str = "") -> Recording:
    """Note that a second speaker has heard it and finds it right. Raises RecordingRefused.

    `file` is the take that was heard, where that is known: a newer one is not approved.
    """
    with changing(folder) as index:
        entry, by = index.get(key), " ".join(by.split())
        if entry is None:
            raise RecordingRefused(f"There is no recording of '{key}': import one first.")
        take = entry.take
        if take is None and entry.stand_in:
            raise RecordingRefused(f"'{key}' is a machine's stand-in: a speaker has to record it.")
        take = take or entry
        if not by:
            raise RecordingRefused("Say who has listened: --by NAME.")
        if by.casefold() == take.speaker.casefold():
            name = "You" if by.startswith(VOLUNTEER) else take.speaker
            raise RecordingRefused(f"{name} spoke it: somebody else has to approve it.")
        if not take.kept or (file and take.file != file):
            raise RecordingRefused("There is a newer take: listen to that one.")
        approved = replace(take, approved_by=by, next=None)
        index[key] = approved
    return approved


def refuse(folder: Path, key: str, file: str = "") -> None:
    """Throw away the take that waits; what callers hear stays. Raises RecordingRefused.

    For second speakers who find it wrong, and for speakers who do not like it.
    """
    with changing(folder) as index:
        take = _take(index, key)
        if file and take.file != file:
            raise RecordingRefused("There is a newer take: listen to that one.")
        _put(index, key, None)
        (folder / Path(take.file).name).unlink(missing_ok=True)


def withdraw(folder: Path, key: str, speaker: str) -> None:
    """A speaker takes their own recording back, also one that is played. RecordingRefused."""
    with changing(folder) as index:
        entry = index.get(key)
        own = [each for each in (entry, entry.next if entry else None) if each]
        own = [each for each in own if each.speaker == speaker]
        if entry is None or not own:
            raise RecordingRefused("There is no recording of yours here.")
        left = [each for each in (entry, entry.next) if each and each.speaker != speaker]
        if left:
            index[key] = replace(left[0], next=None)
        else:
            del index[key]
        for each in own:
            (folder / Path(each.file).name).unlink(missing_ok=True)


def _take(index: dict[str, Recording], key: str) -> Recording:
    entry = index.get(key)
    take = entry.take if entry else None
    if take is None:
        raise RecordingRefused("No take of this line waits any more.")
    return take


def _put(index: dict[str, Recording], key: str, take: Recording | None) -> None:
    """Put another take, or none, in the place of the one that waits."""
    entry = index[key]
    if entry.next is not None:
        index[key] = replace(entry, next=take)
    elif take is not None:
        index[key] = take
    else:
        del index[key]
