"""The recordings that may be played now: those of the network, then those that came with us.

The network's lie in its data folder and change while calls go on: an approved one is heard at
the next prompt, without a restart. The index is looked at once a second at most, by its time
and size, so that a prompt costs no reading.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from hotline.types import Language
from ivr.prompt_index import INDEX, RecordingRefused, folder_of, playable

_log = logging.getLogger("hotline")
#: Seconds between two looks at the same index.
LOOK_EVERY = 1.0
_NAME = re.compile(r"[\w~-]+(\.[\w-]+)+")
_State = tuple[int, int] | None


@dataclass(frozen=True)
class Shelved:
    """Recordings of one language by prompt, and of which words each was made, where known."""

    paths: Mapping[str, Path] = field(default_factory=dict)
    made_from: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Looked:
    at: float
    state: _State
    shelved: Shelved


class Shelf:
    """Recordings by language. Safe to use from several threads.

    `packaged` is the translations folder, `data_dir` the network's (None for neither).
    Without `stand_ins` what a machine made is not played. Making one raises RecordingRefused
    for an index that cannot be read; after that the last good one stays.
    """

    def __init__(
        self,
        languages: Iterable[Language] = (),
        packaged: Path | None = None,
        data_dir: Path | None = None,
        *,
        stand_ins: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.stand_ins = stand_ins
        self._data_dir, self._clock, self._lock = data_dir, clock, Lock()
        self._packaged = {
            each: _sounds(packaged / each.tag / "audio") for each in languages if packaged
        }
        self._looked: dict[Language, _Looked] = {}
        #: What was ever played by this process: a call may come back for it within the hour.
        self._known: dict[tuple[str, str], Path] = {}
        for language in self._packaged:
            self._look(language)

    def of(self, language: Language) -> Shelved:
        """What may be played in that language now."""
        with self._lock:
            looked = self._looked.get(language)
            if looked is None or self._clock() - looked.at >= LOOK_EVERY:
                try:
                    return self._look(language)
                except RecordingRefused:
                    _log.error("prompt-index-unreadable")
                    return looked.shelved if looked else Shelved()
            return looked.shelved

    def find(self, tag: str, name: str) -> Path | None:
        """The file behind an address that a call was given; None for any other name."""
        known = self._known.get((tag, name))
        if known is None and _NAME.fullmatch(name):
            # Another process may have given out the address of one approved this second.
            language = next((each for each in self._packaged if each.tag == tag), None)
            if language is not None:
                with self._lock:
                    self._looked.pop(language, None)
                self.of(language)
                known = self._known.get((tag, name))
        return known if known is not None and known.is_file() else None

    def _look(self, language: Language) -> Shelved:
        state = self._state(language)
        before = self._looked.get(language)
        if before is not None and before.state == state:
            before.at = self._clock()
            return before.shelved
        own: tuple[dict[str, Path], dict[str, str]] = ({}, {})
        if state is not None and self._data_dir is not None:
            own = playable(folder_of(self._data_dir, language), self.stand_ins)
        shelved = Shelved({**self._packaged.get(language, {}), **own[0]}, own[1])
        self._looked[language] = _Looked(self._clock(), state, shelved)
        self._known.update({(language.tag, path.name): path for path in shelved.paths.values()})
        return shelved

    def _state(self, language: Language) -> _State:
        if self._data_dir is None:
            return None
        try:
            status = (folder_of(self._data_dir, language) / INDEX).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_size


def _sounds(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.wav"))}
