"""The same house on PostgreSQL: schema, exactly-once and one winner."""

from __future__ import annotations

import threading

import pytest

from hotline.errors import AlreadyClaimed
from hotline.services.claims import claim
from hotline.services.webhooks import answer_once
from hotline.store.database import open_database
from hotline.store.migrate import is_current
from tests.house import build_house
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
