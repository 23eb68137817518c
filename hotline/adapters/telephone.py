"""Makes any sound sound like a telephone call, to measure a model as callers will meet it."""

from __future__ import annotations

import numpy as np

from hotline.adapters.audio import TELEPHONE_RATE, Sound

_LOW, _HIGH = 300.0, 3_400.0
_TAPS = 255
_MU = 255.0


def telephone_band(sound: Sound) -> Sound:
    """The sound at 8000 Hz, limited to 300-3400 Hz, through mu-law of 8 bit and back.

    The band is that of ITU-T G.712, the companding curve that of G.711 (continuous
    form, quantised to 8 bit).
    """
    values = resample(sound, TELEPHONE_RATE).samples.astype(np.float64) / 32768
    limited = np.convolve(values, _band_filter(), mode="same")
    heard = _expand(np.round(_compress(limited) * 127) / 127)
    return Sound((np.clip(heard, -1, 1) * 32767).astype("<i2"), TELEPHONE_RATE)


def resample(sound: Sound, rate: int) -> Sound:
    """The same sound at another rate (soxr, very high quality); itself when equal."""
    if sound.rate == rate:
        return sound
    import soxr  # not at the top: most processes never resample

    return Sound(soxr.resample(sound.samples, sound.rate, rate).astype("<i2"), rate)


def _band_filter() -> np.ndarray:
    """A linear-phase band pass: the difference of two windowed low passes."""
    n = np.arange(_TAPS) - (_TAPS - 1) / 2
    high = 2 * _HIGH / TELEPHONE_RATE
    low = 2 * _LOW / TELEPHONE_RATE
    return (high * np.sinc(high * n) - low * np.sinc(low * n)) * np.hamming(_TAPS)


def _compress(values: np.ndarray) -> np.ndarray:
    clipped = np.clip(values, -1, 1)
    return np.sign(clipped) * np.log1p(_MU * np.abs(clipped)) / np.log1p(_MU)


def _expand(values: np.ndarray) -> np.ndarray:
    return np.sign(values) * np.expm1(np.abs(values) * np.log1p(_MU)) / _MU
