"""Is there a voice in it at all? Asked before a model is, because models invent.

Vosk turned dial tones and loud noise into confident words (../shared/speech/README.md),
so length, energy, tones and steady noise are judged first. When in doubt the sound
passes: a wrong "silent" would hide words, a wrong pass only costs a decoding.
"""

from __future__ import annotations

import numpy as np

from hotline.adapters.audio import Sound
from hotline.domain.transcripts import TranscriptState

SHORTEST_SECONDS = 0.6
_FRAME_SECONDS = 0.032
#: Full scale is 0 dB. Real recordings of clear speech went down to -57 dB.
_VOICE_DECIBELS = -66.0
_LEAST_VOICE_SECONDS = 0.2
#: Part of a frame's energy that lies in its two strongest lines: dial tones, keys and busy
#: tones have it but in the frames at their edges (0.55 of frames and more, also through a
#: telephone); of 127 real recordings the most tonal has it in 0.22 of its frames.
_TONE_PART = 0.985
_TONE_FRAMES = 0.45
#: A voice swings by more than this between its quiet and loud moments, hiss does not.
_STEADY_DECIBELS = 3.0
_NOISE_FLATNESS = 0.35


def judge(sound: Sound) -> TranscriptState | None:
    """None when there may be a voice, else EMPTY, TOO_SHORT (under 0.6 s) or SILENT.

    SILENT also for recordings that hold nothing but tones or steady noise.
    """
    if not len(sound.samples):
        return TranscriptState.EMPTY
    if sound.seconds < SHORTEST_SECONDS:
        return TranscriptState.TOO_SHORT
    frames = _frames(sound)
    levels = _decibels(frames)
    loud = levels > _VOICE_DECIBELS
    if loud.sum() * _FRAME_SECONDS < _LEAST_VOICE_SECONDS:
        return TranscriptState.SILENT
    power = np.square(np.abs(np.fft.rfft(frames[loud] * np.hanning(frames.shape[1]))))
    if _tonal_part(power) > _TONE_FRAMES or _is_steady_noise(power, levels):
        return TranscriptState.SILENT
    return None


def _frames(sound: Sound) -> np.ndarray:
    """The sound cut in frames of 32 ms, without its constant part; float, full scale 1."""
    size = int(sound.rate * _FRAME_SECONDS)
    count = len(sound.samples) // size
    frames = sound.samples[: count * size].reshape(count, size).astype(np.float64) / 32768
    return frames - frames.mean(axis=1, keepdims=True)


def _decibels(frames: np.ndarray) -> np.ndarray:
    return 10 * np.log10(np.mean(np.square(frames), axis=1) + 1e-12)


def _tonal_part(power: np.ndarray) -> float:
    """The part of the frames that have nearly all of their energy in two lines."""
    left = power.copy()
    rows = np.arange(len(left))
    in_lines = np.zeros(len(left))
    for _ in range(2):
        peak = np.argmax(left, axis=1)
        for offset in (-2, -1, 0, 1, 2):  # a line is as wide as the window's main lobe
            column = np.clip(peak + offset, 0, left.shape[1] - 1)
            in_lines += left[rows, column]
            left[rows, column] = 0.0
    part = in_lines / (power.sum(axis=1) + 1e-20)
    return float(np.mean(part > _TONE_PART))


def _is_steady_noise(power: np.ndarray, levels: np.ndarray) -> bool:
    """True for hiss: the level never moves, and the energy lies everywhere."""
    spread = np.percentile(levels, 95) - np.percentile(levels, 5)
    logs = np.log(power + 1e-20)
    flatness = np.exp(logs.mean(axis=1)) / (power.mean(axis=1) + 1e-20)
    return bool(spread < _STEADY_DECIBELS and np.median(flatness) > _NOISE_FLATNESS)
