"""Key 6, to write instead of talking, and a STOP by key: through the carrier's own webhooks."""

from __future__ import annotations

import pytest

from hotline.domain.contact_safety import Contact
from hotline.services.opt_outs import has_opted_out
from hotline.services.receipts import contact_rules_of
from hotline.types import PhoneNumber
from tests.text.talking import Texter
from tests.webhooks.test_consent_and_receipts import Caller, requests_of
from tests.webhooks.test_consent_and_receipts import stage as stage

NUMBER = "+12125550147"
ASKED = "only if that is safe"
#: How a caller comes there, and the key is pressed: a menu, the question before a recording,
#: the words before its tone, and the questions on safe contact.
PLACES = {
    "menu": ["1", "6"],
    "consent": ["1", "1", "6"],
    "before the tone": ["1", "1", "1", "6"],
    "safe contact": ["1", "1", "2", "6"],
    "person": ["1", "0", "6"],
}


def is_silent(stage, number: str) -> bool:
    with stage.ports.unit_of_work() as tx:
        return has_opted_out(stage.ports, tx, PhoneNumber(number))


def texts_of(stage, request) -> list[str]:
    with stage.ports.unit_of_work() as tx:
        return [each.direction for each in tx.messages.of_request(request.id)]


@pytest.mark.parametrize("keys", PLACES.values(), ids=PLACES)
def test_t4_text_me_instead_at_every_step_is_one_request(stage, clock, keys):
    """T4: the key, a yes, one text; and what they write is threaded under the call's request."""
    caller = Caller(stage, NUMBER).press(*keys)
    assert ASKED in " ".join(caller.heard.split())
    assert not any(texts_of(stage, each) for each in requests_of(stage))
    caller.press("1")
    assert "A text comes to this phone" in caller.heard
    assert len(caller.receipt) == 8
    (request,) = requests_of(stage)
    with stage.ports.unit_of_work() as tx:
        assert contact_rules_of(tx, request).ways == {Contact.TEXT}
    assert texts_of(stage, request) == ["out"]
    Texter(stage, NUMBER, clock=clock).text("we need a crib")
    (same,) = requests_of(stage)
    assert same.id == request.id
    assert "in" in texts_of(stage, same)


@pytest.mark.parametrize("hours", [0, 6, 12, 18])
def test_t4_the_text_passes_the_gate_at_any_hour_and_says_nothing_of_the_call(stage, clock, hours):
    """They hold the phone, and have just said that it is safe."""
    texter = Texter(stage, NUMBER, clock=clock)
    clock.forward(seconds=hours * 3600)
    Caller(stage, NUMBER).press("1", "1", "6", "1")
    texter.deliver()
    ((_, words),) = [sent for sent in texter.carrier.sent if sent[0] == NUMBER]
    assert "write here what you need" in words
    assert "food" not in words.casefold()


def test_t4_what_was_said_before_is_kept_with_it(stage):
    caller = Caller(stage, NUMBER).press("1", "1", "1").speak()
    caller.press("6", "1")
    (request,) = requests_of(stage)
    with stage.ports.unit_of_work() as tx:
        assert len(tx.recordings.of_request(request.id)) == 1
    assert texts_of(stage, request) == ["out"]


@pytest.mark.parametrize("no", [["2"], ["#"], ["", ""]])
def test_t4_without_a_yes_no_text_goes_out_and_the_call_goes_on(stage, no):
    caller = Caller(stage, NUMBER).press("1", "6")
    for key in no:
        caller.press(key) if key else caller.silence()
    assert "We send no text" in caller.heard
    assert "Food or water" in caller.heard
    assert requests_of(stage) == []
    caller.press("1", "1").speak()
    assert len(requests_of(stage)) == 1


@pytest.mark.parametrize("number", ["", "anonymous", "+4915123456789"])
def test_t4_a_phone_that_cannot_be_texted_is_told_and_goes_on(stage, number):
    caller = Caller(stage, number).press("1")
    assert "To write to us instead" not in caller.heard
    caller.press("6")
    assert "We cannot text this phone" in caller.heard
    assert "Food or water" in caller.heard
    assert requests_of(stage) == []


def test_t4_the_same_key_twice_sends_one_text(stage):
    caller = Caller(stage, NUMBER).press("1", "6", "1")
    assert caller.again() == caller.document
    (request,) = requests_of(stage)
    assert texts_of(stage, request) == ["out"]


def test_t5_a_no_by_key_stops_texts_at_once_on_every_channel(stage, clock):
    """T5: said on the phone, and no text confirms it; START by text joins again."""
    texter = Texter(stage, NUMBER, clock=clock)
    caller = Caller(stage, NUMBER).press("1", "1", "2", "3")
    assert "no texts and no calls" in caller.heard
    (request,) = requests_of(stage)
    assert request.state.value == "queued"
    assert texts_of(stage, request) == []
    assert is_silent(stage, NUMBER)
    assert is_silent(stage, f"whatsapp:{NUMBER}")
    # The next call is told so: a number that calls may be forged, and brings nothing back.
    assert "We cannot text this phone" in Caller(stage, NUMBER).press("1", "6").heard
    texter.text("START")
    assert not is_silent(stage, NUMBER)


def test_t5_silence_at_the_question_stops_nothing(stage):
    Caller(stage, NUMBER).press("1", "1", "2").silence(2)
    assert not is_silent(stage, NUMBER)


def test_t5_at_the_receipt_door_key_5_stops_texts_and_calls_from_any_phone(stage):
    receipt = Caller(stage, NUMBER).press("1", "1", "2").silence(2).receipt
    other = Caller(stage, "anonymous").press("8", receipt)
    assert "To stop all texts and calls" in other.heard
    other.press("5")
    assert "no texts and no calls" in other.heard
    assert is_silent(stage, NUMBER)
    (request,) = requests_of(stage)
    assert request.state.value == "queued"


def test_t5_who_withholds_their_number_has_nothing_to_stop(stage):
    caller = Caller(stage, "anonymous").press("1", "1", "2", "3")
    assert "no texts and no calls" not in caller.heard
    assert len(requests_of(stage)) == 1
