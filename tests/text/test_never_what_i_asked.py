"""T5: "what may a message say?" is the fourth answer to "is texting this phone safe?"."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from hotline.domain.contact_safety import NO_CONTACT, Contact, ContactRules, from_json, to_json
from hotline.domain.deny_list import words_denied
from hotline.domain.house_words import HouseWords, OwnReply
from hotline.domain.topic_words import words_of_topic
from hotline.errors import TextRefused
from hotline.services.claims import claim
from hotline.services.conversation import reply, write
from hotline.services.receipts import contact_rules_of, keep_contact_rules
from hotline.types import Language
from ivr.flows.segments import segments
from ivr.text_safety_state import Safety
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage

SCRIPTS = {
    "en": ("we need food", "1", "The groceries come at six."),
    "es": ("necesito comida", "2", "La comida llega a las seis."),
    "ko": ("음식이 필요해요", "3", "음식을 여섯 시에 가져갈게요."),
    "zh": ("我们需要食物", "5", "食物六点送到。"),
    "ar": ("نحتاج إلى طعام", "7", "الطعام يصل الساعة 6."),
}


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


@pytest.fixture
def volunteer(stage):
    return somebody_on_call(stage)


@pytest.fixture
def texter(stage, volunteer, clock):
    return Texter(stage, "+12065591999", clock=clock)


def rules_of(texter: Texter) -> ContactRules:
    with texter.stage.ports.unit_of_work() as tx:
        mark = texter.stage.ports.vault.fingerprint("phone", texter.number)
        return contact_rules_of(tx, tx.requests.latest_from(mark))


def neutral_talk(texter, volunteer, first="we need food", choice="1", four="4") -> str:
    texter.text(first)
    texter.text(choice)
    texter.text(four)
    code = texter.request().code
    claim(texter.stage.ports, volunteer, code)
    return code


@pytest.mark.parametrize(("first", "choice", "words"), SCRIPTS.values(), ids=SCRIPTS)
def test_t5_what_was_asked_for_is_asked_about_before_it_is_written(
    texter, volunteer, first, choice, words
):
    """T5: it stops nothing; the volunteer decides. What is ours goes out as ever."""
    code = neutral_talk(texter, volunteer, first, choice)
    assert rules_of(texter) == ContactRules(frozenset({Contact.TEXT}), neutral=True)
    ports = texter.stage.ports
    with pytest.raises(TextRefused) as asked:
        write(ports, volunteer, code, words)
    assert asked.value.kind == "sensitive"
    assert asked.value.words
    assert write(ports, volunteer, code, words, anyway=True).parts == 1
    assert reply(ports, volunteer, code, "canned.today").parts == 1
    assert write(ports, volunteer, code, "6:00").parts == 1


def test_who_said_yes_is_written_to_as_before(texter, volunteer):
    code = neutral_talk(texter, volunteer, four="1")
    assert not rules_of(texter).neutral
    assert write(texter.stage.ports, volunteer, code, "The groceries come at six.").parts == 1


@pytest.mark.parametrize(
    ("answer", "neutral"),
    [("４", True), ("٤", True), ("4.", True), ("4 kids", None), ("4 children and a baby", None)],
)
def test_only_the_bare_number_is_this_answer(texter, answer, neutral):
    """T1, T5: "4 kids" is a household, and no yes."""
    texter.text("hello")
    assert "4 yes" in texter.text("1")[-1]
    texter.text(answer)
    rules = rules_of(texter)
    assert (rules.neutral or None) is neutral
    assert (answer in texter.request().words) is (neutral is None)


def test_three_is_a_no_as_it_always_was(texter):
    texter.text("hello")
    texter.text("1")
    texter.text("3")
    assert rules_of(texter) == NO_CONTACT


def test_a_talk_that_was_offered_three_answers_takes_no_fourth_for_a_yes(texter):
    """A talk of an older release, and the question in danger: it is put once more, with all four."""
    assert not Safety.from_json({"pending": "safe", "asked_safe": True}).four
    (first,) = texter.text("he has a gun please")
    assert "4" not in first
    (again,) = texter.text("4")
    assert "4 yes" in again
    assert rules_of(texter) == NO_CONTACT
    texter.text("4")
    assert rules_of(texter).neutral


def test_danger_and_a_later_call_leave_it_as_it_was(texter):
    texter.text("hello")
    texter.text("1")
    texter.text("4")
    texter.text("he has a gun please")
    texter.text("1")
    assert rules_of(texter).neutral
    texter.text("call me")
    texter.text("3")
    assert rules_of(texter).neutral
    ports = texter.stage.ports
    request = texter.request()
    with ports.unit_of_work() as tx:
        keep_contact_rules(ports, tx, request.id, "text", "evening", "nothing")
    assert rules_of(texter).neutral
    with ports.unit_of_work() as tx:
        keep_contact_rules(ports, tx, request.id, "no", "", "")
    assert rules_of(texter) == NO_CONTACT


def test_rules_of_an_older_release_say_nothing_of_it():
    rules = ContactRules(frozenset({Contact.TEXT}), neutral=True)
    assert from_json(to_json(rules)) == rules
    plain = json.loads(to_json(rules))
    del plain["neutral"]
    assert from_json(json.dumps(plain)) == ContactRules(frozenset({Contact.TEXT}))


def test_a_networks_own_ready_answer_is_asked_about_too(texter, volunteer):
    code = neutral_talk(texter, volunteer)
    words = {Language("en"): "Your groceries are here."}
    own = HouseWords(replies=(OwnReply("own.here", words),))
    with pytest.raises(TextRefused) as asked:
        reply(replace(texter.stage.ports, house=own), volunteer, code, "own.here")
    assert asked.value.kind == "sensitive"
    assert "groceries" in asked.value.words


@pytest.mark.parametrize("language", ["en", "es", "ht", "ko", "zh", "vi", "ar", "fr"])
def test_the_question_is_two_segments_and_betrays_nothing(stage, language):
    text = stage.ports.texts.text("safe.ask", Language(language))
    assert segments(text) <= 2
    assert all(f"{key} " in text for key in (1, 2, 3, 4))
    assert words_denied(text, words_of_topic("other", {})) == ()


def test_a_topic_that_says_little_asks_about_all_and_a_networks_own_about_its_words():
    flow = {"tools": ("saw", "ladder"), "food": ("beans",), "other": ("other",)}
    assert set(words_of_topic("tools", flow)) == {"saw", "ladder", "tools"}
    assert {"beans", "water"} <= set(words_of_topic("food", flow))
    assert {"beans", "ladder", "rent"} <= set(words_of_topic("other", flow))
    assert {"beans", "ladder", "rent"} <= set(words_of_topic("", flow))
