"""The house as it was drawn: who imports whom, who reveals a number, what lies where."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = ("hotline", "ivr", "workers")
#: Each may turn a PhoneNumber into digits; the reason stands beside the call there.
MAY_REVEAL = {
    "hotline/adapters/carrier_account.py",
    "hotline/adapters/twilio.py",
    "hotline/adapters/twilio_texts.py",
    "hotline/commands/first_start.py",
    "hotline/commands/up.py",
    "hotline/services/accounts.py",
    "hotline/services/intake.py",
    "hotline/services/volunteer_texts.py",
    "hotline/types.py",
}
TOP_LEVEL = {
    "pyproject.toml", "hotline", "ivr", "translations", "workers", "tests", "wsgi.py",
    "README.md", "LICENSE",
}  # fmt: skip


def _files():
    for package in PACKAGES:
        yield from (ROOT / package).rglob("*.py")


def test_imports_go_downward_only():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_code_is_clean_by_the_linter():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "ruff"), "check", "--no-cache", "."],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_top_level_is_exactly_the_house():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout")
    top = {name.split("/")[0] for name in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL


def test_a_number_is_revealed_only_where_the_digits_are_needed():
    found = set()
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {
                "reveal",
                "reveal_address",
            }:
                source = ast.unparse(node.func)
                if "token" not in source and "secret" not in source and "key" not in source:
                    found.add(str(path.relative_to(ROOT)))
    assert found <= MAY_REVEAL


def test_every_file_says_in_its_first_line_why_it_exists():
    silent = [
        str(path.relative_to(ROOT))
        for path in _files()
        if (text := path.read_text(encoding="utf-8")).strip()
        and not ast.get_docstring(ast.parse(text))
    ]
    assert silent == []


def test_nothing_records_a_live_call_or_sends_sound_to_a_machine_elsewhere():
    for path in _files():
        if "simulator" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                given = {keyword.arg for keyword in node.keywords}
                assert not given & {"transcribe", "transcribe_callback"}, path
                name = getattr(node.func, "attr", "")
                assert not (name in {"dial", "conference"} and "record" in given), path
