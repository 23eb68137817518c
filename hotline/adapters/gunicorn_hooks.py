"""What gunicorn does beside serving: open pages let go at once when a server process ends.

Without this every open page holds its process for the whole graceful timeout, and for these
seconds nobody answers the phone.
"""

from __future__ import annotations

import signal
import threading
from typing import Any


def post_worker_init(worker: Any) -> None:
    """Called by gunicorn in each server process once the application is there."""
    stop = getattr(worker.wsgi, "extensions", {}).get("hotline-live-stop")
    if stop is None:
        return
    before = signal.getsignal(signal.SIGTERM)

    def end(number: int, frame: Any) -> None:
        # Not in the handler: what it interrupted may hold the lock that stop() needs.
        threading.Thread(target=stop, daemon=True, name="end-pages").start()
        if callable(before):
            before(number, frame)

    signal.signal(signal.SIGTERM, end)
