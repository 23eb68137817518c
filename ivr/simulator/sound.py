"""Sound as the telephone carries it: 8,000 samples a second, one channel, 16 bits."""

from __future__ import annotations

import io
import wave

import numpy
import soundfile
import soxr

SAMPLES_PER_SECOND = 8000


def as_telephone_sound(content: bytes, max_seconds: int | None = None) -> bytes:
    """Any readable sound as an 8 kHz mono 16-bit PCM WAV, cut at `max_seconds`.

    Bytes that no library can read come back as they are: a carrier that delivers a damaged
    file is something the application has to survive.
    """
    try:
        samples, rate = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
        if rate <= 0:
            return content
        mono = samples.mean(axis=1)
        if rate != SAMPLES_PER_SECOND:
            mono = soxr.resample(mono, rate, SAMPLES_PER_SECOND)
    except (soundfile.SoundFileError, ValueError, RuntimeError, TypeError):
        return content
    if max_seconds is not None:
        mono = mono[: max_seconds * SAMPLES_PER_SECOND]
    whole = numpy.clip(numpy.rint(mono * 32767), -32768, 32767).astype("<i2")
    return as_wav(whole.tobytes())


def silence(seconds: float) -> bytes:
    """A WAV in which nobody says anything."""
    return as_wav(bytes(2 * round(seconds * SAMPLES_PER_SECOND)))


def as_wav(samples: bytes) -> bytes:
    """16-bit samples with the header of a WAV file before them."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_PER_SECOND)
        file.writeframes(samples)
    return target.getvalue()


def seconds_of(content: bytes) -> float:
    """How long a sound lasts; for bytes nobody can read, what their size would come to."""
    try:
        facts = soundfile.info(io.BytesIO(content))
        return facts.frames / facts.samplerate if facts.samplerate > 0 else 0.0
    except (soundfile.SoundFileError, ValueError, RuntimeError, TypeError):
        return max(len(content) - 44, 0) / (2 * SAMPLES_PER_SECOND)
