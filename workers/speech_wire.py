"""How the worker and its decoding process talk: lengths, JSON and bytes, never pickle.

The process that decodes has read hostile files, so what it says is data with a length
limit, read field by field.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

_HEAD = struct.Struct("!II")
#: Words of five minutes are about 100 kB; an answer beyond this is not one of ours.
LONGEST_NOTE = 4 * 1024 * 1024


class WireBroken(Exception):
    """The other end closed, or sent what no frame of ours is."""


def frame(note: dict[str, Any], sound: bytes = b"") -> bytes:
    """One message: two lengths, the note as JSON, the sound as it is."""
    text = json.dumps(note, separators=(",", ":")).encode()
    return _HEAD.pack(len(text), len(sound)) + text + sound


def read_frame(
    read: Callable[[int], bytes], *, most_sound: int = 0
) -> tuple[dict[str, Any], bytes]:
    """The next message; `read(n)` gives up to n bytes and b"" at the end.

    Raises WireBroken at the end, for lengths beyond the limits and for what is not a
    JSON object; what `read` raises (a timeout) passes through.
    """
    note_length, sound_length = _HEAD.unpack(_exactly(read, _HEAD.size))
    if note_length > LONGEST_NOTE or sound_length > most_sound:
        raise WireBroken("a message was longer than any of ours")
    try:
        note = json.loads(_exactly(read, note_length))
    except (ValueError, RecursionError):
        raise WireBroken("a message was not JSON") from None
    if not isinstance(note, dict):
        raise WireBroken("a message was not a JSON object")
    return note, _exactly(read, sound_length)


def _exactly(read: Callable[[int], bytes], count: int) -> bytes:
    parts = []
    while count:
        part = read(min(count, 1 << 20))
        if not part:
            raise WireBroken("the other end closed")
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
