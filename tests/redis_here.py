"""A real Redis for the tests that say so: the server that the hotline itself would start."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from hotline.adapters.redis_server import redis_command, redis_url


@contextmanager
def real_redis() -> Iterator[str]:
    """Start it over a short folder of its own; gives its URL."""
    with tempfile.TemporaryDirectory(prefix="hl-") as folder:
        data_dir = Path(folder)
        process = subprocess.Popen(redis_command(data_dir), stdout=subprocess.DEVNULL)
        try:
            url = redis_url(data_dir)
            client = redis.Redis.from_url(url)
            for _ in range(100):
                try:
                    client.ping()
                    break
                except redis.RedisError:
                    time.sleep(0.05)
            yield url
        finally:
            process.kill()
            process.wait()
