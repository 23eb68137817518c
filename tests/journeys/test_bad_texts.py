"""Issue 4's bad input through the simulated carrier: each is answered and in the queue."""

from __future__ import annotations

import json

import pytest

from tests.journeys.running import Running, wait_for

HOTLINE = "+15550100000"
VCARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nTEL:+15550100099\r\nEND:VCARD\r\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
#: An MP4 with a picture track, as large as the carrier takes it from a phone.
VIDEO = b"\x00\x00\x00\x18ftypisom" + bytes(60) + b"hdlr\x00\x00\x00\x00\x00\x00\x00\x00vide"
SIXTEEN_MB = VIDEO + bytes(16_000_000 - len(VIDEO))
#: By name: the texts of one person, their files, the language that is answered in (a word
#: of the first answer), and what the volunteer must find.
BAD = {
    "3,000 Chinese characters": (
        ["我们需要食物。" * 214] * 2,
        [],
        "已收到您的信息",
        "我们需要食物。" * 214,
    ),
    "70 emoji": (["😀" * 70], [], "we have your message", "😀" * 70),
    "right-to-left with Latin digits": (["نحتاج إلى طعام لـ 5 أشخاص قبل 12"], [], "وصلتنا", "5"),
    "NUL and bidi controls": (
        ["food\x00 for \u202e5\u202c people"],
        [],
        "we have your message",
        "food",
    ),
    "a bare picture": ([""], [("image/png", PNG)], "we have your message", None),
    "a contact card": ([""], [("text/vcard", VCARD)], "we have your message", None),
    "a 16 MB video": ([""], [("video/mp4", SIXTEEN_MB)], "we have your message", None),
    "a body of only spaces": (["   \t "], [], "we have your message", None),
}


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    hotline = Running.start(tmp_path_factory.mktemp("hotline") / "data")
    yield hotline
    if not hotline.ended():
        hotline.stop()


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_answered_in_their_language_and_stands_in_the_queue(running, name):
    bodies, media, answer, found = BAD[name]
    known = {row["code"] for row in running.requests()}
    phone = running.phone(f"+15553{list(BAD).index(name):01d}00001")
    for body in bodies:
        phone.text(HOTLINE, body, media)
    wait_for(lambda: len(phone.received()) >= len(bodies), 30, f"an answer to {name}")
    assert answer in phone.received()[0].body
    (request,) = [row for row in running.requests() if row["code"] not in known]
    assert request["state"] == "queued"
    shown = json.loads(running.hotline("requests", "show", request["code"], "--open", "--json"))
    if found:
        assert any(found in words for words in shown["words"])


def test_two_auto_responders_die_out(running):
    """T21: each of our answers is answered at once, and it ends all the same."""
    phone = running.phone("+15553900001")
    answered = 0
    for _ in range(12):
        phone.text(HOTLINE, "I am out of the office. This is an automatic reply.")
        if answered < 5:
            wait_for(lambda seen=answered: len(phone.received()) > seen, 20, "an answer")
            answered = len(phone.received())
    assert len(phone.received()) == 5
