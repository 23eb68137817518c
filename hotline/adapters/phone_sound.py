"""Makes of a coordinator's WAV what the phone plays: 8 kHz, one channel, a steady level.

The standard library reads it, never libsndfile: this runs in the web process, and who
uploads may be somebody with a coordinator's phone in their hand.
"""

from __future__ import annotations

import io
import wave

import numpy as np

from hotline.adapters.audio import TELEPHONE_RATE, Damaged, EmptySound, Unsupported

LONGEST_SECONDS = 60
LARGEST_BYTES = 6 * 1024 * 1024
_LEAST_SECONDS = 0.5
#: Root mean square of speech that is neither shouted nor whispered on a telephone.
_LEVEL = 0.1
_PEAK = 0.9


def to_phone_wav(data: bytes) -> tuple[bytes, float]:
    """(WAV, seconds) as the phone plays it.

    Raises UnreadableSound: Damaged, EmptySound for silence and less than half a second, and
    Unsupported for anything but PCM of 16 bits, 8,000 to 48,000 Hz, one or two channels.
    """
    if len(data) > LARGEST_BYTES:
        raise Unsupported
    try:
        with wave.open(io.BytesIO(data)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            frames = file.getnframes()
            if channels not in {1, 2} or width != 2 or not TELEPHONE_RATE <= rate <= 48_000:
                raise Unsupported
            if frames > LONGEST_SECONDS * rate:
                raise Unsupported
            content = file.readframes(frames)
    except (wave.Error, EOFError, RuntimeError, ZeroDivisionError):
        raise Damaged from None
    if len(content) != frames * width * channels:
        raise Damaged
    if frames < _LEAST_SECONDS * rate:
        raise EmptySound
    samples = np.frombuffer(content, dtype="<i2").reshape(-1, channels) / 32768.0
    # Of two channels the louder: mixing two microphones makes neither heard.
    louder = samples[:, int(np.argmax(np.mean(np.square(samples), axis=0)))]
    return _as_wav(_steady(_resampled(louder, rate)))


def _resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    if rate == TELEPHONE_RATE:
        return samples
    import soxr  # only who uploads needs it

    return np.asarray(soxr.resample(samples, rate, TELEPHONE_RATE))


def _steady(samples: np.ndarray) -> np.ndarray:
    level = float(np.sqrt(np.mean(np.square(samples))))
    peak = float(np.max(np.abs(samples)))
    if level < 1e-4 or peak == 0:
        raise EmptySound
    return samples * min(_LEVEL / level, _PEAK / peak)


def _as_wav(samples: np.ndarray) -> tuple[bytes, float]:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(TELEPHONE_RATE)
        file.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return buffer.getvalue(), len(samples) / TELEPHONE_RATE
