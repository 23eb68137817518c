"""How much memory and time a process has taken, as the kernel counts it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource


def resident_bytes(pid: int | None = None) -> int:
    """Bytes in memory now, of this process or that one; 0 where the kernel has no /proc."""
    return _field("VmRSS", pid)


def peak_bytes(pid: int | None = None) -> int:
    """The most bytes that were in memory at once; without /proc only of this process."""
    peak = _field("VmHWM", pid)
    if not peak and pid in (None, os.getpid()):
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return peak


def cpu_seconds(pid: int | None) -> float:
    """CPU seconds that a running process has used; 0.0 where the kernel has no /proc."""
    try:
        with open(f"/proc/{pid or 'self'}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def give_back() -> None:
    """Hand freed memory back to the kernel now (malloc_trim(3)); nothing where there is none."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def _field(name: str, pid: int | None) -> int:
    try:
        with open(f"/proc/{pid or 'self'}/status", encoding="ascii", errors="replace") as file:
            for line in file:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
