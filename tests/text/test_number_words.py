"""T1: an answer key may be a word, in any of the languages, and never a number in a sentence."""

from __future__ import annotations

import pytest

from hotline.domain.number_words import number_said


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("uno", "1"), ("DOS.", "2"), ("tres", "3"), ("la primera", "1"), ("opción 2", "2"),
        ("one", "1"), ("the second one", "2"), ("1st", "1"), ("number 2 please", "2"), ("#2", "2"),
        ("1️⃣", "1"), ("① ", "1"), ("２", "2"), ("الأول", "1"), ("الاول", "1"), ("رقم ٢", "2"), ("واحد", "1"),
        ("하나", "1"), ("2번", "2"), ("2 번이요", "2"), ("첫 번째", "1"), ("두번째", "2"),
        ("二", "2"), ("第二個", "2"), ("第2", "2"), ("选 1", "1"), ("選２", "2"),
        ("hai", "2"), ("số 2", "2"), ("mot", "1"), ("deuxieme", "2"), ("de", "2"), ("dezyem", "2"),
        ("৩", "3"), ("۳", "3"), ("1 s'il vous plaît", "1"), ("3 por favor", "3"),
    ],
)  # fmt: skip
def test_t1_a_number_in_words(text, key):
    assert number_said(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "two kids", "1 or 2", "1 2", "12", "", "   ", "please", "no", "one mango", "dos niños",
        "need 1", "第二天", "两个孩子", "un enfant", "2 أطفال", "second floor", "一家人", "no 1",
    ],
)  # fmt: skip
def test_t1_what_says_more_is_words(text):
    assert number_said(text) is None
