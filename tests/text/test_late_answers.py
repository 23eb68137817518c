"""T11: an answer that our own trouble held up does not light a phone that others hold by then."""

from __future__ import annotations

import pytest

from hotline.services.claims import claim
from hotline.services.conversation import write
from tests.text.talking import Texter, somebody_on_call
from tests.webhooks.stage import build_stage, new_sid


@pytest.fixture
def texter(tmp_path, clock):
    return Texter(build_stage(tmp_path, clock), "+12065580001", clock=clock)


def written_while_the_workers_are_away(texter: Texter, body: str) -> None:
    answer = texter.stage.post(
        "/twilio/messages", MessageSid=new_sid("SM"), From=texter.number, To="+15550100000",
        Body=body, NumMedia="0",
    )  # fmt: skip
    assert answer.status_code == 200


@pytest.mark.parametrize("body", ["we need food", "ERASE", "STOP"])
def test_what_the_machine_answers_comes_soon_or_never(texter, clock, body):
    texter.text("we need food")
    before = len(texter.carrier.sent)
    written_while_the_workers_are_away(texter, body)
    clock.forward(hours=1, seconds=1)
    texter.deliver()
    assert [body for to, body in texter.carrier.sent[before:] if to == texter.number] == []


def test_what_a_volunteer_wrote_goes_out_late_too(texter, clock):
    rosa = somebody_on_call(texter.stage)
    texter.text("we need food")
    code = texter.request().code
    claim(texter.stage.ports, rosa, code)
    before = len(texter.carrier.sent)
    write(texter.stage.ports, rosa, code, "We come at noon.")
    clock.forward(hours=1, seconds=1)
    texter.deliver()
    assert [body for to, body in texter.carrier.sent[before:] if "noon" in body]
