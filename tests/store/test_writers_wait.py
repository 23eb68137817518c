"""A message is never lost (I2): writers wait for each other, and conflicts are told apart."""

from __future__ import annotations

import itertools
import sqlite3
import threading
import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from hotline.errors import StoreBusy
from hotline.ports import Ports
from hotline.services.intake import take_text
from hotline.services.webhooks import answer_once
from hotline.store import database
from hotline.store.database import open_database
from hotline.store.unit_of_work import StoreUnitOfWork
from hotline.types import PhoneNumber
from tests.house import ENGLISH, KeptJobs, build_house


def _like_another_process(house) -> Ports:
    """Its own connections and its own turns, on the same file: what a process has."""
    from dataclasses import replace

    ports, engine = house.ports, open_database(house.url)
    return replace(
        ports, unit_of_work=StoreUnitOfWork(engine, ports.vault, ports.clock, KeptJobs())
    )


def test_all_texts_of_two_processes_are_kept_while_another_holds_the_writer(tmp_path, clock):
    house = build_house(tmp_path, clock)
    count, faults = itertools.count(), []
    lock = threading.Lock()

    def send(ports):
        for _ in range(4):
            with lock:
                number = next(count)

            def act(tx, number=number):
                sender = PhoneNumber(f"+1206555{number:04d}")
                take_text(ports, tx, sender=sender, body=f"door {number}", language=ENGLISH)
                return ""

            try:
                answer_once(ports, f"SM{number}", "message", act, otherwise="")
            except Exception as fault:
                faults.append(fault)

    processes = [_like_another_process(house) for _ in range(2)]
    threads = [threading.Thread(target=send, args=(ports,)) for ports in processes * 12]
    holder = sqlite3.connect(house.url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    for thread in threads:
        thread.start()
    time.sleep(2.5)
    holder.rollback()
    for thread in threads:
        thread.join()
    assert faults == []
    with house.ports.unit_of_work() as tx:
        kept = tx.requests.everything()
        words = [
            tx.keys.open(each.key_id).open_text("message.body", message.body)
            for each in kept
            for message in tx.messages.of_request(each.id)
        ]
    assert sorted(words) == sorted(f"door {number}" for number in range(96))


def test_a_file_that_stays_busy_is_told_as_what_may_be_tried_again(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    house = build_house(tmp_path, clock)
    holder = sqlite3.connect(house.url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreBusy), house.ports.unit_of_work():
        pytest.fail("nobody may write now")
    with house.ports.unit_of_work(read_only=True) as tx:
        assert tx.requests.everything() == []
    holder.rollback()


def test_what_would_fail_again_is_no_passing_conflict(tmp_path, clock):
    house = build_house(tmp_path, clock)
    row = "('x', '', '')"
    twice = text(f"insert into webhook_answers (fingerprint, answer, until) values {row}, {row}")
    with pytest.raises(IntegrityError), house.ports.unit_of_work() as tx:
        tx._connection.execute(twice)


def test_emptying_the_log_gives_up_soon_on_somebody_who_reads(tmp_path, clock, monkeypatch):
    """All writers wait as long; the hourly purge empties it then (D3)."""
    monkeypatch.setattr(database, "FORGET_SECONDS", 0.1)
    house = build_house(tmp_path, clock)
    reader = sqlite3.connect(house.url.removeprefix("sqlite:///"), isolation_level=None)
    house.request()
    reader.execute("BEGIN")
    reader.execute("select count(*) from data_keys").fetchone()
    house.request()
    begun = time.monotonic()
    with house.ports.unit_of_work() as tx:
        key = tx.keys.create()
        tx.keys.destroy(key.id)
    assert time.monotonic() - begun < 2
    log = tmp_path / "test.sqlite3-wal"
    assert log.stat().st_size > 0
    reader.rollback()
    with house.ports.unit_of_work() as tx:
        tx.keys.destroyed = True
    assert log.stat().st_size == 0
