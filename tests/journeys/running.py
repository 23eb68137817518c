"""A whole hotline as `hotline up` starts it, over a folder of the test's own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ivr.simulator.client import Phone


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(look: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first thing that `look` finds; fails the test with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {what}")


@dataclass
class Running:
    """`hotline up` as a process, and the commands of a person beside it."""

    data_dir: Path
    process: subprocess.Popen[str]
    output: Path

    @classmethod
    def start(cls, data_dir: Path, **environment: str) -> Running:
        # What a killed one left behind would look like a new one that is up.
        (data_dir / "up.json").unlink(missing_ok=True)
        output = data_dir.parent / f"up-{time.monotonic_ns()}.log"
        with output.open("w") as file:
            process = subprocess.Popen(
                [
                    sys.executable, "-m", "hotline.cli", "up",
                    "--data-dir", str(data_dir),
                    "--port", str(free_port()),
                    "--phones-port", str(free_port()),
                    "--no-fetch-model",
                ],
                stdout=file, stderr=subprocess.STDOUT, text=True,
                env={**_clean_environment(), **environment},
            )  # fmt: skip
        running = cls(data_dir, process, output)
        wait_for(lambda: (data_dir / "up.json").exists() or running.ended(), 90, "up.json")
        assert process.poll() is None, running.said()
        return running

    def ended(self) -> bool:
        return self.process.poll() is not None

    def said(self) -> str:
        return self.output.read_text()

    @property
    def runtime(self) -> dict[str, Any]:
        return json.loads((self.data_dir / "up.json").read_text())

    @property
    def web(self) -> str:
        return self.runtime["web"]

    def phone(self, number: str) -> Phone:
        return Phone(self.runtime["phones"], number)

    def hotline(self, *arguments: str) -> str:
        """Run a `hotline` command over the same data folder; gives what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "hotline.cli", *arguments, "--data-dir", str(self.data_dir)],
            capture_output=True, text=True, check=False, env=_clean_environment(), timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def requests(self) -> list[dict[str, Any]]:
        return json.loads(self.hotline("requests", "list", "--json"))

    def wait_for_transcript(self, code: str, seconds: float = 90) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            shown = json.loads(self.hotline("requests", "show", code, "--open", "--json"))
            return shown if shown["transcript_state"] != "waiting" else None

        return wait_for(look, seconds, f"the transcript of {code}; {self.logs()}")

    def kill(self, name: str) -> None:
        """kill -9 of one of its processes, found by its command line."""
        os.kill(self.find(name), signal.SIGKILL)

    def find(self, name: str) -> int:
        """The process id of a member of the household, as it is now."""
        mark = {"speech": "workers speech", "fast": "workers fast", "relay": "workers relay"}[name]

        def look() -> int | None:
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit() and _is_ours(entry, mark, str(self.data_dir)):
                    return int(entry.name)
            return None

        return wait_for(look, 20, f"the process {name}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        self.process.send_signal(how)
        self.process.wait(30)

    def logs(self) -> str:
        logs = sorted((self.data_dir / "logs").glob("*.log"))
        return "\n".join(f"== {path.name}\n{path.read_text()[-1500:]}" for path in logs)


def _is_ours(entry: Path, mark: str, data_dir: str) -> bool:
    try:
        command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        environment = (entry / "environ").read_bytes().decode(errors="replace")
    except OSError:
        return False
    return mark in command and f"HOTLINE_DATA_DIR={data_dir}\0" in environment


def _clean_environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HOTLINE_", "TWILIO_")) or name == "HOTLINE_SHARED"
    }
