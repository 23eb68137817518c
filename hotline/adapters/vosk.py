"""Sound to words with Vosk, offline; the only module that imports vosk.

Measured facts behind it are in ../shared/speech/README.md: what a small model composes
of its graph is kept by the recognizer, so one recognizer lives on per model and rate
(x7 real time against x4); it hears a telephone's 8000 Hz better as they are than
resampled; and it can be used again only after FinalResult.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import vosk

from hotline.adapters.audio import TELEPHONE_RATE, Sound
from hotline.adapters.memory import give_back, resident_bytes
from hotline.adapters.telephone import resample
from hotline.domain.transcripts import Word
from hotline.types import Language

#: Chunk size changes the text a little, so it is the same everywhere.
CHUNK_BYTES = 8_000
#: What a model says on silence; a result of nothing else was not said by anybody.
FILLERS: dict[str, frozenset[str]] = {"en": frozenset({"the", "huh"})}
#: A kept recognizer grew by 180 MB in ten minutes of sound: then a new one is made.
RECOGNIZER_SECONDS = 600.0
#: A loaded model takes about twice its files and 100 MB for decoding.
_MODEL_GROWTH = 2.2
_DECODING_BYTES = 100 * 1024 * 1024


class ModelUnusable(Exception):
    """The folder holds no model that Vosk can load."""


@dataclass
class _Kept:
    recognizer: vosk.KaldiRecognizer
    fed_samples: int = 0


@dataclass
class _Loaded:
    model: vosk.Model
    rate: int
    takes_telephone: bool
    recognizers: dict[int, _Kept] = field(default_factory=dict)

    def rate_for(self, sound: Sound) -> int:
        """The rate that the sound is handed over in: one of two, so that both stay warm."""
        if self.takes_telephone and sound.rate <= TELEPHONE_RATE:
            return TELEPHONE_RATE
        return self.rate


class Decoder:
    """Models and recognizers that are kept between recordings; one recording at a time.

    At most `keep` models stay loaded; less when `memory_bytes` would be passed. A
    recognizer is replaced after `recognizer_seconds` of sound, or when the process
    holds more than 0.8 of memory_bytes. Not safe for use from two threads.
    """

    def __init__(
        self,
        *,
        keep: int = 2,
        memory_bytes: int | None = None,
        recognizer_seconds: float = RECOGNIZER_SECONDS,
        resident: Callable[[], int] = resident_bytes,
    ) -> None:
        vosk.SetLogLevel(-1)
        self._keep = max(keep, 1)
        self._memory = memory_bytes
        self._recognizer_seconds = recognizer_seconds
        self._resident = resident
        self._loaded: OrderedDict[Path, _Loaded] = OrderedDict()

    def load(self, path: Path) -> None:
        """Load the model in that folder, unless it is; raises ModelUnusable."""
        if path in self._loaded:
            self._loaded.move_to_end(path)
            return
        self._make_room(path)
        try:
            model = vosk.Model(model_path=str(path))
        except Exception:  # the bare class is what vosk raises
            raise ModelUnusable(f"{path.name} is not a speech model that Vosk can load.") from None
        settings = _feature_settings(path)
        self._loaded[path] = _Loaded(
            model,
            rate=int(float(settings.get("sample-frequency", 16_000))),
            takes_telephone=settings.get("allow-upsample", "false") == "true",
        )

    def words(self, sound: Sound, path: Path, language: Language) -> tuple[Word, ...]:
        """What was said in the sound, as heard by the model in that folder.

        Words have their times from the start of this sound, rising. Raises
        ModelUnusable, or what Vosk raises; the recognizer is then thrown away.
        """
        self.load(path)
        loaded = self._loaded[path]
        rate = loaded.rate_for(sound)
        ready = resample(sound, rate)
        kept = self._recognizer(loaded, rate)
        offset = kept.fed_samples / rate
        try:
            results = list(_decode(kept.recognizer, ready.samples.tobytes()))
        except BaseException:
            loaded.recognizers.pop(rate, None)
            raise
        kept.fed_samples += len(ready.samples)
        return tuple(_words(results, offset, sound.seconds, language))

    def knows(self, path: Path, word: str) -> bool:
        """True when the model can say that word at all; raises ModelUnusable."""
        self.load(path)
        return self._loaded[path].model.vosk_model_find_word(word) >= 0

    def forget(self) -> None:
        """Drop every model and recognizer."""
        self._loaded.clear()

    def loaded(self) -> tuple[Path, ...]:
        """The folders of the models in memory, the longest unused first."""
        return tuple(self._loaded)

    def _recognizer(self, loaded: _Loaded, rate: int) -> _Kept:
        kept = loaded.recognizers.get(rate)
        if kept and kept.fed_samples / rate >= self._recognizer_seconds:
            del loaded.recognizers[rate]
            kept = None
        elif kept and self._memory and self._resident() > 0.8 * self._memory:
            loaded.recognizers.clear()
            kept = None
            give_back()
        if kept is None:
            recognizer = vosk.KaldiRecognizer(loaded.model, rate)
            recognizer.SetWords(True)
            kept = loaded.recognizers[rate] = _Kept(recognizer)
        return kept

    def _make_room(self, path: Path) -> None:
        wanted = int(_MODEL_GROWTH * _size(path)) + _DECODING_BYTES
        while self._loaded and (
            len(self._loaded) >= self._keep
            or (self._memory is not None and self._resident() + wanted > self._memory)
        ):
            self._loaded.popitem(last=False)
            give_back()


class PlainVosk:
    """Vosk as its own examples use it: a fresh recognizer for every file.

    What the kept recognizers are measured against; nothing else uses it.
    """

    def __init__(self, path: Path) -> None:
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(model_path=str(path))

    def text(self, sound: Sound) -> str:
        """The words of the sound, handed over at its own rate."""
        recognizer = vosk.KaldiRecognizer(self._model, sound.rate)
        recognizer.SetWords(True)
        results = _decode(recognizer, sound.samples.tobytes())
        return " ".join(filter(None, (result.get("text", "") for result in results)))


def _decode(recognizer: vosk.KaldiRecognizer, data: bytes) -> Iterator[dict]:
    for start in range(0, len(data), CHUNK_BYTES):
        if recognizer.AcceptWaveform(data[start : start + CHUNK_BYTES]):
            yield json.loads(recognizer.Result())
    yield json.loads(recognizer.FinalResult())


def _words(
    results: list[dict], offset: float, seconds: float, language: Language
) -> Iterator[Word]:
    """The words of all results, on the recording's own clock, without mere fillers."""
    fillers = FILLERS.get(language.tag.split("-")[0], frozenset())
    for result in results:
        heard = result.get("result", [])
        if all(word["word"] in fillers for word in heard):
            continue
        for word in heard:
            start = min(max(word["start"] - offset, 0.0), seconds)
            end = min(max(word["end"] - offset, start), seconds)
            yield Word(word["word"], round(start, 3), round(end, 3), _certainty(word))


def _certainty(word: dict) -> float:
    return round(min(max(float(word.get("conf", 0.0)), 0.0), 1.0), 3)


def _feature_settings(path: Path) -> dict[str, str]:
    """The model's conf/mfcc.conf as `name: value`; big old models keep it beside the model."""
    settings = {}
    for name in ("conf/mfcc.conf", "mfcc.conf"):
        file = path / name
        if file.is_file():
            for line in file.read_text(encoding="utf-8", errors="replace").splitlines():
                key, _, value = line.strip().removeprefix("--").partition("=")
                settings[key] = value.strip()
            break
    return settings


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
