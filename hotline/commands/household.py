"""The processes of `hotline up`: started in order, kept running, ended together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: A log is begun anew when it has grown past this many bytes.
LOG_BYTES = 5_000_000
#: Seconds that a process has to end well before it is killed.
GRACE = 8.0


@dataclass
class Member:
    """One process of the household."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    started_at: float = field(default=0.0)


def _die_with_parent() -> None:
    """Runs in the child before it becomes the program: kill -9 of `up` ends it too."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG, prctl(2)


class Household:
    """Starts members, starts dead ones again, and ends all of them in reverse order."""

    def __init__(self, log_dir: Path, say: Callable[[str], None]) -> None:
        self._log_dir = log_dir
        self._say = say
        self._members: list[Member] = []
        log_dir.mkdir(parents=True, exist_ok=True, mode=0o700)

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Start one member; its output goes to its own log."""
        member = Member(name, command, environment)
        self._members.append(member)
        self._launch(member)

    def keep(self) -> None:
        """One look: start again what has died, ever more slowly if it dies at once."""
        for member in self._members:
            if member.process is None or member.process.poll() is None:
                continue
            if time.monotonic() - member.started_at < min(30, 2**member.restarts):
                continue
            self._say(f"{member.name} had ended; it is started again.")
            lived = time.monotonic() - member.started_at
            member.restarts = 0 if lived > 60 else member.restarts + 1
            self._launch(member)

    def died(self, name: str) -> bool:
        """True when the member has ended by itself."""
        return any(
            member.name == name and member.process and member.process.poll() is not None
            for member in self._members
        )

    def pids(self) -> dict[str, int]:
        """Process ids by name."""
        return {m.name: m.process.pid for m in self._members if m.process}

    def end(self) -> None:
        """End everything: politely, then after GRACE seconds for certain."""
        for member in reversed(self._members):
            if member.process and member.process.poll() is None:
                member.process.terminate()
        deadline = time.monotonic() + GRACE
        for member in reversed(self._members):
            if member.process is None:
                continue
            try:
                member.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                member.process.kill()
                member.process.wait()

    def _launch(self, member: Member) -> None:
        path = self._log_dir / f"{member.name.replace(' ', '-')}.log"
        mode = "wb" if path.exists() and path.stat().st_size > LOG_BYTES else "ab"
        with path.open(mode) as log:
            os.chmod(path, 0o600)
            # A session of its own: Ctrl-C in the terminal reaches `up` alone, which
            # then ends the others in order.
            member.process = subprocess.Popen(
                member.command,
                env=dict(member.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent,
            )
        member.started_at = time.monotonic()
