"""The decoding process itself: `python -m workers.speech_child FD PARENT MEMORY PATH...`.

It lives long, because what a recognizer has learned of its model's graph is worth more
than half of the time (../shared/speech/README.md); it is fenced before it imports
anything that reads sound; and when anything unforeseen happens it ends, for a fresh
one is a second away and a confused one is not trusted.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hotline.adapters
import hotline.domain
import workers
from workers.fence import allow_cpu_seconds, enclose
from workers.speech_limits import (
    LOADING_CPU_SECONDS,
    READING_CPU_SECONDS,
    decoding_cpu_seconds,
)
from workers.speech_wire import WireBroken, frame, read_frame


def main(arguments: list[str]) -> None:
    """Take jobs from the descriptor until it closes."""
    descriptor, parent, memory = (int(value) for value in arguments[:3])
    models = [Path(value) for value in arguments[3:]]
    report = enclose(parent=parent, readable=[*_programs(), *models], memory_bytes=memory)

    def tell(note: dict[str, Any]) -> None:
        left = frame(note)
        while left:
            left = left[os.write(descriptor, left) :]

    from workers.speech_decoding import MOST_SOUND_BYTES, Decoding

    decoding = Decoding(memory)
    tell({"ready": True, "missing": list(report.missing)})
    while True:
        try:
            job, sound = read_frame(
                lambda count: os.read(descriptor, count), most_sound=MOST_SOUND_BYTES
            )
        except WireBroken:
            return
        _do(decoding, job, sound, tell)


def _do(decoding: Any, job: dict[str, Any], sound: bytes, tell: Callable) -> None:
    """One job: read, load, decode; each step with a CPU budget of its own."""
    started = time.monotonic()
    allow_cpu_seconds(READING_CPU_SECONDS)
    if job.get("as") == "prompt":
        tell({"prompt": decoding.as_prompt(sound)})
        return
    decoding.read(sound)
    if decoding.sound is not None:
        tell({"stage": "loading", "seconds": decoding.seconds})
        allow_cpu_seconds(LOADING_CPU_SECONDS)
        if not decoding.load(Path(job["model_path"])):
            tell({"failed": "model"})
            return
        tell({"stage": "decoding", "seconds": decoding.seconds})
        allow_cpu_seconds(decoding_cpu_seconds(decoding.seconds))
        decoding.decode(Path(job["model_path"]), job["model_name"], job["language"])
    tell({"transcript": decoding.outcome(time.monotonic() - started)})


def _programs() -> list[Path]:
    """What Python and the libraries need to read; not the folder that we were started in.

    Of the checkout only our packages are open: the data folder may lie beside them.
    """
    ours = [Path(package.__path__[0]) for package in (hotline.adapters, hotline.domain, workers)]
    shared = [Path(sys.base_prefix), Path("/usr"), Path("/lib"), Path("/lib64")]
    libraries = [Path(entry) for entry in sys.path if entry.endswith(("-packages", ".zip"))]
    facts = [Path("/etc/ld.so.cache"), Path("/sys/devices/system/cpu"), Path("/proc")]
    root = Path(hotline.adapters.__path__[0]).parent
    return [*ours, root / "types.py", root / "errors.py", *shared, *libraries, *facts]


if __name__ == "__main__":
    main(sys.argv[1:])
