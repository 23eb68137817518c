"""Makes of a coordinator's WAV what the phone plays: 8 kHz, one channel, a steady level.

The standard library reads it first and checks every field: this runs in the web process,
and who uploads may be somebody with a coordinator's phone in their hand.
"""

from __future__ import annotations

import io
import wave

import numpy as np

from hotline.adapters.audio import TELEPHONE_RATE, Damaged, EmptySound, Unsupported
from hotline.adapters.prompt_sound import normalised
from hotline.domain.prompt_recordings import BadRecording

LONGEST_SECONDS = 60
LARGEST_BYTES = 6 * 1024 * 1024
_LEAST_SECONDS = 0.5


def to_phone_wav(data: bytes) -> tuple[bytes, float]:
    """(WAV, seconds) as the phone plays it.

    Raises UnreadableSound: Damaged; EmptySound for silence, a whisper, a crackle and less than
    half a second; Unsupported for anything but PCM of 16 bits, 8,000 to 48,000 Hz, one or two channels.
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
    try:
        # Our own plain WAV goes in: what strangers' headers say ends here.
        wav = normalised(_as_wav(louder, rate))
    except BadRecording:
        raise EmptySound from None
    return wav, seconds_of(wav)


def seconds_of(wav: bytes) -> float:
    """The length of a WAV that we made."""
    with wave.open(io.BytesIO(wav)) as file:
        return file.getnframes() / file.getframerate()


def _as_wav(samples: np.ndarray, rate: int) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()
