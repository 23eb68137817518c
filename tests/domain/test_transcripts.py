"""A transcript keeps what was heard, and reads nothing that is not one."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.error_rates import distance, rates
from hotline.domain.transcripts import (
    Transcript,
    TranscriptState,
    Word,
    from_json,
    heard,
    to_json,
    without_words,
)

HELLO = (Word("we", 0.5, 0.6, 1.0), Word("need", 0.6, 0.9, 0.5))
seconds = st.floats(0, 300, allow_nan=False)
words = st.builds(Word, st.text(max_size=9), seconds, seconds, st.floats(0, 1))


def test_confidence_is_weighted_by_how_long_a_word_lasted():
    transcript = heard(HELLO, model="m", audio_seconds=2, spent_seconds=1)

    assert transcript.state is TranscriptState.READY
    assert transcript.text == "we need"
    assert transcript.confidence == round((0.1 * 1.0 + 0.3 * 0.5) / 0.4, 3)


def test_no_words_is_a_state_of_its_own():
    transcript = heard((), model="m", audio_seconds=2, spent_seconds=1)

    assert transcript.state is TranscriptState.NOTHING_RECOGNISED
    assert transcript.confidence is None


def test_ready_without_words_is_refused():
    with pytest.raises(ValueError, match="has words"):
        without_words(TranscriptState.READY)


@given(st.lists(words, max_size=5), st.sampled_from(TranscriptState), seconds)
def test_json_gives_back_the_same(some, state, length):
    transcript = Transcript(state, "x", tuple(some), 0.5, None, length, 0.1)

    assert from_json(json.loads(json.dumps(to_json(transcript)))) == transcript


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted(to_json(heard(HELLO, model="m", audio_seconds=1, spent_seconds=1)))),
       json_values)  # fmt: skip
def test_a_lying_answer_is_a_value_error_or_a_transcript(field, lie):
    data = to_json(heard(HELLO, model="m", audio_seconds=1, spent_seconds=1))
    data[field] = lie
    with contextlib.suppress(ValueError):
        assert isinstance(from_json(data), Transcript)


@pytest.mark.parametrize("lie", [float("nan"), float("inf"), -1, True, "1"])
def test_impossible_numbers_are_refused(lie):
    data = to_json(heard(HELLO, model="m", audio_seconds=1, spent_seconds=1))
    data["words"][0]["start"] = lie
    with pytest.raises(ValueError, match="not a transcript"):
        from_json(data)


def test_error_rates_ignore_case_and_punctuation():
    assert distance("kitten", "sitting") == 3
    measured = rates([("We need food.", "we need wood"), ("Help!", "help")])
    assert measured.word == 0.25
    assert measured.character == round(1 / 14, 3)
    assert rates([]).word is None
