"""Each long-lived process leaves a sign of life in Redis; /readyz reads them."""

from __future__ import annotations

import contextlib
import threading

import redis

#: A sign is renewed every EVERY seconds and gone after LASTS.
EVERY = 5
LASTS = 15


def sign_key(name: str) -> str:
    return f"hotline:alive:{name}"


def leave_sign(connection: redis.Redis, name: str) -> None:
    """Say now that `name` lives. Raises RedisError when Redis is away."""
    connection.set(sign_key(name), 1, ex=LASTS)


def keep_leaving_signs(connection: redis.Redis, name: str) -> threading.Thread:
    """A thread that says so for as long as the process lives, whatever Redis does."""

    def run() -> None:
        pause = threading.Event()
        while True:
            # When Redis is away, the next sign says so once it is back.
            with contextlib.suppress(redis.RedisError):
                leave_sign(connection, name)
            pause.wait(EVERY)

    thread = threading.Thread(target=run, daemon=True, name=f"alive-{name}")
    thread.start()
    return thread


def is_alive(connection: redis.Redis, name: str) -> bool:
    """True when a sign was left within LASTS seconds. Raises RedisError."""
    return bool(connection.exists(sign_key(name)))
