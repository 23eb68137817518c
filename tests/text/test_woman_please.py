"""A wish about who answers, written in a text: kept sealed, and kept to (V21)."""

from __future__ import annotations

import pytest

from hotline.domain.routing import NO_WISHES, Wishes
from hotline.domain.wish_words import wishes_in
from hotline.services.whom_to_ask import wishes_of
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage
from tests.webhooks.volunteer_phone import volunteer


@pytest.mark.parametrize(
    "words",
    [
        "I am a woman and need food",
        "a woman here needs help",
        "soy una mujer, necesito comida",
        "저는 여자예요",
        "我是女的",
        "je suis une femme",
        "",
        "no woman no cry",
        # Read wrongly, a wish keeps the request from everybody else.
        "help a woman please",
        "please send help for a woman, please hurry",
        "A woman, her baby and I need a place",
        "I am only a woman alone with two kids",
        "a woman please help her she is bleeding",
        "your female volunteer was here yesterday",
        "ayuden a una mujer por favor",
        "ede yon fanm tanpri",
        "aidez une femme s'il vous plaît",
        "ساعدوا امرأة من فضلك",
        "I don't want to talk to a woman",
        "No quiero hablar con una mujer",
        "je ne veux pas parler à une femme",
        "mwen pa vle pale ak yon fanm",
        "我不想跟女的说",
        "لا أريد أن أتحدث مع امرأة",
        "tôi không muốn nói chuyện với phụ nữ",
    ],
)
def test_v21_bad_input_words_about_oneself_ask_for_nobody(words):
    assert wishes_in(words) == NO_WISHES


@pytest.mark.parametrize(
    "words",
    [
        "I need food. A WOMAN, please!",
        "only a woman please",
        "I would like a woman, please",
        "Female volunteer please",
        "una mujer, por favor",
        "I cannot speak to any man, I want to speak to a woman",
        "Quisiera hablar con una mujer",
        "Mwen vle pale ak yon fanm",
        "여자분과 통화하고 싶어요",
        "我想跟女性说",
        "Tôi muốn nói chuyện với phụ nữ",
        "أريد التحدث مع امرأة",
        "Je voudrais parler à une femme",
    ],
)
def test_v21_in_each_language_the_plain_words_are_a_wish(words):
    assert wishes_in(words) == Wishes(woman=True)


@pytest.mark.parametrize("first", ["We need food, a woman please", "We need food"])
def test_v21_a_text_with_the_wish_asks_nobody_who_is_no_woman(tmp_path, clock, first):
    """In the first text or a later one; no question is added for it."""
    stage = build_stage(tmp_path, clock)
    volunteer(stage)
    texter = Texter(stage, "+15550187001", clock=clock)
    texter.text(first)
    if "woman" not in first:
        texter.text("I want to talk to a woman")
    with stage.ports.unit_of_work(read_only=True) as tx:
        request = tx.requests.by_code(texter.request().code)
        assert wishes_of(tx, request) == Wishes(woman=True)
        asked = [each for each in tx.notices.of_request(request.id) if each.asked_at]
        assert asked == []
