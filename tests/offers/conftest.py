"""The stage on which offers are tested."""

from __future__ import annotations

import pytest

from tests.house import build_house
from tests.offers.stage import Stage


@pytest.fixture
def stage(tmp_path, clock):
    return Stage(build_house(tmp_path, clock), clock)
