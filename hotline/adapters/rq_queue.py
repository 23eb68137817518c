"""RQ as the fast path: one opaque id per job, and everything in it may be lost.

The database's outbox is the truth (hotline/domain/outbox.py); the relay enqueues
again what Redis forgot.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import redis
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer

from hotline.domain.outbox import PATIENCE, QUEUES, OutboxRow

#: The pages listen here for "the queue has changed".
CHANNEL = "hotline:queue"
JOB = "workers.jobs.run_outbox_row"
#: A job ends by itself within this many seconds, or its worker ends it. The longest is
#: transcribing five minutes of sound (2 x 300 + 25 s, promise B4).
JOB_SECONDS = 700
#: RQ keeps failures for a year by default; the outbox tells of them, so one hour does.
FAILURE_SECONDS = 3600

_log = logging.getLogger("hotline.jobs")


def connect(url: str, *, patient: bool = False) -> redis.Redis:
    """A client that gives up soon, for a webhook must never wait for Redis.

    `patient` is for those who wait in a blocking call.
    """
    if patient:
        return redis.Redis.from_url(url, socket_connect_timeout=5)
    return redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=2)


class RqJobQueue:
    """Port JobQueue."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection
        self._queues = {
            name: Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES
        }

    def enqueue(self, rows: Sequence[OutboxRow]) -> bool:
        """Enqueue the rows' ids; False when Redis is away, which costs only time."""
        jobs: dict[str, list[EnqueueData]] = {}
        for row in rows:
            jobs.setdefault(PATIENCE[row.kind].queue, []).append(
                Queue.prepare_data(
                    JOB,
                    args=(row.id,),
                    timeout=JOB_SECONDS,
                    result_ttl=0,
                    failure_ttl=FAILURE_SECONDS,
                    description=row.kind.value,
                )
            )
        try:
            # One journey for all: a first text asks for three things to be done.
            with self._connection.pipeline() as pipeline:
                for name, of_queue in jobs.items():
                    self._queues[name].enqueue_many(of_queue, pipeline=pipeline)
                pipeline.execute()
        except redis.RedisError as error:
            _log.warning("redis-away", extra={"kind": type(error).__name__})
            return False
        return True

    def announce(self) -> None:
        """Tell the open pages, if Redis is there; they also look by themselves."""
        try:
            self._connection.publish(CHANNEL, "changed")
        except redis.RedisError as error:
            _log.warning("redis-away", extra={"kind": type(error).__name__})
