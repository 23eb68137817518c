"""How long a recording may take to become words (promise B4), in one place.

CPU time is counted by the kernel and ends the decoding process; the parent waits
longer on the clock, for a machine that is busy, and then ends it itself.
"""

from __future__ import annotations

#: Reading a file is milliseconds; ten seconds is a file that wants to harm.
READING_CPU_SECONDS = 10.0
#: Two seconds for a small model, twenty for one of 2 GB from a slow disk.
LOADING_CPU_SECONDS = 120.0
#: The clock runs so much longer than the CPU before the parent acts.
WALL_MARGIN_SECONDS = 15.0
#: From exec to the first message: imports on a cold disk.
STARTING_WALL_SECONDS = 60.0


def decoding_cpu_seconds(audio_seconds: float) -> float:
    """Twice the length of the recording, and ten seconds."""
    return 2 * audio_seconds + 10


def wall_seconds(stage: str, audio_seconds: float) -> float:
    """How long the parent waits for a stage to end: reading, loading or decoding."""
    budget = {
        "reading": READING_CPU_SECONDS,
        "loading": LOADING_CPU_SECONDS,
        "decoding": decoding_cpu_seconds(audio_seconds),
    }[stage]
    return budget + WALL_MARGIN_SECONDS
