"""No entry stands twice in a catalog: the second one would win, and nobody would see why."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

import translations

ROOT = Path(translations.__path__[0])
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("*/LC_MESSAGES/*.po"))
_ENTRY = re.compile(r'^(?:msgctxt "(?P<context>.*)"\n)?msgid (?P<id>(?:".*"\n)+)', re.MULTILINE)


def test_there_are_catalogs_of_eight_languages() -> None:
    assert len({name.split("/")[0] for name in FILES}) == 8


@pytest.mark.parametrize("name", FILES)
def test_each_entry_stands_once(name: str) -> None:
    found = _ENTRY.finditer((ROOT / name).read_text("utf-8"))
    keys = Counter(match["context"] or re.sub(r'"\n"|\n', "", match["id"]) for match in found)
    assert [key for key, count in keys.items() if count > 1] == []


def test_the_test_sees_what_stands_twice() -> None:
    twice = 'msgctxt "a.say"\nmsgid "A"\nmsgstr "B"\n\nmsgctxt "a.say"\nmsgid "A"\nmsgstr "C"\n'
    assert Counter(match["context"] for match in _ENTRY.finditer(twice)) == {"a.say": 2}
