"""What a machine heard in a recording: a draft that helps people sort, never a verdict.

A transcript may raise the urgency of a request and never lowers it or closes
anything (../shared/speech/README.md, "What decides the accuracy").
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

#: No recording of ours has more words; what claims more was not made by our decoder.
MOST_WORDS = 20_000


class TranscriptState(StrEnum):
    """Why there are words, or why there are none; a person listens in every case but READY.

    waiting: not done yet. ready: there are words. nothing-recognised: sound that the
    model could not turn into words. silent: no voice in it (silence, noise, tones).
    too-short: under 0.6 s. empty: no sound at all. damaged: the file is broken.
    unsupported: a format, or a length, that we do not read. no-model: no speech model
    for the language is installed. gave-up: every attempt crashed or ran out of time.
    """

    WAITING = "waiting"
    READY = "ready"
    NOTHING_RECOGNISED = "nothing-recognised"
    SILENT = "silent"
    TOO_SHORT = "too-short"
    EMPTY = "empty"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"
    NO_MODEL = "no-model"
    GAVE_UP = "gave-up"


@dataclass(frozen=True)
class Word:
    """One word as the model heard it; start and end in seconds from the recording's start.

    `confidence` (0 to 1) does not tell good from bad: dial tones became words at 1.0.
    It is shown, and nothing is decided by it.
    """

    text: str
    start: float
    end: float
    confidence: float


@dataclass(frozen=True)
class Transcript:
    """The outcome of one attempt; `words` is empty in every state but READY.

    `audio_seconds` is the length of the recording, `spent_seconds` the time that the
    attempt took. `model` names the model that was used, None where none was.
    """

    state: TranscriptState
    text: str
    words: tuple[Word, ...]
    confidence: float | None
    model: str | None
    audio_seconds: float
    spent_seconds: float


def heard(
    words: Iterable[Word], *, model: str, audio_seconds: float, spent_seconds: float
) -> Transcript:
    """The transcript of what was heard: READY with words, NOTHING_RECOGNISED without."""
    kept = tuple(words)
    return Transcript(
        state=TranscriptState.READY if kept else TranscriptState.NOTHING_RECOGNISED,
        text=" ".join(word.text for word in kept),
        words=kept,
        confidence=overall_confidence(kept),
        model=model,
        audio_seconds=round(audio_seconds, 3),
        spent_seconds=round(spent_seconds, 3),
    )


def without_words(
    state: TranscriptState,
    *,
    audio_seconds: float = 0.0,
    spent_seconds: float = 0.0,
    model: str | None = None,
) -> Transcript:
    """A transcript that has no words, and says why. Raises ValueError for READY."""
    if state is TranscriptState.READY:
        raise ValueError("a transcript that is ready has words: use heard()")
    return Transcript(state, "", (), None, model, round(audio_seconds, 3), round(spent_seconds, 3))


def overall_confidence(words: Iterable[Word]) -> float | None:
    """The mean of the words' confidences weighted by how long each lasted, 3 places.

    None without words; words that last no time at all count the same.
    """
    kept = tuple(words)
    if not kept:
        return None
    weights = [max(word.end - word.start, 0.0) for word in kept]
    if not sum(weights):
        weights = [1.0] * len(kept)
    weighted = sum(word.confidence * weight for word, weight in zip(kept, weights, strict=True))
    return round(weighted / sum(weights), 3)


def to_json(transcript: Transcript) -> dict[str, Any]:
    """A dictionary that json can write, and from_json can read again."""
    return {
        "state": transcript.state.value,
        "text": transcript.text,
        "words": [
            {"text": w.text, "start": w.start, "end": w.end, "confidence": w.confidence}
            for w in transcript.words
        ],
        "confidence": transcript.confidence,
        "model": transcript.model,
        "audio_seconds": transcript.audio_seconds,
        "spent_seconds": transcript.spent_seconds,
    }


def from_json(data: Mapping[str, Any]) -> Transcript:
    """The transcript in the dictionary; raises ValueError for anything that is not one.

    It also reads the answers of the decoding process, which has handled hostile files
    and is not trusted: every field's type and every number is looked at.
    """
    try:
        words = data["words"]
        if not isinstance(words, list) or len(words) > MOST_WORDS:
            raise ValueError
        confidence = data["confidence"]
        model = data["model"]
        return Transcript(
            state=TranscriptState(data["state"]),
            text=_text(data["text"]),
            words=tuple(
                Word(
                    _text(word["text"]),
                    _seconds(word["start"]),
                    _seconds(word["end"]),
                    _seconds(word["confidence"]),
                )
                for word in words
            ),
            confidence=None if confidence is None else _seconds(confidence),
            model=None if model is None else _text(model),
            audio_seconds=_seconds(data["audio_seconds"]),
            spent_seconds=_seconds(data["spent_seconds"]),
        )
    except (KeyError, TypeError, ValueError):
        raise ValueError("this is not a transcript") from None


def with_spent(transcript: Transcript, seconds: float) -> Transcript:
    """The same transcript with the time that the whole attempt took, in seconds."""
    return replace(transcript, spent_seconds=round(seconds, 3))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    raise ValueError


def _seconds(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        if math.isfinite(number) and number >= 0:
            return number
    raise ValueError
