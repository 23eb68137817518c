"""Every setting that the code reads stands in operations.md, and no other does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import hotline
from tests.conftest import ROOT

_NAME = re.compile(r"(?:HOTLINE|TWILIO)_[A-Z_]+[A-Z]")
OPERATIONS = (ROOT / "hotline" / "docs" / "operations.md").read_text(encoding="utf-8")


def settings_that_are_read() -> set[str]:
    """Whole string literals in config*.py and data_dir.py that are the name of a setting."""
    folder = Path(hotline.__path__[0])
    files = [*folder.glob("config*.py"), folder / "data_dir.py"]
    assert len(files) >= 6
    return {
        node.value
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _NAME.fullmatch(node.value)
    }


def settings_that_are_documented() -> set[str]:
    """The names in the first column of the tables of operations.md."""
    columns = re.findall(r"^\| (`.+?) \|", OPERATIONS, re.MULTILINE)
    return {name for column in columns for name in _NAME.findall(column)}


def test_every_setting_is_documented_and_every_documented_one_is_read() -> None:
    # Any secret comes from a file too: one sentence below the table says so for all.
    read = {name.removesuffix("_FILE") for name in settings_that_are_read()}
    assert "add `_FILE` to the name" in OPERATIONS
    assert settings_that_are_documented() == read
