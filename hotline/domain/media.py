"""What comes with a text: pictures, voice notes, anything; told apart by its first bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hotline.types import Sealed

UNKNOWN = "application/octet-stream"
#: Kinds that a browser shows as a picture and runs nothing in (so no SVG).
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
#: The most files of one text that are looked at (the carrier sends ten at most).
MOST_FILES = 10


class MediaState(StrEnum):
    """announced: the carrier has it; stored: we have it sealed; heard: it was sound and is
    a recording now; empty, too-large, lost: there is nothing to show, and why; erased: by
    the person's wish, and only its deletion at the carrier is left to do."""

    ANNOUNCED = "announced"
    STORED = "stored"
    HEARD = "heard"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    LOST = "lost"
    ERASED = "erased"


@dataclass(frozen=True)
class Media:
    """One file. `sids` are the carrier's (message/media), sealed; the bytes lie elsewhere."""

    id: str
    request_id: str
    key_id: str
    sids: Sealed
    state: MediaState
    content_type: str
    created_at: datetime
    size: int | None = None
    deleted_at_carrier: datetime | None = None


def sniff(data: bytes) -> str:
    """The kind by its first bytes: what the sender calls it is a claim.

    Only kinds that are shown or listened to are known here; all else is UNKNOWN.
    """
    head = data[:16]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return _sniff_sound(data)


def _sniff_sound(data: bytes) -> str:
    head = data[:16]
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[:4] == b"OggS":
        # Video in Ogg begins with a Theora head; voice notes are Opus or Vorbis.
        return UNKNOWN if b"theora" in data[:128] else "audio/ogg"
    if head[:4] == b"fLaC":
        return "audio/flac"
    if head[:3] == b"ID3" or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):
        return "audio/mpeg"
    if head.startswith(b"#!AMR"):
        return "audio/amr"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    if head[4:8] == b"ftyp":
        # A film has a track of pictures ('vide'); a voice note in the same box has none.
        return UNKNOWN if b"vide" in data else "audio/mp4"
    return UNKNOWN
