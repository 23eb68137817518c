"""T4: voice notes in the formats of phones are decoded, in the fenced process, or a state."""

from __future__ import annotations

import contextlib
import io
import random

import numpy as np
import pytest

from hotline.adapters import audio, media_sound
from hotline.adapters.audio import Damaged, EmptySound, Unsupported, read_any

av = pytest.importorskip("av")

KINDS = [
    ("mp4", "aac", 16_000),
    ("amr", "libopencore_amrnb", 8_000),
    ("3gp", "aac", 16_000),
    ("adts", "aac", 16_000),
]


def _note(container: str, codec: str, rate: int, seconds: float = 2.0) -> bytes:
    file = io.BytesIO()
    with av.open(file, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate, layout="mono")
        wave = np.sin(np.arange(int(rate * seconds)) * 2 * np.pi * 440 / rate) * 8_000
        frame = av.AudioFrame.from_ndarray(wave.astype("int16")[None], format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            output.mux(packet)
    return file.getvalue()


@pytest.mark.parametrize("kind", KINDS)
def test_t4_voice_notes_of_phones_are_read(kind):
    sound = read_any(_note(*kind))
    assert 1.8 < sound.seconds < 2.3
    assert np.abs(sound.samples).max() > 4_000


def test_t4_too_long_is_unsupported():
    with pytest.raises(Unsupported):
        read_any(_note("amr", "libopencore_amrnb", 8_000, 301))


@pytest.mark.parametrize("kind", KINDS)
def test_b3_damaged_voice_notes_are_states(kind):
    good = _note(*kind)
    chance = random.Random(7)
    for _ in range(60):
        data = bytearray(good[: chance.randrange(8, len(good))])
        for _ in range(chance.randrange(12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(Damaged, EmptySound, Unsupported):
            read_any(bytes(data))


def test_b3_no_other_container_is_tried(monkeypatch):
    """A playlist that names files is no sound, whatever FFmpeg could do with it."""
    for data in (
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
    ):
        assert media_sound.container_of(data) is None
        with pytest.raises(Unsupported):
            read_any(data)


def test_without_the_reader_people_listen(monkeypatch):
    def none(data, longest):
        raise media_sound.NoReader

    monkeypatch.setattr(audio, "read_voice_note", none)
    with pytest.raises(Unsupported):
        read_any(_note(*KINDS[1]))


def test_b3_the_fenced_process_reads_one(tmp_path):
    from hotline.types import Language
    from workers.speech import SpeechProcess

    process = SpeechProcess()
    try:
        # Silence is judged before any model is loaded, so the format alone is tried.
        file = io.BytesIO()
        with av.open(file, "w", format="amr") as output:
            stream = output.add_stream("libopencore_amrnb", rate=8_000, layout="mono")
            frame = av.AudioFrame.from_ndarray(
                np.zeros((1, 16_000), dtype="int16"), format="s16", layout="mono"
            )
            frame.sample_rate = 8_000
            for packet in (*stream.encode(frame), *stream.encode(None)):
                output.mux(packet)
        heard = process.transcribe(file.getvalue(), Language("en"), tmp_path, "none")
        assert heard.state == "silent"
        assert 1.8 < heard.audio_seconds < 2.3
    finally:
        process.close()


def test_t4_a_voice_note_of_more_than_five_mebibytes_is_read_and_one_of_seventeen_is_not():
    """B2, B4: 40 s as some phones send them by MMS, uncompressed and in stereo."""
    import soundfile

    def note(seconds):
        file = io.BytesIO()
        tone = np.sin(np.arange(48_000 * seconds) * 0.05).astype("float32") * 0.5
        soundfile.write(
            file, np.stack([tone, tone], axis=1), 48_000, format="WAV", subtype="PCM_24"
        )
        return file.getvalue()

    large = note(40)
    assert 5 * 1024 * 1024 < len(large) < 16 * 1024 * 1024
    assert 39 < read_any(large).seconds < 41
    with pytest.raises(Unsupported):
        read_any(note(61))
