"""What the decoding process does with one recording: read, load, decode, tell.

It holds no fence of its own and can be used without one where the sound is known,
as in the measurements.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from hotline.adapters.audio import (
    LARGEST_NOTE_BYTES,
    Damaged,
    EmptySound,
    Sound,
    UnreadableSound,
    Unsupported,
    read_any,
)
from hotline.adapters.voice import judge
from hotline.adapters.vosk import Decoder, ModelUnusable
from hotline.domain.prompt_recordings import BadRecording
from hotline.domain.transcripts import (
    Transcript,
    TranscriptState,
    Word,
    heard,
    to_json,
    without_words,
)
from hotline.types import Language

MOST_SOUND_BYTES = LARGEST_NOTE_BYTES
_STATES: dict[type[UnreadableSound], TranscriptState] = {
    Damaged: TranscriptState.DAMAGED,
    Unsupported: TranscriptState.UNSUPPORTED,
    EmptySound: TranscriptState.EMPTY,
}


class Decoding:
    """One recording after the other through the same kept models."""

    def __init__(self, memory_bytes: int | None = None) -> None:
        self._decoder = Decoder(memory_bytes=memory_bytes)
        self.sound: Sound | None = None
        self.seconds = 0.0
        self._state: TranscriptState | None = None
        self._words: tuple[Word, ...] = ()
        self._model: str | None = None

    def read(self, data: bytes) -> None:
        """Read the bytes; `sound` is None afterwards when there is nothing to decode."""
        self.sound, self.seconds, self._state = None, 0.0, None
        self._words, self._model = (), None
        try:
            sound = read_any(data)
        except UnreadableSound as error:
            self._state = _STATES[type(error)]
            return
        self.seconds = sound.seconds
        self._state = judge(sound)
        if self._state is None:
            self.sound = sound

    def load(self, model_path: Path) -> bool:
        """Have the model in memory; False when it is none that Vosk can load."""
        try:
            self._decoder.load(model_path)
        except ModelUnusable:
            return False
        return True

    def decode(self, model_path: Path, model_name: str, language: str) -> None:
        """Turn the sound that was read into words."""
        if self.sound is None:
            return
        self._model = model_name
        self._words = self._decoder.words(self.sound, model_path, Language(language))
        self.sound = None

    def outcome(self, spent_seconds: float) -> dict[str, Any]:
        """The transcript of the recording, as a dictionary for the wire."""
        return to_json(self.transcript(spent_seconds))

    def as_prompt(self, data: bytes) -> dict[str, Any]:
        """The sound as a prompt for the phone, or why it cannot be one; for the wire."""
        from hotline.adapters.prompt_sound import normalised

        try:
            return {"wav": base64.b64encode(normalised(data)).decode()}
        except BadRecording as refused:
            return {"refused": refused.kind}

    def transcript(self, spent_seconds: float) -> Transcript:
        if self._state is not None:
            return without_words(
                self._state, audio_seconds=self.seconds, spent_seconds=spent_seconds
            )
        return heard(
            self._words,
            model=self._model or "",
            audio_seconds=self.seconds,
            spent_seconds=spent_seconds,
        )
