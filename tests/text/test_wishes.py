"""STOP, START, HELP and ERASE through the real door: one confirmation, then silence."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select, text

from hotline.config import LONGEST_NAME
from hotline.domain.segments import segments
from hotline.services.dispatch import send_text
from hotline.services.replies import answer_person
from hotline.store.column_types import SealedBytes
from hotline.store.database import open_database
from hotline.store.tables import metadata
from hotline.types import Language, PhoneNumber
from ivr.prompts import PromptBook
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage, new_sid

_numbers = itertools.count(1000)


@pytest.fixture
def texter(tmp_path, clock):
    return Texter(build_stage(tmp_path, clock), f"+1555018{next(_numbers)}", clock=clock)


@pytest.mark.parametrize(
    ("first", "words", "confirmed"),
    [
        ("we need food", "please stop texting me", "no more texts"),
        ("necesito comida", "para ya, no más mensajes", "no más textos"),
        ("음식이 필요해요", "문자 그만 보내세요", "문자를 보내지 않습니다"),
        ("نحتاج إلى طعام", "توقف", "لن نرسل"),
        ("我们需要食物", "不要再发短信了", "不再发短信"),
    ],
)
def test_t5_t7_one_confirmation_then_silence_and_the_request_stays(texter, first, words, confirmed):
    texter.text(first)
    (answer,) = texter.text(words)
    assert confirmed in answer
    assert texter.text(words) == []
    assert texter.text("1") == []
    request = texter.request()
    assert request is not None
    assert first in request.words


def test_t5_nothing_that_is_sent_later_goes_out(texter):
    """No way round it: not for an answer, and not for a text that was queued before."""
    texter.text("we need food")
    ports, code = texter.stage.ports, texter.request().code
    with ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert answer_person(ports, tx, PhoneNumber(texter.number), request, "queued before")
    with open_database(texter.stage.settings.database_url).connect() as connection:
        waiting = (
            connection.execute(text("select id from messages where status = 'waiting'"))
            .scalars()
            .all()
        )
    sent, texter.deliver = texter.deliver, lambda: None
    texter.text("no more texts")
    texter.deliver = sent
    before = len(texter.carrier.sent)
    for message_id in waiting:
        send_text(ports, texter.carrier, message_id)
    assert len(texter.carrier.sent) == before
    with ports.unit_of_work() as tx:
        assert not answer_person(ports, tx, PhoneNumber(texter.number), request, "later")


def test_t5_please_stop_my_eviction_is_a_request(texter):
    (answer,) = texter.text("please stop my eviction")
    assert "1 English" in answer
    assert texter.request().words == ("please stop my eviction",)


def test_t5_a_later_plea_for_help_reaches_people_and_is_not_answered(texter):
    texter.text("stop sending messages")
    assert texter.text("please help, we have no heat") == []
    assert texter.request().words == ("please help, we have no heat",)


@pytest.mark.parametrize("word", ["START", "empezar", "시작", "ابدأ", "YES"])
def test_t6_start_joins_again(texter, word):
    texter.text("no más mensajes")
    answers = texter.text(word)
    # To its own words the carrier has answered itself.
    assert len(answers) == (0 if word in {"START", "YES"} else 1)
    assert texter.text("I need food")


@pytest.mark.parametrize("word", ["STOP", "unsubscribe", " Quit "])
def test_t5_to_what_the_carrier_has_answered_we_do_not(texter, word):
    texter.text("we need food")
    assert texter.text(word) == []
    assert texter.text("hello?") == []


@pytest.mark.parametrize("told", ["STOP", "HELP", "START"])
def test_t5_t6_opt_out_type_says_that_the_carrier_has_answered(texter, told):
    assert texter.text("apagado", OptOutType=told) == []


def test_t5_the_carriers_error_adds_to_our_list(texter):
    texter.carrier.refuse = 21610
    texter.text("we need food")
    texter.carrier.refuse = 0
    assert texter.text("hello?") == []


def test_t5_the_error_may_come_with_a_status(texter):
    texter.stage.post(
        "/twilio/messages/status",
        MessageSid=new_sid("SM"), MessageStatus="failed", ErrorCode="21610", To=texter.number,
    )  # fmt: skip
    assert texter.text("hello?") == []


@pytest.mark.parametrize(
    ("word", "piece"),
    [("HELP", "press 0"), ("ayuda", "marque 0"), ("도와주세요", "0을"), ("مساعدة", "0")],
)
def test_t6_help_says_who_we_are_and_is_a_request(texter, word, piece):
    if word != "HELP":
        (answer,) = texter.text(word)
    else:
        (answer,) = texter.text("help me please")
    assert "Neighbors' Hotline" in answer
    assert "STOP" in answer
    assert piece in answer
    assert texter.request() is not None


#: By language: who asks for help is told that texts may cost them something.
_COSTS = {
    "en": "may charge for texts",
    "es": "puede cobrar los textos",
    "fr": "peut facturer les textos",
    "ht": "ka fè ou peye",
    "ko": "문자 요금은",
    "zh": "可能收取短信费",
    "vi": "có thể tính phí",
    "ar": "أجرة الرسائل",
}


@pytest.mark.parametrize("tag", _COSTS)
def test_t6_help_tells_the_cost_a_person_and_the_end_in_two_segments(tag):
    """T6: also under the longest name that a network may choose (T2: two segments)."""
    answer = PromptBook.load().text("optout.help", Language(tag), name="N" * LONGEST_NAME)
    for piece in ("N" * LONGEST_NAME, _COSTS[tag], "0", "STOP"):
        assert piece in answer
    assert segments(answer) <= 2


@pytest.mark.parametrize("word", ["ERASE", "borrar", "삭제", "حذف", "delete my data please"])
def test_t8_erase_destroys_what_was_written(texter, word):
    texter.text("my secret is mango")
    texter.text("1")
    code = texter.request().code
    (answer,) = texter.text(word)
    assert "Neighbors' Hotline" in answer
    assert texter.request() is None
    with texter.stage.ports.unit_of_work() as tx:
        request = tx.requests.by_code(code)
        assert request.contact is None
        assert request.fingerprint is None
    database = open_database(texter.stage.settings.database_url)
    with database.connect() as connection:
        # Neither the request's key nor that of the confirmation is left: only those of the
        # copies at the carrier, each of which opens one sid and nothing else.
        keys = set(connection.execute(text("select id from data_keys")).scalars())
        copies = connection.execute(text("select key_id from carrier_copies")).scalars().all()
        assert keys == set(copies)
        assert len(copies) == len(keys) == 3, "one of its own for each of the three texts"
        sealed = _sealed_with(connection, keys)
        assert sealed == {"carrier_copies.sid"}
        assert connection.execute(text("select count(*) from opt_outs")).scalar_one() == 0
    texter.empty_the_carrier()
    with database.connect() as connection:
        assert connection.execute(text("select count(*) from data_keys")).scalar_one() == 0
        assert connection.execute(text("select count(*) from carrier_copies")).scalar_one() == 0
    assert len(texter.carrier.deleted) == 3


def _sealed_with(connection, keys: set[str]) -> set[str]:
    """The columns that hold something under one of these keys."""
    found = set()
    for table in metadata.sorted_tables:
        sealed = [each for each in table.c if isinstance(each.type, SealedBytes)]
        for column in sealed if "key_id" in table.c else ():
            rows = connection.execute(select(table.c.key_id).where(column.is_not(None))).scalars()
            if keys & set(rows) and table.name != "data_keys":
                found.add(f"{table.name}.{column.name}")
    return found


def test_t8_a_wish_for_silence_outlives_the_request(texter):
    texter.text("we need food")
    texter.text("no more texts please")
    assert texter.text("ERASE") == [], "silence also for this"
    assert texter.request() is None
    assert texter.text("we need food again") == []
    assert texter.request() is not None
