"""The same house on PostgreSQL: schema, exactly-once and one winner."""

from __future__ import annotations

import threading
from functools import partial

import pytest

from hotline.errors import AlreadyClaimed, StoreBusy
from hotline.services.claims import claim
from hotline.services.webhooks import answer_once
from hotline.store import database
from hotline.store.database import open_database
from hotline.store.migrate import is_current
from hotline.store.unit_of_work import StoreUnitOfWork
from ivr.webhooks.tried import tried
from tests.house import KeptJobs, build_house
from tests.postgres_here import real_postgres


@pytest.fixture(scope="module")
def url():
    with real_postgres() as url:
        yield url


@pytest.fixture
def house(url, tmp_path, clock):
    engine = open_database(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop schema public cascade")
        connection.exec_driver_sql("create schema public")
    return build_house(tmp_path, clock, url)


def test_the_schema_is_current(house):
    assert is_current(open_database(house.url))


def test_of_twelve_at_the_same_instant_exactly_one_wins(house):
    volunteers = [house.volunteer(f"V{n}") for n in range(12)]
    for _ in range(5):
        code = house.request()
        barrier = threading.Barrier(len(volunteers))
        won, lost = [], []

        def attempt(volunteer, code=code, barrier=barrier, won=won, lost=lost):
            barrier.wait()
            try:
                claim(house.ports, volunteer, code)
                won.append(volunteer)
            except AlreadyClaimed:
                lost.append(volunteer)

        threads = [threading.Thread(target=attempt, args=(v,)) for v in volunteers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (len(won), len(lost)) == (1, 11)


def test_concurrent_replays_of_one_event_have_one_effect_and_one_answer(house):
    barrier, effects, answers = threading.Barrier(10), [], []

    def act(tx):
        effects.append(1)
        return f"answer {len(effects)}"

    def deliver():
        barrier.wait()
        answers.append(answer_once(house.ports, "CA1", "voice", act, otherwise="late"))

    threads = [threading.Thread(target=deliver) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert effects == [1]
    assert set(answers) == {"answer 1"}


def test_two_webhooks_that_deadlock_both_have_their_effect_once(house):
    """PostgreSQL ends one of them; the carrier would not come back, so that one is tried again."""
    barrier, begun, answers = threading.Barrier(2), [], []

    def deliver(mine, other):
        def act(tx):
            begun.append(mine)
            tx.events.first_time(mine)
            if len(begun) <= 2:
                barrier.wait(10)
            tx.events.first_time(other)
            return f"answer {mine}"

        once = partial(answer_once, house.ports, f"SM {mine}", "message", act, otherwise="late")
        answers.append(tried(once))

    threads = [threading.Thread(target=deliver, args=pair) for pair in (("A", "B"), ("B", "A"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 3, "one of the two was ended and tried again"
    assert sorted(answers) == ["answer A", "answer B"]


def test_a_webhook_whose_connection_is_lost_in_the_middle_is_tried_on_another(house):
    tries = []

    def act(tx):
        tries.append(1)
        assert tx.events.first_time("row of the act")
        if len(tries) == 1:
            tx._connection.exec_driver_sql("select pg_terminate_backend(pg_backend_pid())")
        return "answer"

    once = partial(answer_once, house.ports, "SM1", "message", act, otherwise="late")
    assert tried(once) == "answer"
    assert len(tries) == 2
    assert tried(once) == "answer"
    assert len(tries) == 2, "and it is known that it was done"


def test_a_server_that_is_not_there_is_told_as_what_may_be_tried_again(house):
    gone = house.url.replace("host=", "host=/nowhere")
    work = StoreUnitOfWork(open_database(gone), house.ports.vault, house.ports.clock, KeptJobs())
    with pytest.raises(StoreBusy), work():
        pytest.fail("nobody is there")


def test_a_table_that_somebody_has_locked_is_not_waited_for_without_end(house, monkeypatch):
    """A backup or a migration that holds a table for long; the carrier's wall is 15 s."""
    monkeypatch.setattr(database, "LOCKED_SECONDS", 0.3)
    engine = open_database(house.url)
    ports = house.ports
    work = StoreUnitOfWork(engine, ports.vault, ports.clock, KeptJobs())
    with open_database(house.url).begin() as holder:
        holder.exec_driver_sql("lock table carrier_events")
        with pytest.raises(StoreBusy), work() as tx:
            tx.events.first_time("x")
    with work() as tx:
        assert tx.events.first_time("x")
