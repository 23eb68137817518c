"""Safe contact by text, danger, and "call me instead": asked in five questions at most."""

from __future__ import annotations

import itertools
import re

import pytest

from hotline.domain.call_words import wants_call, yes_or_no
from hotline.domain.contact_safety import NO_CONTACT, Contact, Hours
from hotline.domain.danger_words import is_danger
from hotline.domain.deny_list import words_denied
from hotline.domain.line import LimitState, LineState
from hotline.services.accounts import set_coordinator
from hotline.services.claims import claim
from hotline.services.conversation import write
from hotline.services.intake import find_or_begin_call, request_of_call
from hotline.services.line import set_limit, set_state
from hotline.services.receipts import contact_rules_of, keep_contact_rules
from hotline.types import Language, PhoneNumber
from ivr.flows.segments import segments
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage

_numbers = itertools.count(1000)


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


@pytest.fixture
def volunteer(stage):
    return somebody_on_call(stage)


@pytest.fixture
def texter(stage, volunteer, clock):
    return Texter(stage, f"+1206559{next(_numbers)}", clock=clock)


def rules_of(texter: Texter):
    with texter.stage.ports.unit_of_work() as tx:
        mark = texter.stage.ports.vault.fingerprint("phone", texter.number)
        return contact_rules_of(tx, tx.requests.latest_from(mark))


def wish_of(texter: Texter):
    request = texter.request()
    with texter.stage.ports.unit_of_work() as tx:
        return tx.conversations.call_wish(request.id)


def to_safe(texter: Texter, first: str = "hello", choice: str = "1") -> str:
    texter.text(first)
    return texter.text(choice)[-1]


@pytest.mark.parametrize(
    ("first", "choice", "no"),
    [
        ("أحتاج إلى مأوى 2 nights", "7", "3"),
        ("hello", "1", "3 no"),
        ("hello", "1", "no"),
        ("hola", "2", "no"),
        ("도와주세요 음식이 필요해요", "3", "아니요"),
        ("我们需要食物", "5", "不安全"),
        ("نحتاج إلى طعام", "7", "لا"),
        ("আমাদের খাবার দরকার", "1", "না"),
    ],
)
def test_story_4_t5_not_safe_is_one_neutral_answer_and_then_silence(
    texter, volunteer, first, choice, no
):
    to_safe(texter, first, choice)
    (last,) = texter.text(no)
    assert words_denied(last) == ()
    assert not re.search("food|comida|음식|食|طعام|مأوى", last)
    assert rules_of(texter) == NO_CONTACT
    assert texter.text("are you there") == []
    assert texter.text("0") == []
    request = texter.request()
    assert request.state == "queued", "the request is held for their call"
    assert "are you there" in request.words
    claim(texter.stage.ports, volunteer, request.code)
    with pytest.raises(Exception, match="may not be texted"):
        write(texter.stage.ports, volunteer, request.code, "hello")


def test_t11_only_sometimes_asks_when_and_keeps_to_it(texter, volunteer, clock):
    to_safe(texter)
    (when,) = texter.text("2")
    assert when.startswith("When is it safe?")
    assert rules_of(texter).hours is Hours.WHEN_THEY_WRITE, "until they say when"
    (question,) = texter.text("3")
    assert "1 Food or water" in question
    assert rules_of(texter).hours is Hours.EVENING
    code = texter.request().code
    claim(texter.stage.ports, volunteer, code)
    assert not write(texter.stage.ports, volunteer, code, "while they hold it").waits
    clock.forward(minutes=20)
    assert write(texter.stage.ports, volunteer, code, "later").waits


def test_t2_five_questions_at_most_and_every_answer_is_two_segments(texter):
    answers = []
    for body in ("hi", "1", "2", "1", "2", "no heat here", "1", "1", "1"):
        answers += texter.text(body)
    assert sum("?" in answer or "1 English" in answer for answer in answers) <= 6
    assert all(segments(answer) <= 2 for answer in answers)
    assert "no heat here" in texter.request().words


@pytest.mark.parametrize(
    ("answer", "ways", "hours", "word"),
    [
        ("1", {Contact.TEXT}, Hours.ANY, ""),
        ("1 mango", {Contact.TEXT}, Hours.ANY, "mango"),
        ("２ 망고", {Contact.TEXT, Contact.CALL}, Hours.ANY, "망고"),
        ("٣", {Contact.TEXT}, Hours.WHEN_THEY_WRITE, ""),
    ],
)
def test_t4_how_to_answer_and_a_word_only_we_two_know(texter, answer, ways, hours, word):
    to_safe(texter, "we need food")
    (how,) = texter.text("1")
    assert "How shall we answer?" in how
    texter.text(answer)
    rules = rules_of(texter)
    assert (rules.ways, rules.hours, rules.word) == (ways, hours, word)
    assert (wish_of(texter) is not None) is (Contact.CALL in ways)


def test_free_words_beat_the_question_on_safety_and_are_kept(texter):
    to_safe(texter)
    (question,) = texter.text("my landlord shut off the heat")
    assert "safe" not in question
    assert "my landlord shut off the heat" in texter.request().words


def test_not_understood_twice_is_a_person_and_never_invalid(texter):
    to_safe(texter)
    assert "safe?" in texter.text("7")[0]
    assert texter.text("8") == [
        "A neighbor will read what you write here, and answer. Take your time."
    ]


@pytest.mark.parametrize("body", ["one mango", "uno mango", "dos niños pequeños"])
def test_t9_a_number_in_words_beside_a_word_is_asked_about_and_kept(texter, body):
    """T9: their word is never thought to be set when it is not, and no need becomes a word."""
    to_safe(texter, "we need food")
    texter.text("1")
    (again,) = texter.text(body)
    assert "How shall we answer?" in again
    assert rules_of(texter).word == ""
    assert Contact.CALL not in rules_of(texter).ways
    assert body in texter.request().words
    texter.text("1 mango")
    assert rules_of(texter).word == "mango"


@pytest.mark.parametrize(
    ("at", "word"), list(enumerate(["CALL", "llámame", "전화해 주세요", "اتصل بي", "☎"]))
)
def test_t4_call_me_instead_is_understood_at_every_step_and_is_the_same_request(texter, at, word):
    for body in ("hello", "1", "1", "1", "we have no heat")[: at + 1]:
        texter.text(body)
    code = texter.request().code
    texter.text(word)
    (kept,) = texter.text("3 mango")
    assert kept
    rules = rules_of(texter)
    assert Contact.CALL in rules.ways
    assert (rules.hours, rules.word) == (Hours.EVENING, "mango")
    assert wish_of(texter).may_call
    assert texter.request().code == code


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("call the landlord for me", False),
        ("I can't call", False),
        ("call me", True),
        ("☎️", True),
        ("📞🚫", False),
        ("☎ ❌", False),
        ("can you call me back today please", True),
        ("¿Me pueden llamar, por favor?", True),
        ("please don't call", False),
        ("can I call you", False),
        ("Bonjour, rappelez-moi demain", True),
        ("yes please", False),
    ],
)
def test_t4_only_a_whole_message_is_the_wish_for_a_call(words, wish):
    assert wants_call(words) is wish


@pytest.mark.parametrize(
    ("words", "key"), [("No.", "3"), ("yes", "1"), ("a veces", "2"), ("no food", ""), ("", "")]
)
def test_yes_and_no_are_whole_messages(words, key):
    assert yes_or_no(words) == key


DANGER = {
    "en": "he has a gun please",
    "es": "mi esposo me va a matar",
    "ko": "아버지가 숨을 못 쉬어요",
    "zh": "他要杀我",
    "ar": "زوجي يضربني",
    "bn": "আমাকে মারছে",
    "fr": "il ne respire plus",
    "vi": "tôi muốn chết",
    "ht": "yon nonm gen zam",
}


@pytest.mark.parametrize("words", DANGER.values(), ids=DANGER)
def test_b2_danger_is_a_human_alert_and_one_question_and_no_lecture(texter, volunteer, words):
    before = len(texter.carrier.sent)
    answers = texter.text(words)
    assert len(answers) == 1
    assert "911" in answers[0]
    assert segments(answers[0]) <= 2
    request = texter.request()
    assert request.urgent
    alarms = [body for to, body in texter.carrier.sent[before:] if to == "+12065559001"]
    assert any("cannot wait" in body for body in alarms)
    assert all(words not in body for body in alarms), "a notice tells no words"
    texter.text("it is getting worse, he has a knife")
    again = [body for to, body in texter.carrier.sent if "cannot wait" in body]
    assert len(again) == 1, "told once, not at every word"
    assert len(texter.text("1")) <= 1


def test_b2_a_coordinator_is_told_though_nobody_is_on_call(stage, clock):
    texter = Texter(stage, f"+1206559{next(_numbers)}", clock=clock)
    who = somebody_on_call(stage)
    with stage.ports.unit_of_work() as tx:
        tx.volunteers.set_on_call(who, False)
    set_coordinator(stage.ports, who, True)
    texter.text("he has a gun please")
    assert any("cannot wait" in body for to, body in texter.carrier.sent if to != texter.number)


@pytest.mark.parametrize(
    "words",
    ["we need food for the kids", "my bike is broken", "necesito comida", "월세를 못 내요",
     "我们需要食物", "نحتاج إلى طعام"],
)  # fmt: skip
def test_b2_ordinary_words_raise_no_alarm(words):
    assert not is_danger(words)


def test_v19_the_lines_state_and_limits_are_told_before_anything_is_asked(texter):
    ports = texter.stage.ports
    set_state(ports, "me", LineState.SHORT_STAFFED)
    set_limit(ports, "me", topic="housing", state=LimitState.PAUSED, topics=("housing",))
    texter.text("hello")
    told = texter.text("1")
    assert "Few of us are here now." in told[0]
    assert "Home or bills" in " ".join(told)
    assert "Is texting this phone safe?" in told[-1]
    assert all(segments(each) <= 2 for each in told)


def test_story_11_nobody_who_speaks_it_is_said_in_their_language(stage, clock):
    texter = Texter(stage, f"+1206559{next(_numbers)}", clock=clock)
    texter.text("음식이 필요해요")
    told = texter.text("3")
    assert "이 언어를 하는 사람이 없습니다" in told[0]
    assert texter.request().language == Language("ko")


def test_texts_join_a_request_by_phone_whose_caller_said_text_me_instead(stage, volunteer, clock):
    """T4: voice and text are one request."""
    texter = Texter(stage, f"+1206559{next(_numbers)}", clock=clock)
    ports = stage.ports
    with ports.unit_of_work() as tx:
        call = find_or_begin_call(ports, tx, "CA" + "1" * 32, PhoneNumber(texter.number))
        request_id = request_of_call(ports, tx, call, language=Language("en"), topic="food")
        keep_contact_rules(ports, tx, request_id, "text", "any", "nothing")
        code = tx.requests.by_id(request_id).code
    texter.text("it is me, thank you")
    with ports.unit_of_work() as tx:
        messages = tx.messages.of_request(request_id)
        key = tx.keys.open(tx.requests.by_id(request_id).key_id)
        heard = [
            key.open_text("message.body", each.body) for each in messages if each.direction == "in"
        ]
        assert heard == ["it is me, thank you"]
        assert all(each.key_id == key.id for each in messages), "one key, one request"
        assert [each.id for each in tx.requests.everything()] == [request_id]
        assert tx.requests.by_code(code).id == request_id
    assert texter.request() is None, "no second request by text"


def test_t4_the_holder_hears_at_once_that_they_want_to_be_called(texter, volunteer):
    """T4: told once, without a word of theirs."""
    to_safe(texter, "we need food")
    code = texter.request().code
    claim(texter.stage.ports, volunteer, code)
    before = len(texter.carrier.sent)
    for body in ("call me", "1", "CALL", "1"):
        texter.text(body)
    told = [body for to, body in texter.carrier.sent[before:] if to == "+12065559001"]
    assert [body for body in told if "called" in body] == [
        f"{code} asks to be called. Open the page to call them."
    ]
    assert wish_of(texter).may_call


def test_t4_a_wish_for_a_call_is_seen_before_they_have_said_when_it_is_safe(texter, volunteer):
    """T4: whoever writes CALL and then nothing more is not forgotten, and not yet called."""
    to_safe(texter)
    texter.text("call me")
    wish = wish_of(texter)
    assert wish is not None
    assert not wish.may_call
    request = texter.request()
    with texter.stage.ports.unit_of_work() as tx:
        assert request.id in tx.conversations.call_wishes()


@pytest.mark.parametrize(
    ("first", "choice", "no"),
    [
        ("hello", "1", "3. he goes through everything I have"),
        ("hello", "1", "it is not safe, he checks everything"),
        ("hello", "1", "No, my husband sees it"),
        ("hello", "1", "he reads my texts at night"),
        ("hello", "1", "no no no please dont"),
        ("hello", "1", "three"),
        ("hola", "2", "tres"),
        ("hola", "2", "3) no es seguro para mi"),
        ("hola", "2", "no es seguro, mi esposo lee mis mensajes"),
        ("hello", "3", "안전하지 않아요 남편이 봐요"),
        ("我们需要食物", "5", "不安全，他看我的手机"),
        ("hello", "6", "khong an toan vi chong toi xem"),
        ("نحتاج إلى طعام", "7", "لا، زوجي يرى كل شيء"),
    ],
)
def test_story_4_t5_a_no_in_a_sentence_is_a_no_and_its_words_are_kept(texter, first, choice, no):
    to_safe(texter, first, choice)
    assert len(texter.text(no)) == 1
    assert rules_of(texter) == NO_CONTACT
    assert texter.text("are you there") == []
    assert no in texter.request().words or no in {"three", "tres"}


@pytest.mark.parametrize(
    ("first", "choice", "words"),
    [
        ("hello", "1", "no food since monday"),
        ("hola", "2", "no tengo comida"),
        ("hola", "2", "3 niños sin comida"),
    ],
)
def test_a_need_that_begins_with_no_is_no_answer_to_the_question_on_safety(
    texter, first, choice, words
):
    to_safe(texter, first, choice)
    assert texter.text(words)
    assert texter.text("are you there"), "they are answered on"


@pytest.mark.parametrize(
    ("word", "choice"), [("CALL", "1"), ("Llámenme por favor", "2"), ("☎", "1")]
)
def test_t4_call_me_as_the_first_message_is_seen_at_once_and_asked_about_after_the_language(
    texter, word, choice
):
    """T4 and T9: the first answer still says who we are and STOP."""
    (first,) = texter.text(word)
    assert "STOP" in first
    assert "1 English" in first
    assert not wish_of(texter).may_call
    (when,) = texter.text(choice)
    assert "mango" in when
    assert texter.text("2")
    assert wish_of(texter).may_call
    assert Contact.CALL in rules_of(texter).ways
