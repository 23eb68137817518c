"""Enqueues again what Redis lost: the database's outbox is the truth."""

from __future__ import annotations

import logging
import threading

import redis

from hotline.adapters.signs_of_life import leave_sign
from hotline.ports import JobQueue, Ports
from workers.sweeps import Sweeps

#: Seconds between two looks. House.md says 5; a look is one indexed query, and a retry
#: that is due is heard of sooner.
LOOK_EVERY = 1.0
#: Missing when Redis is new or was emptied.
EPOCH_KEY = "hotline:epoch"

_log = logging.getLogger("hotline.relay")


def look_once(ports: Ports, jobs: JobQueue, connection: redis.Redis) -> int:
    """Enqueue what is due; returns how many rows. Raises RedisError when it is away."""
    now = ports.clock.now()
    leave_sign(connection, "relay")
    if connection.set(EPOCH_KEY, 1, nx=True):
        with ports.unit_of_work() as tx:
            forgotten = tx.outbox.forget_enqueued()
        _log.info("redis-is-new", extra={"count": forgotten})
    with ports.unit_of_work(read_only=True) as tx:
        rows = tx.outbox.due(now)
    if rows and jobs.enqueue(rows):
        with ports.unit_of_work() as tx:
            tx.outbox.mark_enqueued([row.id for row in rows], now)
    return len(rows)


def run_relay(ports: Ports, jobs: JobQueue, connection: redis.Redis, stop: threading.Event) -> None:
    """Look every LOOK_EVERY seconds until `stop` is set; no fault ends it."""
    sweeps = Sweeps(ports)
    while not stop.is_set():
        try:
            look_once(ports, jobs, connection)
        except Exception as error:
            _log.warning("relay-waits", extra={"kind": type(error).__name__})
        # Without Redis too: what they write waits in the outbox.
        sweeps.run_if_due()
        stop.wait(LOOK_EVERY)
