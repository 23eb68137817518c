"""T1: the language of a first message is proposed from its script and its words."""

from __future__ import annotations

import pytest

from hotline.domain.text_language import language_by_name, propose
from hotline.types import Language

OFFERED = [Language(tag) for tag in ("en", "es", "ko")]

FIRST_MESSAGES = [
    ("We need food for 5 people", "en"),
    ("hello", "en"),
    ("my landlord is kicking us out", "en"),
    ("i have no heat", "en"),
    ("Hola", "es"),
    ("necesito comida para mis hijos", "es"),
    ("no tengo agua ni luz", "es"),
    ("ayuda con la renta por favor", "es"),
    ("쌀하고 물이 필요해요", "ko"),
    ("도와주세요 baby formula", "ko"),
    ("我们需要食物和水", "zh"),
    ("نحتاج إلى طعام لخمسة أشخاص 5", "ar"),
    ("به غذا و پول نیاز داریم", "fa"),
    ("Chúng tôi cần thức ăn và nước", "vi"),
    ("Mwen bezwen manje pou timoun yo", "ht"),
    ("Bonjour, nous avons besoin de nourriture", "fr"),
    ("Preciso de ajuda com o aluguel, não tenho trabalho", "pt"),
    ("আমাদের খাবার দরকার", "bn"),
    ("ምግብ እንፈልጋለን", "am"),
    ("нам нужна еда и вода", "ru"),
    ("нам потрібна їжа", "uk"),
    ("kailangan po namin ng pagkain", "tl"),
    ("食べ物が必要です", "ja"),
]


@pytest.mark.parametrize(("words", "tag"), FIRST_MESSAGES)
def test_t1_a_first_message_proposes_its_language(words, tag):
    assert propose(words, OFFERED) == Language(tag)


@pytest.mark.parametrize("words", ["", "  ", "1", "٣", "😀😀", "\x00\u202e", "xyzzy", "12 34"])
def test_t1_what_tells_nothing_proposes_nothing(words):
    assert propose(words, OFFERED) is None


def test_t1_a_language_can_be_named():
    names = {Language("es"): ["Español", "Spanish"], Language("ko"): ["한국어", "Korean"]}
    assert language_by_name("ESPANOL!", names) == Language("es")
    assert language_by_name("korean", names) == Language("ko")
    assert language_by_name("I need food", names) is None
