"""The open pages hear at once that the queue has changed, without asking all the time."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import redis
from flask import Blueprint, Response, session

from hotline.adapters.rq_queue import CHANNEL
from hotline.services import accounts
from hotline.web.context import context, ports
from hotline.web.policy import passive, signed_in

MAX_STREAMS = 150
#: Open pages of one volunteer, in one process.
STREAMS_OF_ONE = 20
HEARTBEAT_SECONDS = 15.0
#: Without Redis every page is told to look this often.
FALLBACK_SECONDS = 5.0
SESSION_CHECK_SECONDS = 60.0
#: A stream ends by itself: a proxy or a sleeping phone may have forgotten it long ago.
LONGEST_STREAM_SECONDS = 600.0
#: Redis is asked for a sign of life this often while it is silent.
_PING_SECONDS = 15.0

live_pages = Blueprint("live", __name__)


@live_pages.get("/queue/events")
@passive
def events() -> Response:
    live, doors, token = context().live, ports(), session["token"]
    who = signed_in().volunteer_id
    if not live.take_place(who):
        return Response(status=503, headers={"Retry-After": "15"})

    def still_signed_in() -> bool:
        return accounts.find_session(doors, token, active=False) is not None

    response = Response(
        live.stream(still_signed_in),
        mimetype="text/event-stream",
        headers={"X-Accel-Buffering": "no"},
    )
    # Not in the generator: one that was never begun would never give its place back.
    response.call_on_close(partial(live.leave_place, who))
    return response


class LivePages:
    """One listener a process, and as many waiting streams as there are places.

    The listener is a thread that begins with the first stream (so after a server has
    forked) and outlives Redis: while Redis is away it wakes the streams every five
    seconds, so that the pages look by themselves. A stream holds a thread of the server
    and nothing else: no database connection, no lock.
    """

    def __init__(
        self, redis_factory: Callable[[], redis.Redis], *, max_streams: int = MAX_STREAMS
    ) -> None:
        self._redis_factory = redis_factory
        self._free = max_streams
        self._held: Counter[str] = Counter()
        self._changed = threading.Condition()
        self._counter = 0
        self._listener: threading.Thread | None = None
        self._stopped = False

    def take_place(self, who: str = "") -> bool:
        """True when there is a place for one more stream; give it back with leave_place.

        One person has few: the places are everybody's.
        """
        with self._changed:
            if self._free <= 0 or self._stopped:
                return False
            if who and self._held[who] >= STREAMS_OF_ONE:
                return False
            self._free -= 1
            self._held[who] += 1
            if self._listener is None or not self._listener.is_alive():
                self._listener = threading.Thread(
                    target=self._listen, name="live-pages", daemon=True
                )
                self._listener.start()
            return True

    def leave_place(self, who: str = "") -> None:
        with self._changed:
            self._free += 1
            self._held[who] -= 1
            if self._held[who] <= 0:
                del self._held[who]

    def stream(self, still_signed_in: Callable[[], bool]) -> Iterator[str]:
        """The events of one page, until it ends by itself or its session does."""
        now = time.monotonic()
        # Spread, so that pages that came together do not come back together.
        ends = now + LONGEST_STREAM_SECONDS * random.uniform(0.8, 1.0)  # noqa: S311 (no secret)
        next_check = now + SESSION_CHECK_SECONDS
        with self._changed:
            seen = self._counter
        yield "retry: 3000\n\n"
        while (now := time.monotonic()) < ends and not self._stopped:
            if now >= next_check:
                if not still_signed_in():
                    yield "event: signed-out\ndata: 1\n\n"
                    return
                next_check = now + SESSION_CHECK_SECONDS
            counter = self._wait_for_change(seen)
            if counter != seen:
                seen = counter
                yield f"event: changed\ndata: {counter}\n\n"
            elif not self._stopped:
                yield ": still here\n\n"

    def ping(self) -> None:
        """Wake every stream."""
        with self._changed:
            self._counter += 1
            self._changed.notify_all()

    def stop(self) -> None:
        """End all streams, for a server that is shutting down."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _wait_for_change(self, seen: int) -> int:
        with self._changed:
            self._changed.wait_for(
                lambda: self._counter != seen or self._stopped, HEARTBEAT_SECONDS
            )
            return self._counter

    def _listen(self) -> None:
        while not self._stopped:
            try:
                self._listen_to_redis()
            except (redis.RedisError, OSError):
                self.ping()
                time.sleep(FALLBACK_SECONDS)

    def _listen_to_redis(self) -> None:
        """Ping at each message. Raises RedisError or OSError when Redis goes silent."""
        with self._redis_factory() as connection, connection.pubsub() as channel:
            channel.subscribe(CHANNEL)
            last_sign = time.monotonic()
            while not self._stopped:
                message = channel.get_message(timeout=_PING_SECONDS)
                if message is not None:
                    last_sign = time.monotonic()
                    # "subscribe" too: what changed before we listened was not heard.
                    if message["type"] in {"message", "subscribe"}:
                        self.ping()
                elif time.monotonic() - last_sign > 3 * _PING_SECONDS:
                    raise redis.ConnectionError("Redis has gone silent")
                else:
                    channel.ping()
