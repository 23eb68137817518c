"""A number that is a language itself has no menu of languages (V3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.config import Settings
from hotline.errors import SettingsError
from hotline.types import Language, PhoneNumber
from ivr.conversation import Conversation
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.prompts import PromptBook
from tests.webhooks.stage import build_stage, new_sid


@pytest.mark.parametrize("value", ["es", "+1555=es", "+15550100002", "+15550100002=Spanish", "=es"])
def test_a_setting_that_cannot_be_meant_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="HOTLINE_LANGUAGE_NUMBERS"):
        Settings.from_env({"HOTLINE_LANGUAGE_NUMBERS": value})


def test_one_number_cannot_be_two_languages() -> None:
    with pytest.raises(SettingsError, match="two languages"):
        Settings.from_env({"HOTLINE_LANGUAGE_NUMBERS": "+15550100002=es, +15550100002=ko"})


def test_v3_a_call_to_the_number_begins_in_its_language(tmp_path: Path) -> None:
    named = Settings.from_env({"HOTLINE_LANGUAGE_NUMBERS": " +15550100002=ko , "})
    assert named.language_numbers == {PhoneNumber("+15550100002"): Language("ko")}
    conversation = Conversation(
        build_stage(tmp_path).ports,
        FlowLibrary(default_flow_path()),
        PromptBook.load(),
        "https://hotline.example.org",
        named.language_numbers,
    )

    def answer(called: str) -> str:
        return conversation.begin_call(
            {"CallSid": new_sid("CA"), "From": "+15550100001", "To": called}
        )

    korean = answer("+15550100002")
    assert 'language="ko-KR"' in korean
    assert "en-US" not in korean
    assert "Español" in answer("+15550100000")
    assert "Español" in answer("garbage")
