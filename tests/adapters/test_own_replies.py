"""O4: a network's own ready answers from a file: every mistake has its line and its remedy."""

from __future__ import annotations

import pytest

from hotline.adapters.own_replies import load_replies, read_replies, replies_path
from hotline.errors import SettingsError
from hotline.services.conversation import words_of_reply
from hotline.types import Language
from tests.webhooks.stage import build_stage

GOOD = """
replies:
  pantry:
    en: The pantry is open on Friday.
    es: La despensa abre el viernes.
  ride: {ko: 차로 모시러 갈게요.}
"""


def _file(folder, text):
    path = folder / "replies.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_replies_are_read_with_their_places(tmp_path):
    path = _file(tmp_path, GOOD)
    assert [(each.id, each.language.tag, each.line) for each in read_replies(path)] == [
        ("pantry", "en", 4), ("pantry", "es", 5), ("ride", "ko", 6),
    ]  # fmt: skip
    pantry, ride = load_replies(path)
    assert pantry.words[Language("es")] == "La despensa abre el viernes."
    assert list(ride.words) == [Language("ko")]
    assert load_replies(None) == ()


def test_the_file_of_the_data_folder_counts_unless_another_is_named(tmp_path):
    assert replies_path(None, tmp_path) is None
    own = _file(tmp_path, GOOD)
    assert replies_path(None, tmp_path) == own
    assert replies_path("/elsewhere.yaml", tmp_path).name == "elsewhere.yaml"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("answers:\n  a: {en: x}\n", 1, "answers"),
        ("replies:\n  Pantry!: {en: x}\n", 2, "cannot be the name"),
        ("replies:\n  canned.more: {en: x}\n", 2, "cannot be the name"),
        ("replies:\n  pantry:\n", 2, "has no words"),
        ("replies:\n  pantry:\n    English: hello\n", 3, "is no language"),
        ("replies:\n  pantry:\n    en: " + "x" * 700 + "\n", 3, "too long"),
        ("replies:\n  pantry: {en: a}\n  pantry: {en: b}\n", 3, "pantry"),
        ("replies:\n  pantry: [1, 2]\n", 2, "pantry"),
        ("replies: {pantry: {en: 'never closed}\n", 1, ""),
    ],
)
def test_each_mistake_has_its_line(tmp_path, text, line, says):
    with pytest.raises(SettingsError) as refused:
        load_replies(_file(tmp_path, text))
    assert f"replies.yaml:{line}:" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_file_that_cannot_be_read_is_told_by_its_name(tmp_path, content):
    path = tmp_path / "replies.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=r"replies\.yaml"):
        load_replies(path)


def test_o4_the_running_hotline_offers_them_in_the_languages_they_are_written_in(tmp_path):
    _file(tmp_path, GOOD)
    ports = build_stage(tmp_path).ports
    assert words_of_reply(ports, "pantry", Language("es")) == "La despensa abre el viernes."
    assert words_of_reply(ports, "pantry", Language("ko")) is None
    assert words_of_reply(ports, "ride", Language("ko"))
