"""Reads sound from bytes that strangers sent, trusting no header.

The telephone's own format is read with the standard library and every field is
checked (promise B2). Everything else goes through libsndfile, which is C code with
a history: read_sound is called in the fenced decoding process alone (promise B3).
"""

from __future__ import annotations

import io
import wave
from dataclasses import dataclass

import numpy as np

from hotline.adapters.media_sound import RATE as VOICE_NOTE_RATE
from hotline.adapters.media_sound import NoReader, NotReadable, container_of, read_voice_note

#: What the carrier records: docs call it 8 kHz 16 bit mono PCM WAV.
TELEPHONE_RATE = 8_000
LONGEST_SECONDS = 300
LARGEST_BYTES = 5 * 1024 * 1024
#: Voice notes of phones may be as large as the carrier takes them (reference 4.1).
LARGEST_NOTE_BYTES = 16 * 1024 * 1024
#: Rates outside of this are no recording of a voice.
LOWEST_RATE, HIGHEST_RATE = 4_000, 192_000
MOST_CHANNELS = 8
#: Enough for 300 s of stereo at 48 kHz: a bound on memory before anything is decoded.
MOST_VALUES = LONGEST_SECONDS * 48_000 * 2


class UnreadableSound(Exception):
    """The root of what can be wrong with a file; it never carries the file's words."""


class Damaged(UnreadableSound):
    """The file is broken, or says of itself what is not true."""


class Unsupported(UnreadableSound):
    """The file may be sound, but its format, length or size is none that is read here."""


class EmptySound(UnreadableSound):
    """There is a file, or not even that, and no sound in it."""


@dataclass(frozen=True, eq=False)
class Sound:
    """One channel of 16-bit samples; `rate` is samples a second."""

    samples: np.ndarray
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def read_telephone_wav(data: bytes) -> Sound:
    """The sound of a recording as the carrier makes it: PCM WAV, mono, 16 bit, 8000 Hz.

    Raises EmptySound without samples, Unsupported for other formats, over 300 s or
    over 5 MiB, Damaged for all else, also when the header promises more frames than
    there are bytes. The standard reader accepts 65,535 channels and 0 Hz, and raises
    RuntimeError on some files, so each field is checked and each error caught.
    """
    if not data:
        raise EmptySound
    if len(data) > LARGEST_BYTES:
        raise Unsupported
    try:
        with wave.open(io.BytesIO(data)) as file:
            shape = (file.getnchannels(), file.getsampwidth(), file.getframerate())
            frames = file.getnframes()
            if shape != (1, 2, TELEPHONE_RATE):
                raise Unsupported
            if frames * 2 > len(data):
                raise Damaged
            if frames > LONGEST_SECONDS * TELEPHONE_RATE:
                raise Unsupported
            content = file.readframes(frames)
    except (wave.Error, EOFError, RuntimeError, ZeroDivisionError) as error:
        # "file does not start with RIFF id", "unknown format: 7" and the like.
        if isinstance(error, wave.Error) and not _looks_like_pcm_wav(data):
            raise Unsupported from None
        raise Damaged from None
    if len(content) != frames * 2:
        raise Damaged
    if not frames:
        raise EmptySound
    return Sound(np.frombuffer(content, dtype="<i2"), TELEPHONE_RATE)


def read_sound(data: bytes) -> Sound:
    """The sound in any file that libsndfile knows: other WAVs, ogg, opus, mp3, flac.

    Of several channels the louder is taken: mixing two people makes neither heard.
    Raises as read_telephone_wav does. Call it in a fenced process only.
    """
    import soundfile  # not at the top: the web process must not load libsndfile

    if not data:
        raise EmptySound
    if len(data) > LARGEST_NOTE_BYTES:
        raise Unsupported
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, channels = file.samplerate, file.channels
            if not (LOWEST_RATE <= rate <= HIGHEST_RATE and 1 <= channels <= MOST_CHANNELS):
                raise Unsupported
            most = min(LONGEST_SECONDS * rate, MOST_VALUES // channels)
            # The header's length is a claim: read one more than allowed, and count.
            values = file.read(frames=most + 1, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        unknown = error.code == 1  # SF_ERR_UNRECOGNISED_FORMAT in sndfile.h
        raise (Unsupported if unknown else Damaged) from None
    except (RuntimeError, ValueError, TypeError, OverflowError):
        raise Damaged from None
    if len(values) > most:
        raise Unsupported
    if not len(values):
        raise EmptySound
    return Sound(_to_16_bit(_louder_channel(values)), rate)


def read_any(data: bytes) -> Sound:
    """As the telephone's WAV where it is one, else as read_sound does; fenced process only."""
    try:
        return read_telephone_wav(data)
    except Unsupported:
        if len(data) > LARGEST_NOTE_BYTES:
            raise
    if container_of(data):
        return _read_voice_note(data)
    return read_sound(data)


def _read_voice_note(data: bytes) -> Sound:
    try:
        samples = read_voice_note(data, LONGEST_SECONDS)
    except NoReader:
        raise Unsupported from None
    except NotReadable:
        raise Damaged from None
    if len(samples) > LONGEST_SECONDS * VOICE_NOTE_RATE:
        raise Unsupported
    if not len(samples):
        raise EmptySound
    return Sound(samples, VOICE_NOTE_RATE)


def _looks_like_pcm_wav(data: bytes) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE" and data[20:22] in (b"\x01\x00", b"")


def _louder_channel(values: np.ndarray) -> np.ndarray:
    tamed = np.nan_to_num(values, nan=0.0, posinf=1.0, neginf=-1.0)
    power = np.mean(np.square(tamed, dtype=np.float64), axis=0)
    return tamed[:, int(np.argmax(power))]


def _to_16_bit(values: np.ndarray) -> np.ndarray:
    return (np.clip(values, -1.0, 1.0) * 32767).astype("<i2")
