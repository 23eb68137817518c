"""Fixtures of the pages' tests: a site without Redis, and a list of all its routes."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from hotline.web.live import LivePages
from tests.conftest import HeldClock
from tests.web.site import Site, build_site


def no_redis() -> redis.Redis:
    """A Redis that is away."""
    raise redis.ConnectionError("there is no Redis in this test")


@pytest.fixture
def site(tmp_path: Path, clock: HeldClock) -> Site:
    """The pages over SQLite. No place for a stream, so that every answer ends."""
    return build_site(tmp_path, clock, LivePages(no_redis, max_streams=0))
