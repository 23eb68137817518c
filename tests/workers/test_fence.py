"""Each layer of the fence, tried from inside by a process that has been shut in."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap

import pytest

FORBIDDEN = {
    "a socket to the network": "import socket; socket.socket(socket.AF_INET)",
    "a socket to the next room": "import socket; socket.socket(socket.AF_UNIX)",
    "another program": "import os; os.posix_spawn('/bin/true', ['true'], {})",
    "a file": "open(os.environ.get('X', '/tmp') + '/fence-test', 'w')",
    "a file in the open folder": "open(OPEN + '/written', 'w').write('x')",
    "the secret beside it": "open(SECRET).read()",
    "its parent's environment": "open(f'/proc/{os.getppid()}/environ', 'rb').read(1)",
    "a signal to its parent": "os.kill(os.getppid(), 0)",
    "much memory": "bytearray(4 << 30)",
    "its hard limit": "import resource; resource.setrlimit(resource.RLIMIT_DATA, (1<<40, 1<<40))",
}

PROGRAM = """
    import json, os, sys, encodings.idna, socket, resource
    from pathlib import Path
    from workers.fence import enclose
    OPEN, SECRET = sys.argv[1:3]
    report = enclose(parent=os.getppid(), readable=[Path(OPEN)], memory_bytes=400 << 20)
    results = {"missing": list(report.missing), "environment": sorted(os.environ),
               "read": open(OPEN + "/allowed").read(), "done": []}
    for name, code in json.loads(sys.argv[3]).items():
        try:
            exec(code)
            results["done"].append(name)
        except (OSError, MemoryError, ValueError):
            pass
    print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def inside(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fence")
    opened, secret = folder / "open", folder / "secret"
    opened.mkdir()
    (opened / "allowed").write_text("model")
    secret.write_text("database")
    result = subprocess.run(
        [
            *(sys.executable, "-B", "-c", textwrap.dedent(PROGRAM)),
            *(str(opened), str(secret), json.dumps(FORBIDDEN)),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            "TWILIO_AUTH_TOKEN": "secret",
            "HOTLINE_MASTER_KEY": "secret",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(result.stdout)


NEEDS = {
    "the secret beside it": "file system rules",
    "its parent's environment": "file system rules",
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_what_a_shut_in_process_cannot_have(inside, name):
    layer = NEEDS.get(name, "")
    if layer in inside["missing"]:
        pytest.skip(f"this kernel has no {layer}")
    if "system call filter" in inside["missing"]:
        pytest.skip("this kernel or machine has no system call filter")
    assert name not in inside["done"]


def test_it_still_reads_what_it_may(inside):
    assert inside["read"] == "model"


def test_no_secret_stays_in_its_environment(inside):
    assert not [name for name in inside["environment"] if name.startswith(("HOTLINE", "TWILIO"))]


def test_cpu_time_runs_out():
    program = """
        from workers.fence import allow_cpu_seconds
        allow_cpu_seconds(0)
        while True:
            pass
    """
    result = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        timeout=20,
    )
    assert result.returncode < 0
