"""The pages hear of changes at once, through a real Redis, and without it too."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from werkzeug.serving import make_server

from hotline.adapters.rq_queue import RqJobQueue, connect
from hotline.services.accounts import sign_out
from hotline.web import live as live_module
from hotline.web.live import LivePages
from tests.conftest import HeldClock
from tests.redis_here import real_redis
from tests.web.conftest import no_redis
from tests.web.site import Site, build_site


class Stream:
    """One open page's stream, read line by line."""

    def __init__(self, port: int, cookie: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._connection.request("GET", "/queue/events", headers={"Cookie": cookie})
        self.answer = self._connection.getresponse()

    def next(self) -> str:
        """The next event or comment."""
        lines = []
        while line := self.answer.readline().decode().strip():
            lines.append(line)
        return "\n".join(lines)

    def next_event(self) -> str:
        """The next event, heartbeats left out."""
        while (heard := self.next()).startswith(":"):
            pass
        return heard

    def close(self) -> None:
        self.answer.close()
        self._connection.close()


@contextmanager
def served(site: Site) -> Iterator[int]:
    """The site on a real server of this machine; gives its port."""
    server = make_server("127.0.0.1", 0, site.app, threaded=True)
    server.daemon_threads = True
    server.block_on_close = False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def cookie_of(site: Site, volunteer_id: str) -> str:
    client = site.client(volunteer_id)
    found = client.get_cookie("hotline")
    assert found
    return f"hotline={found.value}"


def test_a_change_reaches_the_open_pages_at_once_through_redis(
    tmp_path: Path, clock: HeldClock
) -> None:
    with real_redis() as url:
        live = LivePages(partial(connect, url, patient=True))
        site = build_site(tmp_path, clock, live)
        cookie = cookie_of(site, site.volunteer("Rosa"))
        with served(site) as port:
            streams = [Stream(port, cookie) for _ in range(10)]
            for stream in streams:
                assert stream.answer.getheader("Content-Type", "").startswith("text/event-stream")
                assert stream.answer.getheader("Cache-Control") == "no-store"
                assert stream.next() == "retry: 3000"
            # The listener has subscribed, which is told as a change.
            wait_until(lambda: live._counter > 0)
            counter = live._counter
            begun = time.monotonic()
            RqJobQueue(connect(url)).announce()
            for stream in streams:
                while (heard := stream.next_event()) != f"event: changed\ndata: {counter + 1}":
                    assert heard == f"event: changed\ndata: {counter}"
            assert time.monotonic() - begun < 1
            assert len([t for t in threading.enumerate() if t.name == "live-pages"]) == 1
            live.stop()


def test_when_redis_goes_away_the_pages_look_by_themselves(
    tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "FALLBACK_SECONDS", 0.1)
    with real_redis() as url:
        live = LivePages(partial(connect, url, patient=True))
        site = build_site(tmp_path, clock, live)
        cookie = cookie_of(site, site.volunteer("Rosa"))
        with served(site) as port:
            stream = Stream(port, cookie)
            assert stream.next() == "retry: 3000"
            wait_until(lambda: live._counter > 0)
    # The server is gone, and so is the Redis; the listener lives and wakes its streams.
    counter = live._counter
    wait_until(lambda: live._counter > counter + 2)
    live.stop()


def test_a_page_without_redis_is_told_to_look_every_few_seconds(
    tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "FALLBACK_SECONDS", 0.05)
    live = LivePages(no_redis)
    site = build_site(tmp_path, clock, live)
    cookie = cookie_of(site, site.volunteer("Rosa"))
    with served(site) as port:
        stream = Stream(port, cookie)
        assert stream.next() == "retry: 3000"
        assert stream.next_event().startswith("event: changed")
        assert stream.next_event().startswith("event: changed")
        live.stop()


def test_beyond_the_last_place_a_page_is_told_to_poll(
    tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT_SECONDS", 0.05)
    live = LivePages(no_redis, max_streams=2)
    site = build_site(tmp_path, clock, live)
    cookie = cookie_of(site, site.volunteer("Rosa"))
    with served(site) as port:
        first, second = Stream(port, cookie), Stream(port, cookie)
        assert first.next() == second.next() == "retry: 3000"
        third = Stream(port, cookie)
        assert (third.answer.status, third.answer.getheader("Retry-After")) == (503, "15")
        first.close()
        wait_until(lambda: Stream(port, cookie).answer.status == 200)
        live.stop()


def test_an_answer_that_is_never_read_gives_its_place_back(
    tmp_path: Path, clock: HeldClock
) -> None:
    live = LivePages(no_redis, max_streams=1)
    site = build_site(tmp_path, clock, live)
    client = site.client(site.volunteer("Rosa"))
    for _ in range(3):
        answer = client.get("/queue/events", buffered=False)
        assert answer.status_code == 200
        answer.close()
    live.stop()


def test_the_stream_ends_with_its_session(
    tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(live_module, "SESSION_CHECK_SECONDS", 0.05)
    live = LivePages(no_redis)
    site = build_site(tmp_path, clock, live)
    rosa = site.volunteer("Rosa")
    cookie = cookie_of(site, rosa)
    with served(site) as port:
        stream = Stream(port, cookie)
        assert stream.next() == "retry: 3000"
        sign_out(site.house.ports, site.token(rosa))
        while (heard := stream.next_event()).startswith("event: changed"):
            pass
        assert heard.startswith("event: signed-out")
        assert stream.answer.read() == b""
        live.stop()


def test_a_waiting_stream_holds_no_connection_to_the_database(
    tmp_path: Path, clock: HeldClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "HEARTBEAT_SECONDS", 0.05)
    live = LivePages(no_redis)
    site = build_site(tmp_path, clock, live)
    cookies = [cookie_of(site, site.volunteer(f"Volunteer {n}")) for n in range(4)]
    with served(site) as port:
        # More than the database's pool has connections; one person may have a few only.
        streams = [Stream(port, cookies[n % 4]) for n in range(60)]
        assert all(stream.next() == "retry: 3000" for stream in streams)
        begun = time.monotonic()
        site.text_request("help")
        assert time.monotonic() - begun < 1
        live.stop()


def wait_until(condition: object, seconds: float = 10) -> None:
    """Until the condition holds; fails after some seconds."""
    ends = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < ends, "that did not happen in time"
        time.sleep(0.02)


def test_one_volunteer_cannot_take_all_places() -> None:
    live = LivePages(no_redis)
    taken = [live.take_place("rosa") for _ in range(live_module.STREAMS_OF_ONE + 5)]
    assert taken.count(True) == live_module.STREAMS_OF_ONE
    assert live.take_place("sam")
    live.leave_place("rosa")
    assert live.take_place("rosa")
    live.stop()
