"""How a volunteer's text is read (T20), and the numbers that a phone is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.domain.help_requests import new_code
from hotline.domain.notices import NOTICES_TO_ONE, allowed_at
from hotline.domain.offers import CodeOnPhone, Reply, Wanted, free_number, read_reply
from hotline.domain.volunteer_words import WordsFor, read_volunteer_words

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "reply"),
    [
        ("1a", Reply(Wanted.TAKE, number=1)),
        (" 1A  \n", Reply(Wanted.TAKE, number=1)),
        ("12 a", Reply(Wanted.TAKE, number=12)),
        ("ack 12a   ", Reply(Wanted.TAKE, number=12)),
        ("١a", Reply(Wanted.TAKE, number=1)),
        ("１Ａ", Reply(Wanted.TAKE, number=1)),
        ("a", Reply(Wanted.TAKE)),
        ("A ", Reply(Wanted.TAKE)),
        ("472b", Reply(Wanted.TAKE, code="472b")),
        ("Take 472B.", Reply(Wanted.TAKE, code="472b")),
        ("123a", Reply(Wanted.TAKE, code="123a")),
        ("KEEP 472b", Reply(Wanted.KEEP, code="472b")),
        ("keep 3a", Reply(Wanted.KEEP, number=3)),
        ("Keep!", Reply(Wanted.KEEP)),
        ("release 472b", Reply(Wanted.RELEASE, code="472b")),
        ("0a", Reply(Wanted.TAKE, code="0a")),
        ("", Reply(Wanted.TAKE, code="?")),
        ("  ", Reply(Wanted.TAKE, code="?")),
    ],
)
def test_replies(body: str, reply: Reply) -> None:
    assert read_reply(body) == reply


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(body: str) -> None:
    reply = read_reply(body)
    assert reply.number is None or 1 <= reply.number <= 99


def test_a_long_code_is_never_taken_for_a_number_of_this_phone() -> None:
    for digits in (3, 4, 5, 6, 8):
        for _ in range(200):
            code = new_code(digits)
            assert read_reply(code) == Reply(Wanted.TAKE, code=code)


def test_numbers_are_low_and_used_again_after_a_day() -> None:
    told: list[CodeOnPhone] = []
    for request in range(5):
        told.append(CodeOnPhone(free_number(told, NOW), str(request), NOW))
    assert [each.number for each in told] == [1, 2, 3, 4, 5]
    assert free_number(told, NOW + timedelta(days=1, seconds=1)) == 1
    full = [CodeOnPhone(n, str(n), NOW + timedelta(seconds=n)) for n in range(1, 100)]
    assert free_number(full, NOW + timedelta(minutes=5)) == 1


@given(st.lists(st.integers(0, 4 * 3600), max_size=60))
def test_no_limit_is_ever_passed(wanted: list[int]) -> None:
    """T23: whatever is asked for, in each window no more go than the table says."""
    sent: list[datetime] = []
    for second in sorted(wanted):
        now = NOW + timedelta(seconds=second)
        if allowed_at(sent, NOTICES_TO_ONE, now) == now:
            sent.append(now)
    for limit in NOTICES_TO_ONE:
        for moment in sent:
            inside = [each for each in sent if moment - limit.within < each <= moment]
            assert len(inside) <= limit.count


def test_the_moment_that_is_told_is_one_at_which_it_may_go() -> None:
    sent = [NOW, NOW + timedelta(minutes=2), NOW + timedelta(minutes=4)]
    now = NOW + timedelta(minutes=4, seconds=10)
    moment = allowed_at(sent, NOTICES_TO_ONE, now)
    assert moment == NOW + timedelta(minutes=5)
    assert allowed_at(sent, NOTICES_TO_ONE, moment) == moment


@pytest.mark.parametrize(
    "body", ["1 a", "12 A ", " 472 b", "take 472 B.", "ack 1 a", "4 7 2 b", "１ ａ", "١ a"]
)
def test_t20_a_code_with_blanks_in_it_is_never_sent_to_a_person_as_words(body: str) -> None:
    """T20: spaces are ignored; a holder's text of words goes to the person they hold."""
    assert read_volunteer_words(body) is None
    assert read_reply(body).wanted is Wanted.TAKE
    assert read_reply(body).number or len(read_reply(body).code) == 4


@pytest.mark.parametrize(
    "body", ["1a we come at 5", "We come at 5", "472b a friend comes", "1 apple"]
)
def test_words_stay_words(body: str) -> None:
    assert isinstance(read_volunteer_words(body), WordsFor)
