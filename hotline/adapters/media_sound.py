"""Reads what libsndfile does not know: phones' AMR, AAC, MP4 and 3GP, browsers' WebM.

Through PyAV (FFmpeg's libraries without a shell), if it is installed, and in the fenced
decoding process alone (promise B3). The container is named by its first bytes and never
guessed by FFmpeg, whose guesses include playlists that name other files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import numpy as np

#: What speech models want; telephones' voice notes have 8 or 16 kHz.
RATE = 16_000


class NotReadable(Exception):
    """The file is broken, or not what it says it is."""


class NoReader(Exception):
    """PyAV is not installed, or does not know this kind."""


def container_of(data: bytes) -> str | None:
    """FFmpeg's name of the container by the first bytes, or None for any other kind."""
    if data[4:8] == b"ftyp":
        return "mov"
    if data.startswith(b"\x1aE\xdf\xa3"):
        return "webm"
    if data.startswith(b"#!AMR"):
        return "amr"
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xF6 == 0xF0:
        return "aac"
    return None


def read_voice_note(data: bytes, longest_seconds: int) -> np.ndarray:
    """16-bit samples of one channel at RATE, at most one more than `longest_seconds`.

    Raises NoReader or NotReadable.
    """
    container = container_of(data)
    if container is None:
        raise NoReader
    try:
        import av  # not at the top: only the fenced process may load it
    except ImportError:
        raise NoReader from None
    try:
        with av.open(io.BytesIO(data), format=container) as file:
            if not file.streams.audio:
                raise NotReadable
            blocks = list(_decoded(av, file, longest_seconds * RATE + 1))
    except (av.FFmpegError, ValueError, OverflowError, MemoryError):
        raise NotReadable from None
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype="<i2")


def _decoded(av: Any, file: Any, most: int) -> Iterator[np.ndarray]:
    """Blocks of samples until there are enough: a header's length is only a claim."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    count = 0
    for frame in file.decode(file.streams.audio[0]):
        for block in resampler.resample(frame):
            samples = block.to_ndarray().reshape(-1).astype("<i2")
            count += len(samples)
            yield samples
            if count > most:
                return
