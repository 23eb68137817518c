"""`hotline texts check`: T2 (segments), T9 (deny-list) and O4 (ready answers) before they cost anybody."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from hotline.commands.texts import texts
from hotline.commands.texts_check import Checked


def _check(folder, *more):
    return CliRunner().invoke(texts, ["check", "--data-dir", str(folder), *more])


def _rows(folder):
    return json.loads(_check(folder, "--json").stdout)


def _own(folder, text):
    (folder / "replies.yaml").write_text(text, encoding="utf-8")


def test_t2_t9_every_text_and_ready_answer_is_in_order_in_every_language(tmp_path):
    """T2, T9: two segments at most to a person, no betraying word, no language left out."""
    rows = _rows(tmp_path)
    assert {each["language"] for each in rows} == {"en", "ar", "es", "fr", "ht", "ko", "vi", "zh"}
    assert [
        (each["id"], each["language"], each["problem"]) for each in rows if each["problem"]
    ] == []
    done = _check(tmp_path)
    assert done.exit_code == 0
    assert "All is in order." in done.output


def test_a_letter_that_made_it_dear_and_a_betraying_word_are_told_with_their_line(tmp_path):
    _own(
        tmp_path,
        "replies:\n  a:\n    en: Your court date is near.\n"
        "  b:\n    en: " + "long words and more " * 8 + "it’s\n",
    )
    done = _check(tmp_path)
    assert done.exit_code == 1
    assert "replies.yaml:3: own:a [en] has words of the deny-list: court" in done.output
    assert "replies.yaml:5: own:b [en] takes 3 segments" in done.output
    assert "’ (U+2019)" in done.output


def test_an_accent_that_gsm_lacks_is_named_and_a_whole_script_is_not(tmp_path):
    _own(tmp_path, "replies:\n  a:\n    es: Está aquí.\n    ko: 여기 있어요.\n")
    by_language = {e["language"]: e for e in _rows(tmp_path) if e["id"] == "own:a"}
    assert by_language["es"]["dear_letters"] == ["á", "í"]
    assert by_language["ko"]["dear_letters"] == []


def test_a_broken_file_is_told_with_its_line_and_nothing_is_checked(tmp_path):
    _own(tmp_path, "replies:\n  A!: {en: x}\n")
    done = _check(tmp_path)
    assert done.exit_code != 0
    assert "replies.yaml:2:" in str(done.exception)


def test_each_english_master_is_told_with_the_file_and_line_where_it_is_written(tmp_path):
    for each in _rows(tmp_path):
        if each["language"] == "en" and not each["id"].startswith("own:"):
            line = Path(each["file"]).read_text(encoding="utf-8").splitlines()[each["line"] - 1]
            assert f'"{each["id"]}"' in line


def test_what_is_missing_is_a_problem():
    assert "not written" in Checked("safe.ask", "es", "x.po", 1, 0, missing=True).problem
    assert Checked("notice.waiting", "es", "x.po", 1, 3).problem == "", "a volunteer's own phone"


def test_help_says_what_it_does():
    done = CliRunner().invoke(texts, ["check", "--help"])
    assert done.exit_code == 0
    assert "deny-list" in done.output
