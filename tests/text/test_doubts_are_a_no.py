"""A yes to "is texting this phone safe?" is only what is plainly a yes; every doubt is none (T5)."""

from __future__ import annotations

import pytest

from hotline.domain.contact_safety import NO_CONTACT, Contact, Hours
from hotline.domain.not_safe_words import is_plain_yes, says_not_safe
from tests.text.talking import Texter, somebody_on_call
from tests.text.test_safe_texting import rules_of, to_safe
from tests.webhooks.stage import build_stage


@pytest.fixture
def texter(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    somebody_on_call(stage)
    return Texter(stage, "+12065592777", clock=clock)


@pytest.mark.parametrize(
    "no",
    [
        "1 no", "1. no", "1 not safe", "1 no no", "1不安全", "1 不", "1 아니요", "1 لا", "١ لا",
        "1 không", "1 non", "1 it's not safe", "1 he reads my texts", "2 no", "1 no, he looks",
        "não", "nah", "no way", "never", "nunca", "jamais", "jamè", "👎", "1 👎", "❌",
    ],
)  # fmt: skip
def test_t5_a_no_beside_the_wrong_number_is_a_no(texter, no):
    """T5: whoever reads the list wrongly, or has it read over their shoulder, is not texted."""
    to_safe(texter)
    assert len(texter.text(no)) == 1
    assert rules_of(texter) == NO_CONTACT
    assert texter.text("are you there") == []


@pytest.mark.parametrize(
    "doubt", ["1 room", "1 niño", "1 maybe", "1 his phone", "1 husband reads", "1?", "yes?", "ok？"]
)
def test_t5_words_beside_a_yes_are_a_doubt_and_asked_about_once_more(texter, doubt):
    """T5: it may be a need ("1 room"): the words are kept, and nothing is allowed by them."""
    before = to_safe(texter)
    (again,) = texter.text(doubt)
    assert "Is texting this phone safe?" in before
    assert "Is texting this phone safe?" in again
    assert doubt in texter.request().words
    texter.text("3")
    assert rules_of(texter) == NO_CONTACT


@pytest.mark.parametrize(
    "yes", ["1", "1 yes", "1 sí", "1 thanks", "1 👍", "1 please", "Yes.", "un"]
)
def test_t5_a_plain_yes_is_one(texter, yes):
    to_safe(texter)
    texter.text(yes)
    assert rules_of(texter).ways == {Contact.TEXT}


def test_t11_words_beside_any_time_are_asked_about_too(texter):
    """T11: "1 night" is not "at any time"."""
    to_safe(texter)
    texter.text("2")
    (again,) = texter.text("1 night")
    assert again.startswith("When is it safe?")
    assert rules_of(texter).hours is Hours.WHEN_THEY_WRITE


@pytest.mark.parametrize(
    "words",
    ["1 no tengo comida", "12 no", "no tengo comida", "1 room", "2 kids, no food", "", "1", "111"],
)
def test_a_need_is_no_answer(words):
    assert not says_not_safe(words)


def test_a_yes_with_a_no_in_it_is_none():
    assert not is_plain_yes("yes no", "no")
