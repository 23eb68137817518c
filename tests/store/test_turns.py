"""A stuck writer holds nobody up for longer than a moment."""

from __future__ import annotations

import fcntl
import threading
import time

from hotline.store import turns
from hotline.store.turns import WriterTurns


def test_a_turn_that_another_process_never_gives_back_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.2)
    path = tmp_path / "turn"
    with path.open("w") as stuck:
        fcntl.flock(stuck, fcntl.LOCK_EX)
        begun = time.monotonic()
        with WriterTurns(path)():
            waited = time.monotonic() - begun
    assert 0.15 < waited < 2


def test_a_thread_that_never_ends_is_passed_over(tmp_path, monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_WAIT", 0.2)
    turn = WriterTurns(tmp_path / "turn")
    held, finish = threading.Event(), threading.Event()

    def stuck():
        with turn():
            held.set()
            finish.wait(10)

    thread = threading.Thread(target=stuck)
    thread.start()
    held.wait(5)
    with turn():
        pass
    finish.set()
    thread.join()


def test_turns_exclude_each_other(tmp_path):
    turn, inside, most = WriterTurns(tmp_path / "turn"), [], []

    def work():
        for _ in range(20):
            with turn():
                inside.append(1)
                most.append(len(inside))
                inside.pop()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == 1
