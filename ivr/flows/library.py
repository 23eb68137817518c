"""The flow file while it is being edited: the last good version answers the phone.

A call keeps the version it began with, so that nobody is moved to another question by
somebody else's typing.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from ivr.flows.loader import load_flow
from ivr.flows.model import Flow, Mistake
from ivr.flows.yaml_nodes import FlowMistakes

#: Versions kept for calls under way: a call lasts half an hour, an editor saves often.
VERSIONS_KEPT = 64
#: Seconds between two looks at the file.
LOOK_EVERY = 1.0


def default_flow_path() -> Path:
    """The flow that comes with the hotline."""
    return Path(__file__).with_name("default.yaml")


class FlowLibrary:
    """The versions of one flow file. Safe to use from several threads.

    Making one raises FlowMistakes (or OSError) when the file is bad or gone: at the start
    there is no good version yet. After that nothing raises.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._clock = clock
        self._lock = Lock()
        self._versions: OrderedDict[str, Flow] = OrderedDict()
        self._sources: dict[str, tuple[str, str]] = {}
        self._mistakes: tuple[Mistake, ...] = ()
        self._state = self._state_of_file()
        self._looked_at = clock()
        self._current = self._load(path.name, path.read_text(encoding="utf-8"))

    @property
    def mistakes(self) -> tuple[Mistake, ...]:
        """What is wrong in the file as it is now; nothing when it is the current version."""
        return self._mistakes

    def current(self) -> Flow:
        """The newest good version. Looks at the file at most once a second."""
        with self._lock:
            now = self._clock()
            if now - self._looked_at >= LOOK_EVERY:
                self._looked_at = now
                self._look()
            return self._current

    def version(self, version: str) -> Flow | None:
        """A version this process has read; ivr/flow_versions.py finds those of others."""
        with self._lock:
            return self._versions.get(version)

    def source(self, version: str) -> tuple[str, str]:
        """(the file's name, its text) of a version that this process knows."""
        with self._lock:
            return self._sources[version]

    def take_up(self, name: str, text: str) -> Flow | None:
        """A version from another process, or from before; None when it cannot be read (any more)."""
        with self._lock:
            try:
                return self._load(name, text)
            except FlowMistakes:
                return None

    def _look(self) -> None:
        state = self._state_of_file()
        if state == self._state:
            return
        self._state = state
        try:
            text = self._path.read_text(encoding="utf-8")
            self._current = self._load(self._path.name, text)
            self._mistakes = ()
        except FlowMistakes as error:
            self._mistakes = tuple(error.mistakes)
        except (OSError, UnicodeDecodeError) as error:
            self._mistakes = (
                Mistake(self._path.name, 1, 1, f"the file cannot be read ({type(error).__name__})"),
            )

    def _load(self, name: str, text: str) -> Flow:
        flow = load_flow(text, name)
        self._versions[flow.version] = flow
        self._sources[flow.version] = (name, text)
        self._versions.move_to_end(flow.version)
        while len(self._versions) > VERSIONS_KEPT:
            forgotten, _ = self._versions.popitem(last=False)
            del self._sources[forgotten]
        return flow

    def _state_of_file(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        # Nanoseconds and size: an editor that saves twice in one second is seen.
        return status.st_mtime_ns, status.st_size
