"""Open pages do not hold a server process that is told to end."""

from __future__ import annotations

import os
import signal
import threading
from types import SimpleNamespace

import pytest

from hotline.adapters.gunicorn_hooks import post_worker_init
from hotline.commands.serve import gunicorn_command
from tests.webhooks.stage import build_stage


@pytest.fixture
def sigterm():
    """What this process does at SIGTERM is put back afterwards."""
    before = signal.getsignal(signal.SIGTERM)
    seen: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, frame: seen.append(number))
    yield seen
    signal.signal(signal.SIGTERM, before)


def test_the_pages_of_the_real_application_end_and_gunicorn_goes_on(tmp_path, sigterm) -> None:
    app = build_stage(tmp_path).app
    stopped = threading.Event()
    live_stop = app.extensions["hotline-live-stop"]

    def stop() -> None:
        live_stop()
        stopped.set()

    app.extensions["hotline-live-stop"] = stop
    post_worker_init(SimpleNamespace(wsgi=app))
    os.kill(os.getpid(), signal.SIGTERM)
    assert stopped.wait(5)
    assert sigterm == [signal.SIGTERM]
    live = live_stop.__self__
    assert not live.take_place("rosa"), "no page begins while the server ends"
    assert len(list(live.stream(lambda: True))) == 1


def test_another_application_is_left_alone(sigterm) -> None:
    before = signal.getsignal(signal.SIGTERM)
    post_worker_init(SimpleNamespace(wsgi=object()))
    assert signal.getsignal(signal.SIGTERM) is before


def test_the_server_is_told_of_it() -> None:
    command = gunicorn_command("127.0.0.1:1")
    assert command[command.index("--config") + 1] == "python:hotline.adapters.gunicorn_hooks"
