"""What the decoding process can no longer do once it handles files from strangers.

The decoders are C and C++ code that reads hostile bytes. Whoever takes over that
process shall find: no network, no other process, no file to write, nothing to read
but programs and speech models, no secrets in the environment, a bound on memory and
time, and an end when its parent ends (promise B4). Each layer says whether it holds
on this kernel; the process goes on without a missing one and its parent logs that.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workers.landlock import allow_reading_only
from workers.seccomp import refuse_system_calls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000

#: What the decoding process may hold (promise B4): it replaces its recognizers at 0.8 of
#: it, and its parent ends it above. The Korean model takes 560 MB, an hour's words 600 more.
MEMORY_BYTES = 1536 * 1024 * 1024
#: The kernel can only bound what is reserved (RLIMIT_DATA); Vosk reserves 430 to 630 MB
#: that it never touches, and decoding at the edge of the limit would fail good recordings.
_RESERVED_BYTES = 640 * 1024 * 1024
_OPEN_FILES = 64
#: Kept of the environment; all else, so every secret, is dropped.
_KEPT_VARIABLES = frozenset(
    {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONUTF8", "OPENBLAS_NUM_THREADS"}
)


@dataclass(frozen=True)
class FenceReport:
    """Which layers this kernel could not give, in words for the log."""

    missing: tuple[str, ...]

    @property
    def network_is_shut(self) -> bool:
        return "network namespace" not in self.missing or "system call filter" not in self.missing


def enclose(
    *, parent: int, readable: Sequence[Path], memory_bytes: int = MEMORY_BYTES
) -> FenceReport:
    """Shut this process in, for good. Call it with one thread and before foreign imports.

    `readable` are the folders of programs and models, `parent` the process to die
    with. Exits at once when that parent is gone already.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    missing = []
    os.umask(0o077)
    for name in set(os.environ) - _KEPT_VARIABLES:
        del os.environ[name]
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) != 0:
        missing.append("network namespace")
    # After unshare, because a change of credentials forgets the signal (prctl(2)).
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)  # nobody attaches to it, no core
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # plain sound never on a disk (B5)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_OPEN_FILES, _OPEN_FILES))
    data = memory_bytes + _RESERVED_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (data, data))
    if not allow_reading_only(libc, readable):
        missing.append("file system rules")
    if not refuse_system_calls(libc):
        missing.append("system call filter")
    return FenceReport(tuple(missing))


def allow_cpu_seconds(seconds: float) -> None:
    """From now on this process may use so many seconds of CPU; then the kernel ends it.

    The kernel counts whole seconds, so one is added.
    """
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime + seconds) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
