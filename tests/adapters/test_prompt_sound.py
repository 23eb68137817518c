"""Recordings for the telephone: what is refused, and that all come out alike (V23)."""

from __future__ import annotations

import contextlib
import io
import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.adapters.prompt_sound import (
    HIGHEST_PEAK,
    LEVEL,
    LEVEL_WINDOW,
    lint,
    normalised,
)
from hotline.domain.prompt_recordings import BadRecording


def voice(seconds: float = 2.0, level: float = 0.2, rate: int = 44_100) -> np.ndarray:
    """Something like speech: a buzz in syllables, with pauses and a hiss."""
    time = np.arange(int(seconds * rate)) / rate
    buzz = sum(np.sin(2 * np.pi * 140 * n * time) / n for n in range(1, 12))
    syllables = np.clip(np.sin(2 * np.pi * 3 * time), 0, 1)
    hiss = np.random.default_rng(1).normal(0, 0.0005, len(time))
    return level * buzz * syllables / 2 + hiss * level


def wav(values: np.ndarray, rate: int = 44_100, channels: int = 1) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        samples = np.repeat(values, channels)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "no sound"),
        (b"not a sound at all", "cannot be read"),
        (wav(np.zeros(44_100)), "silent"),
        (wav(voice(level=0.004)), "too quiet"),
        (wav(voice(level=30.0)), "too loud"),
        (wav(voice(0.2)[:4000]), "too short"),
        (wav(voice(70.0, rate=8000), rate=8000), "longer than 60"),
        (wav(voice())[:2000], "silent|too short"),
    ],
)
def test_what_cannot_be_a_prompt_is_refused_with_a_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(BadRecording, match=sentence):
        normalised(data)


@pytest.mark.parametrize("level", [0.02, 0.1, 0.5])
@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44_100, 2), (48_000, 1)])
def test_v23_all_come_out_at_one_level_in_the_telephones_format(
    level: float, rate: int, channels: int
) -> None:
    made = normalised(wav(voice(level=level, rate=rate), rate, channels))
    linted = lint(made)
    assert linted.rate == 8000
    assert abs(linted.level - LEVEL) <= LEVEL_WINDOW
    assert linted.peak <= HIGHEST_PEAK
    with wave.open(io.BytesIO(made)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)


def test_v23_silence_around_the_words_is_cut() -> None:
    quiet = np.zeros(3 * 44_100)
    made = lint(normalised(wav(np.concatenate([quiet, voice(2.0), quiet]))))
    assert made.seconds < 2.5


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_sentence_or_a_sound(data: bytes) -> None:
    for content in (data, wav(voice(0.5))[:44] + data):
        with contextlib.suppress(BadRecording):
            assert lint(normalised(content)).rate == 8000
