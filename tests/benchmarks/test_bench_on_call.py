"""`hotline bench on-call` asks a real rota, counts who is there, and refuses a database in use."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from hotline.commands.bench import bench
from hotline.store.database import open_database
from hotline.store.migrate import is_empty
from tests.house import build_house


def _run(*arguments: str):
    return CliRunner().invoke(bench, ["on-call", *arguments])


def test_it_finds_about_as_many_as_the_rota_has():
    """700 shifts of 4 of the week's 168 hours: about 17 at any moment, fewer in quiet hours."""
    done = _run("--volunteers", "700", "--shifts", "700", "--questions", "12", "--json")
    assert done.exit_code == 0, done.output
    (told,) = json.loads(done.stdout)
    assert 5 <= told["everybody"]["found"] <= 35
    assert 0 < told["one_language"]["found"] < told["everybody"]["found"]
    assert 0 < told["languages"]["found"] <= 8
    assert told["rules_ms"] > 0


@pytest.mark.parametrize("option", ["--volunteers", "--shifts", "--questions"])
def test_nothing_to_measure_is_refused_with_the_reason(option):
    done = _run(option, "0")
    assert done.exit_code == 2
    assert option in done.output


def test_a_database_in_use_is_refused(tmp_path, clock):
    house = build_house(tmp_path, clock)
    code = house.request()
    done = _run("--volunteers", "1", "--shifts", "1", "--database-url", house.url)
    assert done.exit_code == 2
    assert "not empty" in done.output
    with house.ports.unit_of_work() as tx:
        assert tx.requests.by_code(code)


def test_an_empty_one_is_measured_and_left_empty(tmp_path):
    url = f"sqlite:///{tmp_path / 'own.sqlite3'}"
    done = _run("--volunteers", "4", "--shifts", "8", "--questions", "2", "--database-url", url)
    assert done.exit_code == 0, done.output
    assert is_empty(open_database(url))
