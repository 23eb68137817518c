"""`hotline bench notices` runs a whole hotline and says what it measured."""

from __future__ import annotations

import json

from click.testing import CliRunner

from hotline.commands.bench import bench


def test_one_message_and_its_notice():
    done = CliRunner().invoke(bench, ["notices", "--calls", "1", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["calls"] == 1
    assert 0 < told["p50_ms"] <= told["p99_ms"] < 60_000
