"""A database that is busy for too long: the page says so plainly, and nothing is half done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hotline.store import database
from hotline.web.live import LivePages
from tests.conftest import HeldClock
from tests.web.conftest import no_redis
from tests.web.site import Site, build_site, form_token


@pytest.fixture
def site(tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch) -> Site:
    """One that waits for a moment only."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    return build_site(tmp_path, clock, LivePages(no_redis, max_streams=0))


@contextmanager
def held(site: Site) -> Iterator[None]:
    """Another program writes."""
    file = site.house.url.removeprefix("sqlite:///")
    with sqlite3.connect(file, isolation_level=None) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.rollback()


def test_a_button_says_that_it_is_busy_and_does_nothing_by_half(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    form = {"form_token": form_token(client.get("/queue").text)}
    with held(site):
        answer = client.post(f"/requests/{code}/claim", data=form)
    assert answer.status_code == 503
    assert "Busy right now" in answer.text
    assert "Please try again in a minute." in answer.text
    again = client.post(f"/requests/{code}/claim", data=form, follow_redirects=True)
    assert f"{code} is yours now." in again.text


def test_the_queue_is_read_while_somebody_writes(site: Site) -> None:
    client = site.client(site.volunteer("Rosa"))
    code, _ = site.voice_request()
    client.get("/queue")
    with held(site):
        answer = client.get("/queue")
    assert answer.status_code == 200
    assert code in answer.text
