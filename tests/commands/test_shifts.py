"""`hotline shifts`: impossible input is a sentence, a shift is listed, gaps have their exit code."""

from __future__ import annotations

import base64
import json
import os

import pytest
from click.testing import CliRunner

from hotline.cli import hotline
from hotline.errors import ShiftRefused


@pytest.fixture
def run(tmp_path, monkeypatch):
    (tmp_path / "master.key").write_text(base64.b64encode(os.urandom(32)).decode())
    for name, value in {
        "HOTLINE_DATA_DIR": str(tmp_path),
        "HOTLINE_TIME_ZONE": "Europe/Berlin",
        "HOTLINE_COVER": "always",
    }.items():
        monkeypatch.setenv(name, value)

    def run(*arguments):
        return CliRunner().invoke(hotline, arguments)

    assert run("migrate").exit_code == 0
    run("volunteers", "add", "--name", "Rosa", "--phone", "+15550100011", "--language", "en")
    return run


NIGHT = ("--begin", "22:00", "--end", "06:00", "--since", "2030-01-01")


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        (("--begin", "22:00", "--end", "22:00", "--since", "2030-01-01"), "zero"),
        (NIGHT, "backwards"),
        ((*NIGHT, "--next-day", "--rule", "FREQ=WEEKLY"), "endless"),
        ((*NIGHT, "--next-day", "--rule", "FREQ=YEARLY;COUNT=2"), "rule"),
        ((*NIGHT, "--next-day", "--days", "MO,XX"), "rule"),
        (("--begin", "22", "--end", "06:00", "--since", "2030-01-01"), "time"),
        (("--begin", "22:00", "--end", "23:00", "--since", "tomorrow"), "day"),
        (("--begin", "22:00", "--end", "23:00", "--since", "2230-01-01"), "day"),
    ],
)
def test_impossible_shifts_are_refused(run, more, kind):
    done = run("shifts", "add", "Rosa", *more)
    assert done.exit_code == 1
    assert isinstance(done.exception, ShiftRefused)
    assert done.exception.kind == kind


def test_nobody_of_that_name_is_a_sentence(run):
    done = run(
        "shifts", "add", "Sam", "--begin", "09:00", "--end", "10:00", "--since", "2030-01-01"
    )
    assert "No volunteer is called Sam" in done.output


def test_a_shift_is_added_listed_and_removed(run):
    from datetime import date, timedelta

    day = (date.today() + timedelta(days=3)).isoformat()  # noqa: DTZ011  (any day soon)
    added = run(
        "shifts", "add", "rosa", "--begin", "22:00", "--end", "06:00", "--next-day", "--since", day,
        "--rule", "FREQ=DAILY;COUNT=2",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    rows = json.loads(run("shifts", "list", "--json").output)
    assert [row["name"] for row in rows] == ["Rosa", "Rosa"]
    assert rows[0]["starts"] == f"{day}T22:00"
    (rule,) = json.loads(run("shifts", "list", "--rules", "--json").output)
    assert run("shifts", "remove", rule["id"], "--only", f"{day}T22:00").exit_code == 0
    assert len(json.loads(run("shifts", "list", "--json").output)) == 1
    assert run("shifts", "remove", rule["id"]).exit_code == 0
    assert "no shifts" in run("shifts", "list").output


def test_gaps_have_an_exit_code_and_name_what_is_missing(run):
    done = run("shifts", "gaps", "--days", "2")
    assert done.exit_code == 2
    assert "nobody" in done.output
    assert "No volunteer speaks" in done.output
    assert "Korean" in done.output
