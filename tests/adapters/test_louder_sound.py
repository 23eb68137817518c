"""V9, V23: a louder recording is six decibels louder, and nothing in it crackles."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from hotline.adapters.louder_sound import louder


def _write(path: Path, values: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes((values * 32767).astype("<i2").tobytes())
    return path


def _read(data: bytes, folder: Path) -> np.ndarray:
    path = folder / "read.wav"
    path.write_bytes(data)
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8000, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2") / 32768.0


def _tone(amplitude: float) -> np.ndarray:
    return amplitude * np.sin(np.arange(8000) * 2 * np.pi * 440 / 8000)


def test_v9_quiet_words_are_twice_as_strong(tmp_path):
    quiet = _tone(0.2)
    loud = _read(louder(_write(tmp_path / "a.wav", quiet)), tmp_path)
    gain = 20 * np.log10(np.sqrt(np.mean(loud**2)) / np.sqrt(np.mean(quiet**2)))
    assert gain == pytest.approx(6.0, abs=0.1)


def test_v23_loud_words_never_reach_full_scale(tmp_path):
    loud = _read(louder(_write(tmp_path / "a.wav", _tone(0.95))), tmp_path)
    assert np.max(np.abs(loud)) < 0.9


def test_a_recording_that_was_replaced_is_heard_anew(tmp_path):
    import os

    path = _write(tmp_path / "a.wav", _tone(0.1))
    first = louder(path)
    _write(path, _tone(0.2))
    os.utime(path, ns=(1, 1))
    assert louder(path) != first


def test_what_is_no_wav_is_refused(tmp_path):
    path = tmp_path / "a.wav"
    path.write_bytes(b"not sound")
    with pytest.raises((wave.Error, EOFError)):
        louder(path)
