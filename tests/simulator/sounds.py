"""Sounds for tests, made on the spot."""

from __future__ import annotations

import io
import math
import wave


def hum(seconds: float, rate: int = 8000, channels: int = 1, width: int = 2) -> bytes:
    """A tone of 440 Hz as a WAV file."""
    target = io.BytesIO()
    peak = 2 ** (8 * width - 2)
    with wave.open(target, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        for index in range(round(seconds * rate)):
            sample = round(peak * math.sin(2 * math.pi * 440 * index / rate))
            file.writeframesraw(sample.to_bytes(width, "little", signed=True) * channels)
    return target.getvalue()


def facts(content: bytes) -> tuple[int, int, int, float]:
    """Channels, bytes a sample, samples a second, seconds."""
    with wave.open(io.BytesIO(content)) as file:
        seconds = file.getnframes() / file.getframerate()
        return file.getnchannels(), file.getsampwidth(), file.getframerate(), seconds
