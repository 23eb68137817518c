"""What a kept recognizer must not carry from one recording into the next."""

from __future__ import annotations

import numpy as np
import pytest

from hotline.adapters import vosk as adapter
from hotline.adapters.audio import TELEPHONE_RATE, Sound, read_any
from hotline.adapters.vosk import Decoder, ModelUnusable
from hotline.types import Language
from tests.speech_here import ENGLISH, KOREAN, model, speech, telephone_speech


@pytest.fixture(scope="module")
def decoder() -> Decoder:
    return Decoder()


@pytest.fixture(scope="module")
def korean():
    return model(KOREAN)


def test_korean_becomes_words_with_rising_times(decoder, korean):
    sound = read_any(speech(KOREAN))
    words = decoder.words(sound, korean.path, KOREAN)

    assert words
    times = [moment for word in words for moment in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= sound.seconds
    assert all(0 <= word.confidence <= 1 for word in words)


def test_the_same_recording_twice_starts_at_the_same_moment(decoder, korean):
    sound = read_any(telephone_speech(KOREAN))
    first = decoder.words(sound, korean.path, KOREAN)
    second = decoder.words(sound, korean.path, KOREAN)

    assert first
    assert second
    assert abs(first[0].start - second[0].start) < 0.3
    assert second[-1].end <= sound.seconds


def test_telephone_sound_is_handed_over_at_its_own_rate(decoder, korean):
    decoder.load(korean.path)
    loaded = decoder._loaded[korean.path]

    assert loaded.takes_telephone
    assert loaded.rate_for(Sound(np.zeros(1, "<i2"), 8000)) == TELEPHONE_RATE
    assert loaded.rate_for(Sound(np.zeros(1, "<i2"), 44100)) == 16000


def test_a_model_that_takes_no_telephone_sound_gets_it_resampled(tmp_path):
    assert adapter._feature_settings(tmp_path) == {}
    (tmp_path / "conf").mkdir()
    (tmp_path / "conf" / "mfcc.conf").write_text("--sample-frequency=16000\n--use-energy=false\n")
    settings = adapter._feature_settings(tmp_path)
    loaded = adapter._Loaded(None, 16000, settings.get("allow-upsample") == "true")

    assert loaded.rate_for(Sound(np.zeros(1, "<i2"), 8000)) == 16000


def test_an_exception_throws_the_recognizer_away(decoder, korean, monkeypatch):
    sound = read_any(speech(KOREAN))
    decoder.words(sound, korean.path, KOREAN)

    def broken(recognizer, data):
        recognizer.AcceptWaveform(data[:8000])
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(adapter, "_decode", broken)
        with pytest.raises(RuntimeError):
            decoder.words(sound, korean.path, KOREAN)
    assert 16000 not in decoder._loaded[korean.path].recognizers
    again = decoder.words(sound, korean.path, KOREAN)
    assert again[-1].end <= sound.seconds


def test_a_recognizer_is_replaced_after_its_minutes_and_past_the_memory(korean):
    held = [0]
    young = Decoder(recognizer_seconds=1.0, memory_bytes=100, resident=lambda: held[0])
    sound = read_any(speech(KOREAN))

    def recognizer_used():
        young.words(sound, korean.path, KOREAN)
        return young._loaded[korean.path].recognizers[16000].recognizer

    first = recognizer_used()
    second = recognizer_used()
    assert second is not first
    young._recognizer_seconds = 3600
    assert recognizer_used() is second
    held[0] = 81
    assert recognizer_used() is not second


def test_the_longest_unused_model_makes_room(korean, tmp_path):
    link = tmp_path / "another"
    link.symlink_to(korean.path)
    one = Decoder(keep=1)
    one.load(korean.path)
    one.load(link)

    assert one.loaded() == (link,)
    one.forget()
    assert one.loaded() == ()


def test_a_folder_that_is_no_model_is_said_to_be_none(decoder, tmp_path):
    with pytest.raises(ModelUnusable, match="not a speech model"):
        decoder.load(tmp_path)


def test_results_of_mere_fillers_are_dropped_and_others_kept_whole():
    def result(*texts):
        return {"result": [{"word": t, "start": 10, "end": 11, "conf": 1.0} for t in texts]}

    results = [result("the"), {"text": ""}, result("huh", "the"), result("the", "food")]
    english = list(adapter._words(results, 9.5, 300, Language("en-US")))
    assert [word.text for word in english] == ["the", "food"]
    assert english[0].start == 0.5
    assert len(list(adapter._words(results, 9.5, 300, KOREAN))) == 5


def test_which_words_a_model_can_say(decoder, korean):
    assert decoder.knows(korean.path, "호텔") or decoder.knows(korean.path, "사람")
    assert not decoder.knows(korean.path, "zzzz-no-word")


def test_english_becomes_words(decoder):
    english = model(ENGLISH)
    words = decoder.words(read_any(speech(ENGLISH)), english.path, ENGLISH)
    assert len(words) > 2
