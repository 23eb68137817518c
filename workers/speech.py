"""The worker's side of decoding: sends sound to a fenced process and waits, not for ever.

One decoding process lives on for many recordings (workers/speech_child.py). A crash, a
hang or a limit reached costs that recording's attempt, and the next one finds a fresh
process (promise B4).
"""

from __future__ import annotations

import base64
import contextlib
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hotline.adapters.memory import resident_bytes
from hotline.domain.prompt_recordings import BadRecording
from hotline.domain.transcripts import (
    Transcript,
    TranscriptState,
    from_json,
    without_words,
)
from hotline.errors import TranscriptionFailed
from hotline.types import Language
from workers.fence import MEMORY_BYTES
from workers.lasting_thread import run_in_lasting_thread
from workers.speech_limits import STARTING_WALL_SECONDS, wall_seconds
from workers.speech_wire import WireBroken, frame, read_frame

logger = logging.getLogger(__name__)

#: Equal to the larger cap of adapters/audio.py, which is not imported here: it needs numpy.
MOST_SOUND_BYTES = 16 * 1024 * 1024
LONGEST_AUDIO_SECONDS = 300.0
#: How often the memory of the decoding process is looked at while it works.
LOOK_EVERY_SECONDS = 0.5

_Answer = TypeVar("_Answer")


class SpeechProcess:
    """One fenced decoding process, replaced whenever it is lost.

    `memory_bytes` is what it may hold in memory: 1.5 GiB is enough for every small
    model. The kernel bounds what it may reserve besides (workers/fence.py). `models` are folders that it may read models in; a model that lies in none
    of them costs one restart. Safe to call from several threads: one job at a time.
    After a fork the child process starts a decoding process of its own.
    """

    def __init__(self, *, models: Iterable[Path] = (), memory_bytes: int = MEMORY_BYTES) -> None:
        self._memory_bytes = memory_bytes
        self._readable = {folder.resolve() for folder in models}
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._wire: socket.socket | None = None
        self._owner = os.getpid()

    @property
    def pid(self) -> int | None:
        """The process number of the decoding process, None when none runs."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def start(self) -> None:
        """Have a decoding process that is ready; raises TranscriptionFailed."""
        with self._lock:
            self._ensure()

    def close(self) -> None:
        """End the decoding process; transcribe() would start another."""
        with self._lock:
            self._end()

    def transcribe(
        self,
        sound: bytes,
        language: Language,
        model_path: Path,
        model_name: str,
        deadline_seconds: float | None = None,
    ) -> Transcript:
        """The words in that sound, or why there are none (damaged, silent, too short ...).

        Waits at most as long as workers/speech_limits.py says for that length, or
        `deadline_seconds` on the clock where given. Raises TranscriptionFailed when the
        process crashed, hung or met a limit: that attempt is lost and nothing else.
        """
        if len(sound) > MOST_SOUND_BYTES:
            return without_words(TranscriptState.UNSUPPORTED)
        job = {
            "language": language.tag,
            "model_path": str(model_path.resolve()),
            "model_name": model_name,
        }

        def do(wire: socket.socket) -> Transcript:
            return self._do(wire, job, sound, deadline_seconds)

        return self._run(do, model_path.resolve())

    def as_prompt(self, sound: bytes) -> bytes:
        """The sound as a prompt for the phone (adapters/prompt_sound.py), made in the fence.

        Raises BadRecording with what is wrong with it, TranscriptionFailed when the process
        was lost over it.
        """
        if len(sound) > MOST_SOUND_BYTES:
            raise BadRecording("long")

        def do(wire: socket.socket) -> dict[str, Any]:
            until = time.monotonic() + wall_seconds("reading", 0)
            wire.settimeout(_left(until))
            wire.sendall(frame({"as": "prompt"}, sound))
            note = self._receive(wire, until).get("prompt")
            if not isinstance(note, dict):
                raise WireBroken("a message that is none of ours")
            return note

        answer = self._run(do)
        if "refused" in answer:
            raise BadRecording(str(answer["refused"]))
        try:
            return base64.b64decode(answer["wav"], validate=True)
        except (KeyError, TypeError, ValueError):
            raise BadRecording("unreadable") from None

    def _run(self, do: Callable[[socket.socket], _Answer], model: Path | None = None) -> _Answer:
        """One job of the decoding process; whatever breaks costs this job alone."""
        with self._lock:
            if model is not None:
                self._admit(model)
            wire = self._ensure()
            try:
                return do(wire)
            except TranscriptionFailed:
                raise
            except (OSError, WireBroken, ValueError, MemoryError) as error:
                reason = self._reason(error)
                self._end(kill=True)
                raise TranscriptionFailed(
                    f"The decoding process {reason}; this attempt is lost."
                ) from None
            except BaseException:  # a worker's own timeout: the process is in mid-job
                self._end(kill=True)
                raise

    def _do(
        self, wire: socket.socket, job: dict[str, Any], sound: bytes, deadline: float | None
    ) -> Transcript:
        end = None if deadline is None else time.monotonic() + deadline
        until = _earlier(time.monotonic() + wall_seconds("reading", 0), end)
        wire.settimeout(_left(until))
        wire.sendall(frame(job, sound))
        while True:
            note = self._receive(wire, until)
            if "transcript" in note:
                return from_json(note["transcript"])
            if note.get("failed") == "model":
                raise TranscriptionFailed(
                    f"The speech model {job['model_name']} cannot be loaded. "
                    f"Fetch it again: hotline models fetch {job['language']}"
                )
            stage, seconds = _stage(note)
            until = _earlier(time.monotonic() + wall_seconds(stage, seconds), end)

    def _receive(self, wire: socket.socket, until: float) -> dict[str, Any]:
        """The next message, at the latest then; raises also when memory is passed."""

        def read(count: int) -> bytes:
            while True:
                wire.settimeout(min(_left(until), LOOK_EVERY_SECONDS))
                with contextlib.suppress(TimeoutError):
                    return wire.recv(count)
                if resident_bytes(self.pid) > self._memory_bytes:
                    raise MemoryError

        return read_frame(read)[0]

    def _admit(self, model_path: Path) -> None:
        """The fence cannot be widened from inside: a new folder needs a new process."""
        if not any(model_path.is_relative_to(folder) for folder in self._readable):
            self._readable.add(model_path)
            self._end()

    def _ensure(self) -> socket.socket:
        if self._owner != os.getpid():  # forked: that process belongs to our parent
            self._owner, self._child, self._wire = os.getpid(), None, None
        if self._wire and self._child is not None and self._child.poll() is None:
            return self._wire
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            # The kernel ends a process with the *thread* that started it (prctl(2)).
            self._child = run_in_lasting_thread(lambda: self._spawn(theirs.fileno()))
        self._wire = ours
        try:
            hello = self._receive(ours, time.monotonic() + STARTING_WALL_SECONDS)
        except (OSError, WireBroken, MemoryError) as error:
            reason = self._reason(error)
            self._end(kill=True)
            raise TranscriptionFailed(f"The decoding process {reason} while starting.") from None
        for layer in hello.get("missing", ()):
            logger.warning("the decoding process runs without a layer of its fence: %s", layer)
        return ours

    def _spawn(self, descriptor: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                *(sys.executable, "-B", "-P", "-s", "-m", "workers.speech_child"),
                *(str(descriptor), str(os.getpid()), str(self._memory_bytes)),
                *sorted(str(folder) for folder in self._readable),
            ],
            env={
                "PATH": os.defpath,
                "LANG": "C.UTF-8",
                "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
                # One decoding process per core: the libraries' own threads only disturb.
                "OPENBLAS_NUM_THREADS": "1",
            },
            pass_fds=(descriptor,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # it has seen a caller's words: nothing goes to a log
            cwd="/",
        )

    def _reason(self, error: Exception) -> str:
        """What happened, in words that hold nothing of the recording."""
        if isinstance(error, TimeoutError):
            return "took too long and was ended"
        if isinstance(error, MemoryError):
            return "took too much memory and was ended"
        if isinstance(error, ValueError):
            return "answered with what is no transcript"
        code = None
        if self._child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._child.wait(timeout=2)
        return f"crashed (exit status {code})"

    def _end(self, *, kill: bool = False) -> None:
        wire, child = self._wire, self._child
        self._wire = self._child = None
        if self._owner != os.getpid():
            return
        if wire is not None:
            wire.close()
        if child is None:
            return
        if not kill:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=2)
        child.kill()
        child.wait()


class InstalledSpeechModel(Protocol):
    """What is needed of a model here (adapters/speech_models.py has them)."""

    @property
    def path(self) -> Path: ...
    @property
    def name(self) -> str: ...


class FindsModels(Protocol):
    def find(self, language: Language) -> InstalledSpeechModel | None: ...


class FencedTranscriber:
    """The port Transcriber: sound to words with the models of this machine, fenced."""

    def __init__(self, models: FindsModels, process: SpeechProcess) -> None:
        self._models = models
        self._process = process

    def transcribe(self, sound: bytes, language: Language) -> Transcript:
        """A transcript in one of its states, NO_MODEL where the language has no model.

        Raises TranscriptionFailed for a lost attempt: try again later.
        """
        model = self._models.find(language)
        if model is None:
            return without_words(TranscriptState.NO_MODEL)
        return self._process.transcribe(sound, language, model.path, model.name)


def _stage(note: dict[str, Any]) -> tuple[str, float]:
    stage, seconds = note.get("stage"), note.get("seconds")
    if stage not in ("loading", "decoding") or not isinstance(seconds, int | float):
        raise WireBroken("a message that is none of ours")
    return stage, min(max(float(seconds), 0.0), LONGEST_AUDIO_SECONDS)


def _earlier(one: float, other: float | None) -> float:
    return one if other is None else min(one, other)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
