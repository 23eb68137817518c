"""By text as by phone: an offer is an offer, and the board is read while it is current."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.domain.help_requests import RequestKind
from hotline.services.board import RecordedAnnouncement, add_announcement
from hotline.types import Language
from ivr.flows.segments import segments
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage


@pytest.fixture
def texter(tmp_path, clock):
    stage = build_stage(tmp_path, clock)
    somebody_on_call(stage)
    return Texter(stage, "+15550169901", clock=clock)


def put(texter, words="", language="en", **more):
    add_announcement(
        texter.stage.ports,
        "me",
        language=Language(language),
        languages=[Language(language)],
        until=texter.clock.now() + timedelta(hours=1),
        words=words,
        **more,
    )


def test_an_offer_by_text_is_an_offer(texter):
    texter.text("hello")
    texter.text("1")
    texter.text("1")
    texter.text("4")
    texter.text("2")
    request = texter.request()
    assert (request.topic, request.kind) == ("offer", RequestKind.OFFER)


def test_the_board_by_text_is_what_was_typed_in_that_language(texter):
    put(texter, "Soup tonight at six")
    put(texter, "Sopa hoy", "es")
    put(texter, recording=RecordedAnnouncement(b"RIFF", 2.0))
    for _ in range(4):
        put(texter, "x" * 150)
    texter.text("hello")
    texter.text("1")
    texter.text("1")
    texter.text("4")
    (answer,) = texter.text("3")
    assert "Soup tonight at six" in answer
    assert "Sopa" not in answer
    assert segments(answer) <= 4


def test_an_empty_board_says_so_by_text(texter):
    texter.text("hello")
    texter.text("1")
    texter.text("1")
    texter.text("4")
    (answer,) = texter.text("3")
    assert "There is nothing on our board right now." in answer
