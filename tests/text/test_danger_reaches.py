"""Words of danger by text: who is told at once is who is there, by shift or by hand (O7, V20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hotline.domain.recurrence import ONCE
from hotline.domain.wall_clock import on_the_wall
from hotline.services import duty
from hotline.services.accounts import add_volunteer
from hotline.services.claims import claim
from hotline.services.shifts import add_shift
from hotline.types import Language, PhoneNumber
from tests.text.talking import Texter
from tests.webhooks.stage import build_stage

WORDS = "he hits me and I am afraid he will kill me"
OURS = "+12065559042"


@pytest.fixture
def stage(tmp_path, clock):
    return build_stage(tmp_path, clock)


def rosa(stage, *languages: str) -> str:
    """Not on call by hand."""
    return add_volunteer(
        stage.ports,
        name="Rosa",
        phone=PhoneNumber(OURS),
        languages=tuple(map(Language, languages)),
        topics=(),
        on_call=False,
        pin="4711",
    ).volunteer_id


def on_shift(stage, clock, volunteer_id: str) -> None:
    begins = on_the_wall(clock.now() + timedelta(hours=1), stage.ports.zone)
    add_shift(
        stage.ports,
        "boss",
        volunteer_id,
        since=begins.date(),
        begin=begins.time().replace(second=0, microsecond=0),
        minutes=240,
        rule=ONCE,
    )
    clock.forward(hours=2)


def told(stage, clock, words: str = WORDS) -> list[str]:
    texter = Texter(stage, "+12065581777", clock=clock)
    texter.text(words)
    return [body for to, body in texter.carrier.sent if to == OURS and "cannot wait" in body]


def test_who_is_there_by_a_shift_is_told(stage, clock):
    on_shift(stage, clock, rosa(stage, "en"))
    assert len(told(stage, clock)) == 1


def test_who_is_on_a_break_is_not(stage, clock):
    who = rosa(stage, "en")
    on_shift(stage, clock, who)
    duty.take_break(stage.ports, who, 30)
    assert told(stage, clock) == []


def test_who_speaks_another_language_is_not(stage, clock):
    on_shift(stage, clock, rosa(stage, "ko"))
    assert told(stage, clock) == []


def test_the_holder_is_told_wherever_they_are(stage, clock):
    """A break of theirs changes nothing: it is their person."""
    who = rosa(stage, "en")
    on_shift(stage, clock, who)
    texter = Texter(stage, "+12065581777", clock=clock)
    texter.text("we need food")
    claim(stage.ports, who, texter.request().code)
    duty.take_break(stage.ports, who, 30)
    assert len(told(stage, clock)) == 1
