"""Texts through the simulated carrier, the real workers and four scripts."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import requests
import soundfile

from tests.journeys.running import Running, wait_for

HOTLINE = "+15550100000"
ROSA = "+15550100011"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("hotline") / "data")
    yield hotline
    if not hotline.ended():
        hotline.stop()


def _say(phone, body, media=(), answers=1):
    """Text the hotline; the texts that come back."""
    before = len(phone.received())
    phone.text(HOTLINE, body, media)
    if not answers:
        return []
    wait_for(lambda: len(phone.received()) >= before + answers, 20, f"an answer to {body!r}")
    return [text.body for text in phone.received()[before:]]


def _new(running, known):
    return [row for row in running.requests() if row["code"] not in known]


def _shown(running, code):
    return json.loads(running.hotline("requests", "show", code, "--open", "--json"))


@pytest.mark.parametrize(
    ("number", "first", "choice", "tag", "stop"),
    [
        ("+15550200001", "We need food for 5 people", "1", "en", "please stop texting me"),
        ("+15550210001", "necesito comida", "２", "es", "ya no quiero mensajes"),
        ("+15550220001", "음식이 필요해요", "한국어", "ko", "문자 그만 보내세요"),
        ("+15550230001", "نحتاج إلى طعام 5", "٧", "ar", "توقف"),
        ("+15550240001", "我们需要食物", "(5)", "zh", "不要再发短信了"),
    ],
)
def test_t1_t2_t5_t9_a_talk_in_four_scripts(running, number, first, choice, tag, stop):
    known = {row["code"] for row in running.requests()}
    phone = running.phone(number)
    (languages,) = _say(phone, first)
    assert "STOP" in languages
    (request,) = _new(running, known)
    assert (request["language"], request["state"]) == (tag, "queued"), "before anything is asked"
    _say(phone, choice)
    (confirmed,) = _say(phone, stop)
    assert confirmed
    assert _say(phone, "?", answers=0) == []
    (request,) = _new(running, known)
    assert request["language"] == tag
    assert first in _shown(running, request["code"])["words"]


def test_t4_a_picture_and_a_voice_note_are_answers_and_the_carrier_keeps_none(running):
    known = {row["code"] for row in running.requests()}
    phone = running.phone("+15550250001")
    file = io.BytesIO()
    soundfile.write(file, np.zeros(16_000), 16_000, format="OGG", subtype="OPUS")
    _say(phone, "", [("image/png", PNG)])
    _say(phone, "", [("audio/ogg", file.getvalue())])
    (request,) = _new(running, known)
    shown = running.wait_for_transcript(request["code"])
    assert shown["transcript_state"] in {"silent", "no-model", "nothing-recognised", "too-short"}

    account = json.loads((running.data_dir / "simulator.json").read_text())
    base = f"{running.runtime['phones']}/2010-04-01/Accounts/{account['account_sid']}"
    auth = (account["account_sid"], account["auth_token"])
    sent = [text for text in phone.texts() if text.sender == phone.number]

    def nothing_left():
        return all(
            requests.get(f"{base}/Messages/{each.sid}.json", auth=auth, timeout=5).status_code
            == 404
            for each in sent
        )

    wait_for(nothing_left, 30, "the deletion at the carrier")


def test_t8_erase_through_the_carrier(running):
    known = {row["code"] for row in running.requests()}
    phone = running.phone("+15550260001")
    _say(phone, "necesito ayuda con la renta, es un secreto")
    (request,) = _new(running, known)
    (answer,) = _say(phone, "borrar")
    assert "borramos" in answer
    assert _shown(running, request["code"])["words"] == []


def test_t5_the_carriers_own_stop_is_not_answered_and_ends_everything(running):
    phone = running.phone("+15550270001")
    _say(phone, "food please")
    carrier_says = _say(phone, "STOP")
    assert len(carrier_says) == 1
    assert "unsubscribed" in carrier_says[0]
    assert _say(phone, "are you there", answers=0) == []


def test_c1_no_text_stays_in_the_carriers_log(running):
    """What came and what went; the carrier's own answers to STOP are the sweep's."""
    phone = running.phone("+15550280001")
    _say(phone, "we need food")
    _say(phone, "1")
    account = json.loads((running.data_dir / "simulator.json").read_text())
    url = f"{running.runtime['phones']}/2010-04-01/Accounts/{account['account_sid']}/Messages.json"
    auth = (account["account_sid"], account["auth_token"])

    def left():
        listed = requests.get(url, params={"PageSize": 1000}, auth=auth, timeout=5).json()
        return [each for each in listed["messages"] if each["direction"] != "outbound-reply"]

    wait_for(lambda: not left(), 30, "the deletion of every text at the carrier")
