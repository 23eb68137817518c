"""By text: any first message, one question a message, and free words beat the questions."""

from __future__ import annotations

import itertools

import pytest

from hotline.types import Language
from ivr.flows.loader import load_flow
from ivr.flows.segments import segments
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage, new_sid

_numbers = itertools.count(1000)


@pytest.fixture
def texter(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    somebody_on_call(stage)
    return Texter(stage, f"+1555016{next(_numbers)}", clock=clock)


def test_t1_t9_any_first_message_is_kept_queued_and_answered_with_the_languages(texter):
    (answer,) = texter.text("We need food for 5 people")
    assert "Neighbors' Hotline" in answer
    assert "STOP" in answer
    assert "Anyone holding this phone" in answer
    assert "1 English\n2 Español" in answer
    request = texter.request()
    assert request.words == ("We need food for 5 people",)
    assert (request.language, request.topic) == (Language("en"), "food")


@pytest.mark.parametrize(
    ("words", "tag", "topic"),
    [
        ("necesito comida para mis hijos", "es", "food"),
        ("월세를 못 내요", "ko", "housing"),
        ("我们需要食物", "zh", None),
        ("نحتاج إلى طعام 5", "ar", None),
        ("mwen bezwen ed ak lwaye", "ht", None),
        ("আমাদের খাবার দরকার", "bn", None),
    ],
)
def test_t1_the_language_is_proposed_from_the_words(texter, words, tag, topic):
    (answer,) = texter.text(words)
    assert "Español" in answer
    request = texter.request()
    assert request.language == Language(tag)
    assert topic is None or request.topic == topic


@pytest.mark.parametrize(
    "choice", ["2", "２", "٢", "(2)", " 2. ", "ESPAÑOL", "spanish", "스페인어"]
)
def test_t1_the_language_is_chosen_by_digit_of_any_script_or_by_name(texter, choice):
    texter.text("hello")
    (safe,) = texter.text(choice)
    assert "¿Es seguro escribir a este teléfono?" in safe
    (question,) = texter.text("1")
    assert "1 Comida o agua" in question
    assert texter.request().language == Language("es")
    assert texter.request().words == ("hello",), "an answer key is no message"


def test_t2_what_was_said_is_not_asked_again(texter):
    texter.text("necesito comida para mis hijos")
    (safe,) = texter.text("2")
    assert "seguro" in safe
    (how,) = texter.text("1")
    assert "¿Cómo respondemos?" in how
    (end,) = texter.text("1")
    assert "1 " not in end, "the topic and the story are known: nothing is left to ask"
    assert texter.request().topic == "food"


def test_t2_one_question_a_message_until_the_end(texter):
    answers = [answer for body in ("hi", "1", "1", "2") for answer in texter.text(body)]
    assert len(answers) == 4
    assert "Is texting this phone safe?" in answers[1]
    assert "1 Food or water" in answers[2]
    assert "own words" in answers[3]
    (how,) = texter.text("my landlord shut off the heat")
    assert "How shall we answer?" in how
    (end,) = texter.text("1")
    assert "neighbor" in end
    assert texter.request().topic == "housing"
    assert texter.request().words == ("hi", "my landlord shut off the heat")
    assert all(segments(answer) <= 2 for answer in [*answers, end])


def test_free_text_beats_the_list_of_languages(texter):
    texter.text("hola")
    (safe,) = texter.text("no tengo agua en mi casa desde ayer")
    assert "seguro" in safe
    assert texter.request().language == Language("es")
    (question,) = texter.text("1")
    assert "1 " in question, "water and home: which comes first is asked"
    texter.text("1")
    assert texter.request().topic == "food"
    (end,) = texter.text("1")
    assert "Tenemos su mensaje" in end


def test_a_person_and_keys_that_lead_nowhere(texter):
    texter.text("hello")
    assert "neighbor will read" in texter.text("0")[0]
    texter.text("1")
    texter.text("1")
    assert texter.text("8")[0]
    assert len(texter.request().words) == 1


def test_t3_a_talk_is_picked_up_after_days(texter, clock):
    texter.text("hi")
    clock.forward(days=4)
    assert "safe" in texter.text("1")[0]
    clock.forward(days=4)
    assert "1 Food or water" in texter.text("1")[0]


def test_at_most_five_answers_a_day_so_two_machines_die_out(texter, clock):
    answers = [answer for _ in range(40) for answer in texter.text("I am away. Auto reply.")]
    assert len(answers) == 5
    assert texter.request() is not None
    clock.forward(days=1, hours=1)
    assert len(texter.text("still here")) == 1


def test_f2_twenty_answers_an_hour_to_one_prefix_and_all_are_heard(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    answers = 0
    for number in range(30):
        texter = Texter(stage, f"+1555017{number:04d}")
        answers += len(texter.text("food please"))
        assert texter.request() is not None
    assert answers == 20


def test_the_same_message_twice_is_one_message_and_one_answer(texter, clock):
    sid = new_sid("SM")
    assert len(texter.text("need food", MessageSid=sid)) == 1
    assert texter.text("need food", MessageSid=sid) == []
    clock.forward(days=20)
    assert texter.text("need food", MessageSid=sid) == []
    assert texter.request().words == ("need food",)


BAD = {
    "3,000 Chinese characters": "我们需要食物。" * 430,
    "70 emoji": "😀" * 70,
    "right to left with Latin digits": "نحتاج 5 كيلو rice و 2 ماء",
    "NUL and bidi controls": "food\x00 for \u202e5\u202c people\u2066",
    "only spaces": "   \n\t ",
    "nothing": "",
    "a lone half of a character": "food \ud83d",
    "one thousand lines": "a\n" * 1000,
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD)
def test_bad_input_is_answered_and_has_a_place_in_the_queue(texter, body):
    (answer,) = texter.text(body.encode("utf-8", "replace").decode())
    assert "1 English" in answer
    assert segments(answer) <= 2
    assert texter.request() is not None


def test_a_withheld_number_is_kept_and_not_answered(tmp_path, clock):
    texter = Texter(build_stage(tmp_path, clock), "anonymous")
    assert texter.text("food") == []


@pytest.mark.parametrize("what", ["begin", "go_on"])
def test_a_fault_of_ours_costs_a_question_and_not_the_words(texter, monkeypatch, what):
    if what == "go_on":
        texter.text("hi")

    def broken(*_):
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(f"ivr.text_conversation.{what}", broken)
    (answer,) = texter.text("we have no heat")
    assert "We have your message" in answer
    assert "we have no heat" in texter.request().words


def _files(*addresses):
    return {
        "NumMedia": str(len(addresses)),
        **{f"MediaUrl{n}": each for n, each in enumerate(addresses)},
        **{f"MediaContentType{n}": "video/mp4" for n in range(len(addresses))},
    }


@pytest.mark.parametrize(
    ("body", "files", "kept"),
    [
        ("", ["https://api.twilio.com/x/Media/ME" + "1" * 32], 1),
        ("my list", ["https://evil.example/Media/ME" + "2" * 32, "x/ME" + "3" * 32], 2),
        ("", ["https://evil.example/evil.vcf"], 0),
        ("", ["ME" + "4" * 32] * 5, 1),
        ("", [""], 0),
    ],
)
def test_t4_files_are_answers_and_are_addressed_by_their_sids_alone(texter, body, files, kept):
    (answer,) = texter.text(body, **_files(*files))
    assert "1 English" in answer
    assert len(texter.request().files) == kept


@pytest.mark.parametrize("count", ["-1", "x", "99999", "٣", ""])
def test_t4_a_wrong_number_of_files_is_no_fault(texter, count):
    assert texter.text("food", NumMedia=count)


def test_t1_nine_shows_more_languages_and_is_none_of_them(tmp_path, clock, monkeypatch):
    """With nine languages and more: each can be chosen by a number that some page has shown."""
    tags = ["en", "es", "ko", "fr", "zh", "vi", "ar", "ht", "mam"]
    path = tmp_path / "flow.yaml"
    path.write_text(
        "hotline: Neighbors\nlanguages: [" + ", ".join(tags) + "]\nstart: which\nsteps:\n"
        "  which:\n    choose_language: {}\n    then: story\n"
        "  story:\n    say: Tell us.\n    record: {}\n"
    )
    stage = build_stage(tmp_path, clock)
    flow = load_flow(path.read_text(), path.name)
    monkeypatch.setattr("ivr.text_conversation.current_flow", lambda *_: flow)
    monkeypatch.setattr("ivr.text_conversation.flow_of_version", lambda *_: flow)
    texter = Texter(stage, "+15550166001", clock=clock)
    shown, pages = {}, [*texter.text("hello")]
    for _ in range(3):
        pages += texter.text("9")
    for page in pages:
        assert segments(page) <= 2
        for line in page.splitlines():
            number, _, name = line.partition(" ")
            if number.isdecimal() and name != "...":
                assert shown.setdefault(number, name) == name
    assert "9" not in shown
    assert len(shown) == len(tags)
    assert "10" in shown


@pytest.mark.parametrize("wrong", ["8", "77", "#1", "eight"])
def test_t1_a_number_that_is_no_language_shows_the_list_again_and_is_no_fault(
    texter, caplog, wrong
):
    texter.text("hello")
    (again,) = texter.text(wrong)
    assert "1 English" in again
    assert "talk-fault" not in caplog.text
    assert len(texter.request().words) == 1
    texter.text(wrong)
    assert "safe?" in texter.text(wrong)[0], "the third time the talk goes on without"


@pytest.mark.parametrize("choice", ["dos", "the second", "الثاني", "2번", "第二個", "2️⃣"])
def test_t1_the_language_is_chosen_by_a_number_in_words(texter, choice):
    texter.text("hello")
    assert "¿Es seguro" in texter.text(choice)[0]
    assert texter.request().words == ("hello",)


@pytest.mark.parametrize(
    ("steps", "asks", "then"),
    [
        (("hello", "1"), "español por favor", "¿Es seguro"),
        (("hello", "1", "1"), "Spanish please", "1 Comida o agua"),
        (("hello", "1", "1", "1", "we are five"), "¿habla español?", "¿Cómo respondemos"),
        (("hello", "2", "1"), "in English, please", "1 Food or water"),
        (("hello", "1"), "请说中文", "安全吗"),
        (("hello", "1"), "한국어로 해주세요", "안전한가요"),
        (("we need food", "1", "1", "1"), "español", "Un vecino va a leer"),
    ],
)
def test_t1_i8_another_language_can_be_asked_for_by_name_at_every_step(texter, steps, asks, then):
    for body in steps:
        texter.text(body)
    (answer,) = texter.text(asks)
    assert then in answer
    assert asks not in texter.request().words


@pytest.mark.parametrize(
    "words", ["no hablo inglés", "my daughter speaks Spanish at school", "我不会说中文"]
)
def test_a_language_in_a_story_changes_nothing(texter, words):
    texter.text("hello")
    texter.text("1")
    assert "How shall we answer?" in texter.text(words)[0] or "help" in texter.text(words)[0]
    assert words in texter.request().words


@pytest.mark.parametrize(
    ("words", "choice", "topic"),
    [
        ("我需要帮忙付房租", "5", "housing"), ("نحتاج إلى طعام", "7", "food"), ("je cherche un logement", "4", "housing"),
        ("Toi can tien nha", "6", "housing"), ("my kids need diapers", "1", "food"), ("약을 사야 해요", "3", "health"),
    ],
)  # fmt: skip
def test_t2_what_was_said_in_everyday_words_of_any_language_is_not_asked_again(
    texter, words, choice, topic
):
    texter.text(words)
    assert texter.request().topic == topic
    texter.text(choice)
    (how,) = texter.text("1")
    assert "1" in how
    assert "4 " not in how, "no menu of topics: the last question is how to answer"
