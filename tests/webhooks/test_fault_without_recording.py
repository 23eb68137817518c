"""V14: who said no to a recording is not recorded by the apology after a fault either."""

from __future__ import annotations

import pytest

from hotline.types import Language
from ivr.flows import engine
from tests.webhooks.test_consent_and_receipts import Caller, requests_of
from tests.webhooks.test_consent_and_receipts import stage as stage


def broken(*_arguments, **_named):
    raise RuntimeError("broken on purpose")


@pytest.mark.parametrize("keys", [["1", "1", "2"], ["1", "1", "2", "1"]])
def test_v14_a_no_is_remembered_through_a_fault(stage, monkeypatch, keys) -> None:
    """V7, V14: no recorder; their request waits already, and they are told so."""
    caller = Caller(stage).press(*keys)
    assert len(requests_of(stage)) == 1
    monkeypatch.setattr(engine, "advance", broken)
    caller.press("1")
    assert not caller.records
    assert "Nothing is recorded" in caller.heard
    assert "Your request waits" in caller.heard
    assert caller.verbs.find(".//Hangup") is not None


def test_v14_everybody_else_still_gets_the_recorder_and_its_consent(stage, monkeypatch) -> None:
    caller = Caller(stage).press("1", "1")
    monkeypatch.setattr(engine, "advance", broken)
    caller.press("1")
    assert caller.records
    assert "is recorded" in caller.heard


def test_v7_a_no_before_any_topic_leaves_a_request_when_a_fault_comes(stage, monkeypatch) -> None:
    """V7, V14: nothing was chosen yet, and nothing can be asked any more: they are kept."""
    caller = Caller(stage).press("2", "0", "2")
    assert requests_of(stage) == []
    monkeypatch.setattr(engine, "advance", broken)
    for happens in (lambda: caller.press("1"), caller.again):
        happens()
        assert not caller.records
        assert "Su solicitud espera" in caller.heard
        (request,) = requests_of(stage)
        assert (request.language, request.topic, request.state.value) == (
            Language("es"),
            "other",
            "queued",
        )
