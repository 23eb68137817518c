"""Makes a recording of a prompt fit for the telephone: 8 kHz, one channel, a steady level.

What cannot be made good is refused with a sentence for the person who recorded it:
clipping, a whisper and a minute too long are mended by recording again, not by filters.
What comes from a page or a phone is read in the fenced decoding process alone.
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hotline.adapters.audio import TELEPHONE_RATE, EmptySound, UnreadableSound, read_any
from hotline.domain.prompt_recordings import LONGEST_PROMPT, BadRecording

if TYPE_CHECKING:
    import numpy as np

#: Level over the loud parts, in dB below full scale, and how far from it is still steady (V23).
LEVEL, LEVEL_WINDOW = -16.0, 2.0
#: No sample comes nearer to full scale than this.
HIGHEST_PEAK = -1.0
SHORTEST_SECONDS = 0.3
#: The loud parts of a recording that can be raised without its hiss.
QUIETEST = -45.0
#: More than this share of samples at full scale is heard as a crackle.
MOST_CLIPPED = 0.0005
#: Silence left before and after the words.
MARGIN_SECONDS = 0.12
_BLOCK_SECONDS = 0.05


@dataclass(frozen=True)
class Linted:
    """What the ear would notice: `level` and `peak` in dB below full scale."""

    seconds: float
    level: float
    peak: float
    rate: int


def normalised(data: bytes) -> bytes:
    """The recording as a WAV for the telephone. Raises BadRecording."""
    import numpy as np
    import soxr

    try:
        sound = read_any(data)
    except EmptySound:
        raise BadRecording("empty") from None
    except UnreadableSound:
        raise BadRecording("unreadable") from None
    values = sound.samples.astype(np.float64) / 32768.0
    if np.mean(np.abs(values) >= 0.999) > MOST_CLIPPED:
        raise BadRecording("loud")
    values = soxr.resample(values, sound.rate, TELEPHONE_RATE)
    if not len(values):
        raise BadRecording("empty")
    values = _trimmed(values - np.mean(values))
    seconds = len(values) / TELEPHONE_RATE
    if seconds > LONGEST_PROMPT:
        raise BadRecording("long")
    if seconds - 2 * MARGIN_SECONDS < SHORTEST_SECONDS:
        raise BadRecording("short")
    return _as_wav(_levelled(values))


def lint(wav: bytes) -> Linted:
    """Level, peak and length of a WAV with 16 bits. Raises wave.Error, EOFError."""
    import numpy as np

    with wave.open(io.BytesIO(wav)) as file:
        rate = file.getframerate()
        values = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768.0
    return Linted(len(values) / rate, loudness(values), _decibels(np.max(np.abs(values))), rate)


def loudness(values: np.ndarray) -> float:
    """Level of the parts in which somebody speaks: pauses do not make words quieter."""
    import numpy as np

    blocks = _block_levels(values)
    if not len(blocks):
        return -120.0
    spoken = blocks[blocks > max(np.max(blocks) - 25.0, -60.0)]
    if not len(spoken):
        return -120.0
    return _decibels(float(np.sqrt(np.mean(10 ** (spoken / 10)))))


def _levelled(values: np.ndarray) -> np.ndarray:
    """Raised or lowered to LEVEL; peaks that would stand out are bent, not cut."""
    import numpy as np

    level = loudness(values)
    if level < QUIETEST:
        raise BadRecording("quiet")
    ceiling = 10 ** (HIGHEST_PEAK / 20) * 0.999
    for _ in range(6):
        values = values * 10 ** ((LEVEL - loudness(values)) / 20)
        # Below the knee nothing changes; above it the curve comes near the ceiling slowly.
        knee = ceiling * 0.6
        over = np.abs(values) > knee
        bent = knee + (ceiling - knee) * np.tanh((np.abs(values) - knee) / (ceiling - knee))
        values = np.where(over, np.sign(values) * bent, values)
        if abs(loudness(values) - LEVEL) < LEVEL_WINDOW / 4:
            break
    return values


def _trimmed(values: np.ndarray) -> np.ndarray:
    import numpy as np

    blocks = _block_levels(values)
    if not len(blocks) or np.max(blocks) < -60.0:
        raise BadRecording("silent")
    loud = np.flatnonzero(blocks > max(np.max(blocks) - 35.0, -60.0))
    block = int(_BLOCK_SECONDS * TELEPHONE_RATE)
    margin = int(MARGIN_SECONDS * TELEPHONE_RATE)
    start = max(0, loud[0] * block - margin)
    return values[start : (loud[-1] + 1) * block + margin]


def _block_levels(values: np.ndarray) -> np.ndarray:
    import numpy as np

    block = int(_BLOCK_SECONDS * TELEPHONE_RATE)
    count = len(values) // block
    if not count:
        return np.array([])
    power = np.mean(np.square(values[: count * block].reshape(count, block)), axis=1)
    return 10 * np.log10(power + 1e-12)


def _decibels(amplitude: float) -> float:
    import math

    return 20 * math.log10(max(float(amplitude), 1e-6))


def _as_wav(values: np.ndarray) -> bytes:
    import numpy as np

    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(TELEPHONE_RATE)
        file.writeframes((np.clip(values, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return out.getvalue()
