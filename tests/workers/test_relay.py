"""Redis can be emptied at any moment: the relay enqueues again what it lost."""

from __future__ import annotations

import pytest
import redis

from hotline.adapters.rq_queue import RqJobQueue, connect
from hotline.adapters.signs_of_life import is_alive
from hotline.domain.outbox import ENQUEUE_AGAIN
from tests.house import build_house
from tests.redis_here import real_redis
from workers.relay import look_once


@pytest.fixture(scope="module")
def redis_url():
    with real_redis() as url:
        yield url


@pytest.fixture
def connection(redis_url):
    client = connect(redis_url)
    client.flushall()
    return client


def test_rows_lost_in_a_flush_are_enqueued_again(tmp_path, clock, connection):
    house = build_house(tmp_path, clock)
    jobs = RqJobQueue(connection)
    house.ports.unit_of_work._jobs = jobs
    house.request(recording=True)
    assert connection.llen("rq:queue:fast") == 1
    look_once(house.ports, jobs, connection)
    connection.flushall()
    assert look_once(house.ports, jobs, connection) == 1
    assert connection.llen("rq:queue:fast") == 1
    assert look_once(house.ports, jobs, connection) == 0, "enqueued a moment ago"
    clock.forward(seconds=ENQUEUE_AGAIN.total_seconds() + 1)
    assert look_once(house.ports, jobs, connection) == 1
    assert is_alive(connection, "relay")


def test_jobs_carry_one_opaque_id_and_leave_nothing(tmp_path, clock, connection):
    house = build_house(tmp_path, clock)
    house.ports.unit_of_work._jobs = RqJobQueue(connection)
    house.request(recording=True)
    (job_id,) = connection.lrange("rq:queue:fast", 0, -1)
    job = connection.hgetall(b"rq:job:" + job_id)
    assert job[b"description"] == b"fetch_recording"
    assert job[b"result_ttl"] == b"0"
    assert int(job[b"failure_ttl"]) <= 3600


def test_a_redis_that_is_away_loses_nothing_and_raises_nothing(tmp_path, clock):
    house = build_house(tmp_path, clock)
    jobs = RqJobQueue(connect("redis://127.0.0.1:1"))
    house.ports.unit_of_work._jobs = jobs
    house.request(recording=True)
    with house.ports.unit_of_work(read_only=True) as tx:
        assert len(tx.outbox.due(clock.now() + ENQUEUE_AGAIN * 2)) == 1
    with pytest.raises(redis.RedisError):
        look_once(house.ports, jobs, connect("redis://127.0.0.1:1"))


def test_who_reaches_redis_runs_nothing_but_our_one_job(tmp_path, connection):
    from rq import Queue
    from rq.serializers import JSONSerializer

    from workers.__main__ import OnlyOurJobs

    queue = Queue("fast", connection=connection, serializer=JSONSerializer)
    proof = tmp_path / "proof"
    queue.enqueue("os.mkdir", str(proof))
    worker = OnlyOurJobs(["fast"], connection=connection, serializer=JSONSerializer)
    worker.work(burst=True, logging_level="ERROR")
    assert not proof.exists()
    assert connection.llen("rq:queue:fast") == 0
