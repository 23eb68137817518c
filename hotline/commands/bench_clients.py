"""Clients that post at the same time and are timed: the measure of every bench of webhooks."""

from __future__ import annotations

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Post:
    """One signed form, ready to be sent."""

    path: str
    form: str
    signature: str


@dataclass(frozen=True)
class Figures:
    """Requests per second, and milliseconds at the median and the 99th percentile."""

    per_second: float
    p50: float
    p99: float
    errors: int


def measure(
    port: int, posts: Sequence[Post], at_once: int, is_right: Callable[[bytes], bool]
) -> Figures:
    """Post all with `at_once` clients, each over one kept connection to this machine.

    An answer is an error when its status is not 200 or its body is not right.
    """
    took: list[float] = []
    errors: list[str] = []

    def client(mine: Sequence[Post]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        for post in mine:
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": post.signature,
            }
            begun = time.perf_counter()
            connection.request("POST", post.path, post.form, headers)
            answer = connection.getresponse()
            body = answer.read()
            took.append(time.perf_counter() - begun)
            if answer.status != 200 or not is_right(body):
                errors.append(post.path)

    threads = [
        threading.Thread(target=client, args=(posts[start::at_once],)) for start in range(at_once)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    took.sort()
    return Figures(
        len(took) / whole,
        1000 * statistics.median(took),
        1000 * took[int(len(took) * 0.99)],
        len(errors),
    )
