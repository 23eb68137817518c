"""Who is measured: plain Vosk, Vosk's own command, and the worker's path with one or two.

Every contender begins with a recognizer that has heard nothing, hears every clip once,
and is not charged for starting and loading its model.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from hotline.commands.bench_clips import Clip
from hotline.errors import HotlineError
from hotline.types import Language

#: Told after each clip, with its seconds.
Step = Callable[[float], None]


@dataclass(frozen=True)
class Measured:
    """What one contender did: seconds on the clock and of CPU, bytes at the peak, texts."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    texts: dict[str, str]


def plain_vosk(clips: Sequence[Clip], model: Path) -> Measured:
    """One model, a fresh recognizer for each file, one thread, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(_plain, (list(clips), model))


def _plain(clips: list[Clip], model: Path) -> Measured:
    from hotline.adapters.audio import read_any
    from hotline.adapters.memory import peak_bytes
    from hotline.adapters.vosk import PlainVosk

    vosk = PlainVosk(model)
    started, used = time.monotonic(), time.process_time()
    texts = {clip.name: vosk.text(read_any(clip.data)) for clip in clips}
    return Measured(time.monotonic() - started, time.process_time() - used, peak_bytes(), texts)


def worker_path(
    clips: Sequence[Clip], model: Path, language: Language, processes: int, step: Step
) -> Measured:
    """As a voicemail goes: bytes through the pipe to so many fenced decoding processes."""
    from hotline.adapters.memory import cpu_seconds, peak_bytes
    from workers.speech import SpeechProcess

    # A breath of noise that the gate lets pass: it makes each process load its model.
    warming = _breath()
    pool = [SpeechProcess(models=[model]) for _ in range(processes)]
    try:
        for process in pool:
            process.transcribe(warming, language, model, model.name)
        waiting: SimpleQueue[Clip] = SimpleQueue()
        for clip in clips:
            waiting.put(clip)
        texts: dict[str, str] = {}

        def work(process: SpeechProcess) -> None:
            while True:
                try:
                    clip = waiting.get_nowait()
                except Empty:
                    return
                done = process.transcribe(clip.data, language, model, model.name)
                texts[clip.name] = done.text
                step(clip.seconds)

        started, used = time.monotonic(), sum(cpu_seconds(one.pid) for one in pool)
        with ThreadPoolExecutor(processes) as threads:
            list(threads.map(work, pool))
        spent = time.monotonic() - started
        used = sum(cpu_seconds(one.pid) for one in pool) - used
        peak = sum(peak_bytes(process.pid) for process in pool if process.pid)
    finally:
        for process in pool:
            process.close()
    return Measured(spent, used, peak, texts)


def vosk_transcriber(clips: Sequence[Clip], model: Path) -> Measured:
    """Vosk's own command over the folder with its two threads; its start is not counted.

    It asks ffmpeg for 16 kHz sound. Where none is installed, the sound is made ready
    beforehand and a stand-in gives it out: that is in its favour.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        start = _run_command([], folder / "start", model)
        whole = _run_command(clips, folder / "all", model)
    return Measured(
        whole.seconds - start.seconds,
        whole.cpu_seconds - start.cpu_seconds,
        whole.peak_bytes,
        whole.texts,
    )


def _run_command(clips: Sequence[Clip], folder: Path, model: Path) -> Measured:
    """The command over those clips, its start counted, and what it wrote for each."""
    sounds, words = folder / "sounds", folder / "words"
    sounds.mkdir(parents=True)
    words.mkdir()
    with _ffmpeg(folder) as (environment, prepare):
        for number, clip in enumerate(clips):
            (sounds / f"{number}.wav").write_bytes(prepare(clip.data))
        if not clips:
            (sounds / "start.wav").write_bytes(prepare(_breath(seconds=0.02)))
        program = (
            "import os, sys; os.cpu_count = lambda: 2; "
            "from vosk.transcriber.cli import main; main()"
        )
        command = [
            *(sys.executable, "-c", program, "--model", str(model), "--log-level", "ERROR"),
            *("--input", str(sounds), "--output", str(words)),
        ]
        started = time.monotonic()
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        spent = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise HotlineError("vosk-transcriber failed: is the model whole?")
    texts = {}
    for number, clip in enumerate(clips):
        texts[clip.name] = (words / f"{number}.txt").read_text("utf-8").replace("\n", " ")
    used = usage.ru_utime + usage.ru_stime
    return Measured(spent, used, usage.ru_maxrss * 1024, texts)


@contextmanager
def _ffmpeg(folder: Path) -> Iterator[tuple[dict[str, str], Callable[[bytes], bytes]]]:
    """The environment for the command, and what to do with each file before it."""
    if shutil.which("ffmpeg"):
        yield dict(os.environ), lambda data: data
        return
    stand_in = folder / "bin" / "ffmpeg"
    stand_in.parent.mkdir()
    # Called as: ffmpeg -nostdin -loglevel quiet -i FILE -ar 16000 -ac 1 -f s16le -
    stand_in.write_text('#!/bin/sh\nexec cat "$5"\n')
    stand_in.chmod(0o700)
    yield {**os.environ, "PATH": f"{stand_in.parent}:{os.environ['PATH']}"}, _as_16_khz


def _as_16_khz(data: bytes) -> bytes:
    from hotline.adapters.audio import read_any
    from hotline.adapters.telephone import resample

    return resample(read_any(data), 16_000).samples.tobytes()


def _breath(seconds: float = 0.7) -> bytes:
    """A short swelling noise, 16 kHz: not speech, not steady, not silent."""
    import numpy as np

    from hotline.commands.bench_clips import wav

    count = int(16_000 * seconds)
    swell = np.linspace(0.01, 0.2, count)
    noise = np.random.default_rng(1).normal(0, 1, count) * swell
    return wav((np.clip(noise, -1, 1) * 32767).astype("<i2").tobytes(), 16_000)
