"""Starts one long-lived process: `python -m workers fast|speech|relay`.

The workers are long-lived (RQ's SimpleWorker): a child forked per job would learn
nothing that lasts, and the decoding runs fenced in a process of its own anyway.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from typing import Any

from rq import SimpleWorker
from rq.serializers import JSONSerializer

from hotline.adapters.logging import set_up_logging
from hotline.adapters.rq_queue import JOB, RqJobQueue, connect
from hotline.adapters.signs_of_life import keep_leaving_signs
from hotline.assembly import build_ports, build_workshop
from hotline.config import Settings
from hotline.domain.outbox import QUEUES
from hotline.errors import HotlineError
from workers.jobs import equip
from workers.relay import run_relay

_log = logging.getLogger("hotline.worker")


class OnlyOurJobs(SimpleWorker):
    """Runs our one function and nothing else: who reaches Redis must not run code here."""

    def perform_job(self, job: Any, queue: Any, execution: Any) -> bool:
        if job.func_name != JOB or len(job.args) != 1 or job.kwargs:
            _log.error("foreign-job-dropped")
            job.delete()
            return False
        return super().perform_job(job, queue, execution)


def work(settings: Settings, queue: str) -> None:
    """Work on one queue until SIGTERM or SIGINT; the job in hand is finished first."""
    workshop = build_workshop(settings)
    equip(workshop)
    url = settings.require_redis_url()
    keep_leaving_signs(connect(url), queue)
    # No socket timeout here: the worker waits in a blocking pop for its next job.
    connection = connect(url, patient=True)
    worker = OnlyOurJobs(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        worker_ttl=60,
        maintenance_interval=30,
        job_monitoring_interval=10,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", with_scheduler=False)


def relay(settings: Settings) -> None:
    """Run the relay until SIGTERM or SIGINT."""
    stop = threading.Event()

    def end(*_: Any) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    connection = connect(settings.require_redis_url())
    jobs = RqJobQueue(connection)
    run_relay(build_ports(settings, jobs), jobs, connection, stop)


def main(name: str) -> int:
    """Run by name; returns the exit code."""
    os.umask(0o077)
    set_up_logging()
    try:
        settings = Settings.from_env(os.environ)
        if name == "relay":
            relay(settings)
        elif name in QUEUES:
            work(settings, name)
        else:
            print(f"There is no worker '{name}': use relay, {', '.join(QUEUES)}.", file=sys.stderr)
            return 2
    except HotlineError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
