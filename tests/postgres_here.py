"""A real PostgreSQL for the tests that say so, in a folder of its own on a unix socket."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _tool(name: str) -> str:
    found = shutil.which(name) or next(
        iter(sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"), reverse=True)), None
    )
    if found is None:
        pytest.skip("PostgreSQL is not installed here (on Debian: apt install postgresql)")
    return found


def _as_postgres() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    person = pwd.getpwnam("postgres")
    return {"user": person.pw_uid, "group": person.pw_gid}


@contextmanager
def real_postgres() -> Iterator[str]:
    """Start it; gives a URL for SQLAlchemy."""
    initdb, postgres = _tool("initdb"), _tool("pg_ctl")
    who = _as_postgres()
    folder = Path(tempfile.mkdtemp(prefix="hl-pg-"))
    if who:
        shutil.chown(folder, "postgres", "postgres")
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True, **who}
    try:
        subprocess.run([initdb, "-D", str(data), "-U", "hotline", "-A", "trust", "-N"], **quiet)
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        subprocess.run([postgres, "-D", str(data), "-w", "-o", options, "start"], **quiet)
        try:
            yield f"postgresql+psycopg://hotline@/postgres?host={folder}"
        finally:
            subprocess.run([postgres, "-D", str(data), "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
