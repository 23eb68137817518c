"""A quiet tick for whoever waits on the line: it tells that the line lives, and is no music (V18).

Made here from arithmetic: 40 ms of a low tone that fades, at about -30 dB of the loudest.
"""

from __future__ import annotations

import io
import math
import wave
from array import array
from functools import cache

#: Seconds from one tick to the next.
EVERY = 3
NAME = "tick.wav"
_RATE = 8000
_HERTZ = 440
_SAMPLES = _RATE * 40 // 1000
_LOUDEST = 32767 * 10 ** (-30 / 20)


@cache
def tick_sound() -> bytes:
    """A WAV file: 8 kHz, one channel, 16 bits, as telephones carry it (V23)."""
    samples = array(
        "h",
        (
            round(_LOUDEST * (1 - n / _SAMPLES) ** 2 * math.sin(2 * math.pi * _HERTZ * n / _RATE))
            for n in range(_SAMPLES)
        ),
    )
    made = io.BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(_RATE)
        sound.writeframes(samples.tobytes())
    return made.getvalue()
