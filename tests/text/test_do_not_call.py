"""Who writes that nobody shall call is called no more, whatever they allowed before (T4, V15)."""

from __future__ import annotations

import pytest

from hotline.domain.call_words import wants_call, wants_no_call
from hotline.domain.contact_safety import Contact
from hotline.errors import CallNotAllowed
from hotline.services.callbacks import begin_call
from hotline.services.claims import claim
from tests.text.talking import Texter, somebody_on_call
from tests.text.test_safe_texting import rules_of, to_safe, wish_of
from tests.webhooks.stage import build_stage

NO_CALLS = [
    "Don't call me", "please do not call", "no me llamen", "ne m'appelez pas", "pa rele m",
    "전화하지 마세요", "不要打电话", "đừng gọi cho tôi", "لا تتصل بي",
]  # fmt: skip


@pytest.mark.parametrize("words", NO_CALLS)
def test_t4_a_yes_to_calls_is_taken_back_by_plain_words(tmp_path, clock, words):
    """T4: they are kept for people, texts go on, and the phone does not ring."""
    stage = build_stage(tmp_path, clock)
    volunteer = somebody_on_call(stage)
    texter = Texter(stage, "+12065592888", clock=clock)
    to_safe(texter, "we need food")
    for body in ("call me", "1"):
        texter.text(body)
    assert Contact.CALL in rules_of(texter).ways
    assert wish_of(texter).may_call
    code = texter.request().code
    texter.text(words)
    assert rules_of(texter).ways == {Contact.TEXT}
    assert wish_of(texter) is None
    assert words in texter.request().words
    claim(stage.ports, volunteer, code)
    with pytest.raises(CallNotAllowed):
        begin_call(stage.ports, volunteer, code)


@pytest.mark.parametrize(
    "words", ["call me", "don't call my landlord", "nobody calls me back", "no", "", "I can't call"]
)
def test_other_words_take_nothing_back(words):
    assert not wants_no_call(words)


@pytest.mark.parametrize("words", NO_CALLS)
def test_a_no_is_never_a_wish(words):
    assert not wants_call(words)
