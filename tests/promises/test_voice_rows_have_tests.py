"""Each must-row of the callers' requirements (V1 to V20) has a test that names it.

A test names a row in its docstring ("V7: ...") or in its own name (`test_v7_...`). What a
row asks is in the shared requirements; the list here is held to it where it is at hand.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict

import pytest

from tests.conftest import ROOT

#: The rows marked M; V21 to V23 are S.
MUST = [f"V{number}" for number in range(1, 21)]
_IN_NAME = re.compile(r"(?<![a-z0-9])v(\d+)(?![a-z0-9])")
_IN_WORDS = re.compile(r"\bV(\d+)\b")


def _named() -> dict[str, list[str]]:
    """Row -> the tests that name it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path.name == "test_voice_rows_have_tests.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            rows = set(_IN_WORDS.findall(ast.get_docstring(node) or ""))
            rows |= set(_IN_NAME.findall(node.name))
            for row in rows:
                found[f"V{row}"].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


@pytest.mark.parametrize("row", MUST)
def test_a_must_row_has_a_test_that_names_it(row: str) -> None:
    assert _named()[row], f"no test names {row}: write one, with the row in its docstring"


def test_the_list_of_must_rows_is_the_one_of_the_requirements(shared) -> None:
    text = (shared / "field" / "requirements.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (V\d+) \| M \|", text, re.MULTILINE)
    assert rows == MUST


def test_no_row_is_named_that_does_not_exist() -> None:
    assert set(_named()) <= {f"V{number}" for number in range(1, 24)}
