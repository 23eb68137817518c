"""V12: a number of its own for relay and TTY callers: no menus, and a minute of patience."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from hotline.config import Settings
from hotline.errors import SettingsError
from hotline.types import PhoneNumber
from ivr.conversation import Conversation
from ivr.flows.library import FlowLibrary, default_flow_path
from ivr.prompts import PromptBook
from tests.webhooks.stage import build_stage, new_sid

RELAY = "+15550100005"


@pytest.mark.parametrize("value", ["relay", "+1555", "+15550100005;+15550100006", "711"])
def test_a_setting_that_cannot_be_meant_is_refused(value: str) -> None:
    with pytest.raises(SettingsError, match="HOTLINE_RELAY_NUMBERS"):
        Settings.from_env({"HOTLINE_RELAY_NUMBERS": value})


def test_v12_a_call_to_that_number_has_no_menus_and_waits_a_minute(tmp_path: Path) -> None:
    named = Settings.from_env({"HOTLINE_RELAY_NUMBERS": f" {RELAY} , +15550100006,"})
    assert named.relay_numbers == {PhoneNumber(RELAY), PhoneNumber("+15550100006")}
    conversation = Conversation(
        build_stage(tmp_path).ports,
        FlowLibrary(default_flow_path()),
        PromptBook.load(),
        "https://hotline.example.org",
        relay_numbers=named.relay_numbers,
    )
    form = {"CallSid": new_sid("CA"), "From": "+15550100001", "To": RELAY}
    verbs = ElementTree.fromstring(conversation.begin_call(form))
    heard = " ".join(verbs.itertext())
    assert "there are no menus" in heard
    assert "Español" not in heard
    # Told what is recorded, and asked: the one key that there is can be left out (V10, V14).
    assert "is recorded" in heard
    [gather] = verbs.iter("Gather")
    assert gather.attrib["timeout"] == "60"
    for turn in (0, 1):
        verbs = ElementTree.fromstring(conversation.take_step(form, turn))
    [record] = verbs.iter("Record")
    assert record.attrib["timeout"] == "60"


def test_v12_any_other_number_has_its_menus(tmp_path: Path) -> None:
    stage = build_stage(tmp_path)
    answer = stage.post(
        "/twilio/voice", CallSid=new_sid("CA"), From="+15550100001", To=RELAY
    ).data.decode()
    assert "Español" in answer
