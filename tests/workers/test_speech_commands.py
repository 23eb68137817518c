"""The speech commands as a person types them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hotline.commands.bench_speech import speech as bench
from hotline.commands.transcribe import transcribe
from tests.speech_here import KOREAN, model, speech, wav


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clips" / "one.wav"
    path.parent.mkdir()
    path.write_bytes(speech(KOREAN))
    return path


def test_transcribe_tells_words_times_and_seconds(clip):
    model(KOREAN)
    result = CliRunner().invoke(transcribe, [str(clip), "--language", "ko", "--json"])
    told = json.loads(result.stdout)

    assert result.exit_code == 0
    assert told["state"] == "ready"
    assert told["words"][0]["text"] == told["text"].split()[0]
    assert told["audio_seconds"] > 1
    assert told["spent_seconds"] > 0


def test_transcribe_says_why_there_are_no_words(clip):
    model(KOREAN)
    clip.write_bytes(wav([0.0] * 16000))
    result = CliRunner().invoke(transcribe, [str(clip), "--language", "ko"])
    assert result.exit_code == 0
    assert "no voice" in result.stdout


@pytest.mark.parametrize(("tag", "words"), [("ht", "hotline models fetch ht"), ("?", "not a")])
def test_transcribe_without_a_model_says_what_to_do(clip, tag, words, tmp_path):
    result = CliRunner().invoke(
        transcribe, [str(clip), "--language", tag, "--data-dir", str(tmp_path)]
    )
    assert result.exit_code == 1
    assert words in result.stderr


def test_bench_measures_everybody_on_the_same_clips(clip):
    model(KOREAN)
    manifest = f"file\tlanguage\ttranscript\n{clip.name}\tko\t그는 걸어갔다\n"
    (clip.parent / "manifest.tsv").write_text(manifest, encoding="utf-8")
    result = CliRunner().invoke(bench, [str(clip.parent), "--language", "ko", "--json"])
    (report,) = json.loads(result.stdout)

    assert [row["contender"] for row in report["contenders"]] == [
        "plain vosk",
        "vosk-transcriber",
        "one worker",
        "two workers",
    ]
    for row in report["contenders"]:
        assert row["audio_seconds_per_second"] > 0
        assert row["peak_megabytes"] > 100
        assert row["clips_with_transcript"] == 1
        assert row["character_error_rate"] is not None
