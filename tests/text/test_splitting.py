"""Long outgoing texts are split between sentences and never inside a character."""

from __future__ import annotations

import pytest

from hotline.domain.splitting import LONGEST_TEXT, characters, split_text, units

FAMILY, FLAG, ACCENT, THUMB = "👩‍👩‍👧‍👦", "🇭🇹", "e\u0301", "👍🏽"


@pytest.mark.parametrize(
    "character", ["क्षि", "ক্ষ", FAMILY, FLAG, ACCENT, THUMB, "한", "\u1112\u1161\u11ab"]
)
def test_a_part_never_begins_inside_a_character(character):
    parts = split_text(character * 900)
    assert "".join(parts) == character * 900
    for part in parts:
        assert units(part) <= LONGEST_TEXT
        assert set(characters(part)) == {character}


def test_parts_end_with_sentences():
    parts = split_text("This is a sentence of some length. " * 100)
    assert len(parts) == 3
    assert all(part.endswith("length.") for part in parts)


def test_3000_chinese_characters_without_a_space():
    parts = split_text("我们需要食物。" * 430)
    assert len(parts) == 2
    assert all(part.endswith("。") for part in parts)
    assert all(units(part) <= LONGEST_TEXT for part in split_text("我" * 3000))


def test_a_long_answer_goes_out_in_parts_and_a_short_one_whole():
    assert split_text("short") == ["short"]
    assert split_text("") == [""]
    words = " ".join(["word"] * 1000)
    assert " ".join(split_text(words)) == words
