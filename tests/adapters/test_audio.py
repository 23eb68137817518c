"""Bytes from strangers become sound or a named refusal, and nothing else."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import tracemalloc

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from hotline.adapters.audio import (
    Damaged,
    EmptySound,
    Sound,
    UnreadableSound,
    Unsupported,
    read_any,
    read_sound,
    read_telephone_wav,
)
from hotline.adapters.telephone import telephone_band
from hotline.adapters.voice import judge
from hotline.domain.transcripts import TranscriptState
from tests.speech_here import CLIPS, KOREAN, speech, tone, wav

GOOD = wav(tone(1.0, 300))


def as_sound(values, rate=8000) -> Sound:
    return Sound((np.clip(values, -1, 1) * 32767).astype("<i2"), rate)


def test_a_telephone_recording_is_read_as_it_is():
    sound = read_telephone_wav(GOOD)

    assert (sound.rate, len(sound.samples), sound.seconds) == (8000, 8000, 1.0)


def test_a_longer_promise_than_there_are_bytes_is_damage():
    lying = bytearray(GOOD)
    struct.pack_into("<I", lying, 40, 2_147_483_640)
    with pytest.raises(Damaged):
        read_telephone_wav(bytes(lying))
    with pytest.raises(Damaged):
        read_telephone_wav(GOOD[:-100])


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", EmptySound),
        (wav(np.zeros(0)), EmptySound),
        (b"RIFF", Damaged),
        (b"OggS" + bytes(100), Unsupported),
        (wav(tone(1, 300), rate=16000), Unsupported),
        (wav(tone(1, 300), channels=2), Unsupported),
        (wav(np.zeros(301 * 8000)), Unsupported),
        (GOOD + bytes(5 * 1024 * 1024), Unsupported),
    ],
)
def test_what_is_no_telephone_recording_is_refused_by_name(data, refusal):
    with pytest.raises(refusal):
        read_telephone_wav(data)


@pytest.mark.parametrize("field", [22, 24, 34])
@pytest.mark.parametrize("value", [0, 65_535])
def test_impossible_channels_rates_and_widths_are_refused(field, value):
    lying = bytearray(GOOD)
    struct.pack_into("<H", lying, field, value)
    with pytest.raises(UnreadableSound):
        read_telephone_wav(bytes(lying))


changes = st.lists(st.tuples(st.integers(0, 59), st.integers(0, 255)), min_size=1, max_size=6)


@settings(max_examples=1500, deadline=50)
@given(changes, st.integers(0, len(GOOD)))
def test_mutants_of_a_header_are_sound_or_a_refusal(changed, cut):
    mutant = bytearray(GOOD)
    for place, value in changed:
        mutant[place] = value
    for data in (bytes(mutant), bytes(mutant[:cut])):
        try:
            sound = read_telephone_wav(data)
        except UnreadableSound:
            continue
        assert 0 < sound.seconds <= 300


@settings(max_examples=150, deadline=None)
@given(changes, st.sampled_from(["WAV", "FLAC", "OGG"]))
def test_mutants_of_other_formats_are_sound_or_a_refusal(changed, kind):
    content = io.BytesIO()
    soundfile.write(content, tone(0.7, 300, 900), 16000, format=kind)
    mutant = bytearray(content.getvalue())
    for place, value in changed:
        mutant[place] = value
    with contextlib.suppress(UnreadableSound):
        assert read_sound(bytes(mutant)).seconds <= 300


@pytest.mark.parametrize(
    ("kind", "subtype", "rate"),
    [("WAV", "ULAW", 8000), ("WAV", "FLOAT", 44100), ("OGG", "OPUS", 48000), ("FLAC", None, 16000),
     ("MP3", None, 22050)],
)  # fmt: skip
def test_voice_notes_in_other_formats_are_read(kind, subtype, rate):
    content = io.BytesIO()
    soundfile.write(content, tone(1.0, 400, rate=rate), rate, format=kind, subtype=subtype)
    sound = read_any(content.getvalue())

    assert sound.rate == rate
    assert sound.seconds == pytest.approx(1.0, abs=0.1)
    assert np.abs(sound.samples).max() > 3000


def test_the_louder_channel_is_taken_and_nothing_mixed():
    left, right = tone(1.0, 300, level=0.5), tone(1.0, 700, level=0.1)
    stereo = np.stack([right, left], axis=1).reshape(-1)

    sound = read_any(wav(stereo, channels=2))

    assert np.allclose(sound.samples / 32767, left, atol=0.001)


def test_a_small_file_that_unpacks_to_hours_costs_no_memory():
    content = io.BytesIO()
    soundfile.write(content, np.zeros(3600 * 8000, dtype="int16"), 8000, format="FLAC")
    tracemalloc.start()
    with pytest.raises(Unsupported):
        read_sound(content.getvalue())
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


NOISE = np.random.default_rng(7).normal(0, 1, 4 * 8000)


@pytest.mark.parametrize(
    ("name", "values", "state"),
    [
        ("nothing", np.zeros(0), TranscriptState.EMPTY),
        ("half a second", tone(0.5, 300), TranscriptState.TOO_SHORT),
        ("silence", np.zeros(16000), TranscriptState.SILENT),
        ("soft hiss", NOISE * 0.001, TranscriptState.SILENT),
        ("loud hiss", NOISE * 0.1, TranscriptState.SILENT),
        ("dial tone", tone(4, 350, 440), TranscriptState.SILENT),
        ("busy", tone(4, 480, 620) * ((np.arange(32000) % 8000) < 4000), TranscriptState.SILENT),
        ("keys", tone(4, 770, 1209) * ((np.arange(32000) % 2400) < 1200), TranscriptState.SILENT),
    ],
)
def test_what_holds_no_voice_is_known_before_a_model_invents_words(name, values, state):
    assert judge(as_sound(values)) is state, name


def test_speech_passes_also_through_a_telephone():
    sound = read_any(speech(KOREAN))
    assert judge(sound) is None
    assert judge(telephone_band(sound)) is None


def test_every_real_recording_passes():
    if not CLIPS.is_dir():
        pytest.skip("the shared recordings do not stand beside this clone")
    for clip in CLIPS.glob("*.wav"):
        sound = read_any(clip.read_bytes())
        assert judge(sound) in (None, TranscriptState.TOO_SHORT), clip.name
        assert judge(telephone_band(sound)) in (None, TranscriptState.TOO_SHORT), clip.name


def test_the_telephone_band_keeps_a_voice_and_loses_the_rest():
    def level(hertz):
        sound = telephone_band(as_sound(tone(1.0, hertz, rate=16000), 16000))
        assert sound.rate == 8000
        return np.sqrt(np.mean((sound.samples[800:-800] / 32768) ** 2))

    assert level(1000) == pytest.approx(0.2 / np.sqrt(2), rel=0.05)
    assert level(100) < 0.01
    assert level(3900) < 0.01


def test_reading_five_minutes_is_quick():
    data = wav(np.zeros(300 * 8000))
    started = time.perf_counter()
    assert read_telephone_wav(data).seconds == 300
    assert time.perf_counter() - started < 0.5
