"""Sound and models for tests: real recordings where they are, made speech, a real model."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from hotline.adapters.speech_models import InstalledModel, SpeechModels
from hotline.data_dir import default_data_dir, models_dir
from hotline.types import Language
from tests.conftest import SHARED

KOREAN, ENGLISH = Language("ko"), Language("en")
CLIPS = SHARED / "speech" / "clips"


def wav(samples: np.ndarray, rate: int = 8000, channels: int = 1) -> bytes:
    """A 16-bit WAV of samples between -1 and 1 (interleaved where there are channels)."""
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    return content.getvalue()


def tone(seconds: float, *hertz: float, rate: int = 8000, level: float = 0.2) -> np.ndarray:
    time = np.arange(int(seconds * rate)) / rate
    return level * sum(np.sin(2 * np.pi * one * time) for one in hertz)


def model(language: Language) -> InstalledModel:
    """A real model, or a skip that says how to get one."""
    extra = os.environ.get("HOTLINE_MODELS_DIR")
    models = SpeechModels(models_dir(default_data_dir()), Path(extra) if extra else None)
    found = models.find(language)
    if found is None:
        pytest.skip(
            f"no speech model for '{language}' here: hotline models fetch {language}, "
            "or name a folder in HOTLINE_MODELS_DIR"
        )
    return found


def speech(language: Language) -> bytes:
    """Somebody speaking that language: a real recording, else espeak-ng's voice."""
    if CLIPS.is_dir():
        for clip in sorted(CLIPS.glob(f"{language}-*leopard*.wav")):
            return clip.read_bytes()
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("neither the shared recordings nor espeak-ng are here")
    said = {"ko": "안녕하세요 저는 도움이 필요합니다", "en": "hello we need help with food"}
    return subprocess.run(
        [program, "-v", str(language), "--stdout", said[str(language)]],
        check=True,
        capture_output=True,
    ).stdout


def telephone_speech(language: Language) -> bytes:
    """The same as the carrier would have recorded it: 8000 Hz, 300 to 3400 Hz."""
    from hotline.adapters.audio import read_sound
    from hotline.adapters.telephone import telephone_band

    sound = telephone_band(read_sound(speech(language)))
    return wav(sound.samples / 32768, sound.rate)
