"""T5, T6, T8: 60 ways to say stop are heard as stop, and 40 that only look like it are not."""

from __future__ import annotations

import pytest

from hotline.commands.bench_phrases import NOT_STOP, STOP, each
from hotline.domain.opt_outs import Wish, classify


def test_the_tables_are_as_long_as_was_promised():
    assert len(each(STOP)) >= 60
    assert len(each(NOT_STOP)) >= 40


@pytest.mark.parametrize("phrase", each(STOP))
def test_t5_what_a_reasonable_person_reads_as_stop(phrase):
    assert classify(phrase) is Wish.STOP


@pytest.mark.parametrize("phrase", each(NOT_STOP))
def test_t5_a_request_is_no_opt_out(phrase):
    assert classify(phrase) in {None, Wish.HELP}


@pytest.mark.parametrize(
    ("phrase", "wish"),
    [
        *[
            (each, Wish.HELP)
            for each in (
                "HELP",
                "help me please",
                "Ayuda!",
                "aide",
                "도와주세요",
                "帮助",
                "مساعدة",
                "giúp",
                "ed",
                "ajuda",
            )
        ],
        *[
            (each, Wish.START)
            for each in ("START", "unstop", "empezar", "시작", "开始", "ابدأ", "komanse")
        ],
        *[
            (each, Wish.ERASE)
            for each in (
                "ERASE",
                "delete my data",
                "Borrar",
                "borren mis mensajes por favor",
                "삭제",
                "삭제해 주세요",
                "删除",
                "effacer",
                "امسح",
                "xóa",
                "efase",
                "apagar",
            )
        ],
        *[
            (each, None)
            for each in (
                "",
                "   ",
                "1",
                "hello",
                "\x00",
                "\u202e",
                "delete this app",
                "help me stop my eviction",
                "start of the month I had no food",
                "yes",
                "si",
                "x" * 3000,
            )
        ],
    ],
)
def test_t6_t8_help_start_and_erase(phrase, wish):
    assert classify(phrase) is wish


@pytest.mark.parametrize(
    ("phrase", "wish"),
    [
        ("請刪除我的資料", Wish.ERASE), ("清除我的记录", None), ("arrêtez de m'écrire", Wish.STOP),
        ("不要联系我丈夫", None), ("不好意思打擾了", None), ("请取消我的预约", None), ("終止", Wish.STOP),
    ],
)  # fmt: skip
def test_t5_t8_traditional_chinese_is_understood_and_a_record_at_court_is_not_ours(phrase, wish):
    assert classify(phrase) is wish
