"""`hotline bench claims` counts winners, and does not touch a database with anything in it."""

from __future__ import annotations

import json

from click.testing import CliRunner

from hotline.commands.bench import bench
from hotline.store.database import open_database
from hotline.store.migrate import is_empty
from tests.house import build_house


def _run(*arguments: str):
    return CliRunner().invoke(bench, ["claims", *arguments])


def test_each_round_has_one_winner_and_nothing_is_left(tmp_path):
    """I4, in small; the figures of 1,000 rounds are in decisions.md."""
    url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    done = _run("--rounds", "4", "--volunteers", "12", "--database-url", url, "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert (told["winners"], told["wrong"]) == (4, 0)
    assert is_empty(open_database(url))


def test_a_database_in_use_is_refused(tmp_path, clock):
    house = build_house(tmp_path, clock)
    code = house.request()
    done = _run("--rounds", "1", "--database-url", house.url)
    assert done.exit_code == 2
    assert "not empty" in done.output
    with house.ports.unit_of_work() as tx:
        assert tx.requests.by_code(code)
