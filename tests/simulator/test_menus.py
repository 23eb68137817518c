"""Menus: what Gather does with keys, with silence and with a caller who hangs up."""

from __future__ import annotations

import pytest

from ivr.simulator.client import NotNow
from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, Carrier, StandIn

MENU = '<Gather action="/menu" timeout="4" {}><Say>Press a key.</Say></Gather><Say>Nothing.</Say>'


def menu(attributes: str = 'numDigits="1"') -> str:
    return MENU.format(attributes)


def test_the_first_request_says_who_calls_and_no_more(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu())
    call = carrier.phone().call(HOTLINE)
    (first,) = hotline.asked
    places = {
        f"{end}{place}"
        for end in ("From", "To", "Caller", "Called")
        for place in ("City", "State", "Zip", "Country")
    }
    usual = {"AccountSid", "ApiVersion", "CallSid", "CallStatus", "Direction", "From", "To"}
    assert set(first.params) == usual | {"Called", "Caller"} | places
    assert first.params["AccountSid"] == ACCOUNT
    assert first.params["CallSid"] == call.sid
    assert first.params["From"] == first.params["Caller"] == CALLER
    assert first.params["CallStatus"] == "ringing"
    assert first.params["Direction"] == "inbound"
    assert first.signed
    assert first.token


def test_a_caller_who_hides_their_number_arrives_as_the_word_anonymous(
    carrier: Carrier, hotline: StandIn
) -> None:
    carrier.phone("anonymous").call(HOTLINE)
    assert hotline.asked[0].params["From"] == "+266696687"


def test_a_key_leads_to_the_action(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu())
    hotline.says("/menu", "<Say>Thank you.</Say>")
    call = carrier.phone().call(HOTLINE)
    assert call.words == ["Press a key."]
    assert call.state.waiting == {
        "kind": "gather", "timeout": 4, "num_digits": 1, "finish_on_key": "#", "barge_in": True,
        "typed": "",
    }  # fmt: skip
    call.press("3")
    assert call.words == ["Press a key.", "Thank you."]
    (asked,) = hotline.at("/menu")
    assert asked["Digits"] == "3"
    assert asked["CallStatus"] == "in-progress"
    assert call.state.status == "completed"


def test_without_a_key_the_document_goes_on(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu())
    call = carrier.phone().call(HOTLINE).silence()
    assert call.words == ["Press a key.", "Nothing."]
    assert hotline.at("/menu") == []


def test_with_action_on_empty_result_the_action_is_asked(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says("/twilio/voice", menu('actionOnEmptyResult="true"'))
    call = carrier.phone().call(HOTLINE).silence()
    assert call.words == ["Press a key."]
    assert [asked["Digits"] for asked in hotline.at("/menu")] == [""]


@pytest.mark.parametrize(
    ("attributes", "pressed", "digits"),
    [
        ('numDigits="3"', ["123"], "123"),
        ('numDigits="3"', ["1", "2", "3"], "123"),
        ('numDigits="1"', ["12"], "1"),
        ("", ["12#"], "12"),
        ('finishOnKey="*"', ["1#2*"], "1#2"),
        ('finishOnKey="" numDigits="2"', ["#*"], "#*"),
        ('numDigits="5"', ["12#"], "12"),
    ],
)
def test_keys_are_counted_and_the_finishing_key_is_not_told(
    carrier: Carrier, hotline: StandIn, attributes: str, pressed: list[str], digits: str
) -> None:
    hotline.says("/twilio/voice", menu(attributes))
    call = carrier.phone().call(HOTLINE)
    for keys in pressed:
        call.press(keys)
    assert [asked["Digits"] for asked in hotline.at("/menu")] == [digits]


def test_keys_before_a_silence_count(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu('numDigits="4"'))
    call = carrier.phone().call(HOTLINE).press("12")
    assert call.state.waiting
    assert call.state.waiting["typed"] == "12"
    call.silence()
    assert hotline.at("/menu")[0]["Digits"] == "12"


def test_the_finishing_key_alone_is_no_input(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu('numDigits="1"'))
    call = carrier.phone().call(HOTLINE).press("#")
    assert call.words == ["Press a key.", "Nothing."]
    assert hotline.at("/menu") == []


def test_without_an_action_the_same_address_is_asked(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", '<Gather numDigits="1"/>', "<Say>Again.</Say>")
    carrier.phone().call(HOTLINE).press("1")
    assert [asked.get("Digits") for asked in hotline.at("/twilio/voice")] == [None, "1"]


def test_keys_during_words_outside_a_menu_are_lost(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Say>Welcome.</Say>" + menu())
    call = carrier.phone().call(HOTLINE, listens=False)
    assert call.state.waits_for == "listen"
    with pytest.raises(NotNow):
        call.press("1")
    call.listen().press("1")
    assert hotline.at("/menu")[0]["Digits"] == "1"


@pytest.mark.parametrize("typed", ["", "12"])
def test_a_caller_who_hangs_up_in_a_menu_is_known_only_by_the_status_callback(
    carrier: Carrier, hotline: StandIn, typed: str
) -> None:
    hotline.says("/twilio/voice", menu('numDigits="4"'))
    call = carrier.phone().call(HOTLINE)
    if typed:
        call.press(typed)
    call.hang_up()
    (status,) = hotline.wait_for("/twilio/status")
    assert status["CallStatus"] == "completed"
    assert status["CallSid"] == call.sid
    assert status["CallDuration"] == "0"
    assert hotline.paths() == ["/twilio/voice", "/twilio/status"]


def test_relative_addresses_start_from_the_current_document(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says("/twilio/voice", "<Redirect>deeper/one?x=1</Redirect>")
    hotline.says("/twilio/deeper/one", '<Gather numDigits="1" action="two"/>')
    carrier.phone().call(HOTLINE).press("1")
    assert hotline.paths()[:3] == ["/twilio/voice", "/twilio/deeper/one", "/twilio/deeper/two"]
    assert all(asked.signed for asked in hotline.asked)


def test_what_follows_a_redirect_is_never_reached(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Redirect>/next</Redirect><Say>Never.</Say>")
    hotline.says("/next", "<Hangup/><Say>Neither.</Say>")
    call = carrier.phone().call(HOTLINE)
    assert call.words == []
    assert call.state.status == "completed"


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_is_never_answered(
    carrier: Carrier, hotline: StandIn, reason: str, status: str
) -> None:
    hotline.says("/twilio/voice", f'<Reject reason="{reason}"/>')
    call = carrier.phone().call(HOTLINE)
    assert call.state.status == status
    assert "answered" not in [item.kind for item in call.heard]


def test_words_in_a_language_without_a_voice_are_silence(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says(
        "/twilio/voice", '<Say language="ht-HT">Bonjou</Say><Say language="es-MX">Hola</Say>'
    )
    call = carrier.phone().call(HOTLINE)
    assert call.words == ["Hola"]
    assert carrier.alerts() == [13520]


def test_a_call_of_pauses_lets_the_caller_hang_up_at_each(
    carrier: Carrier, hotline: StandIn
) -> None:
    hotline.says("/twilio/voice", '<Say>Hold.</Say><Pause length="9"/><Redirect/>')
    call = carrier.phone().call(HOTLINE, listens=False)
    assert call.state.waiting == {"kind": "listen", "seconds": 9}
    call.silence()
    assert len(hotline.at("/twilio/voice")) == 2
    call.hang_up()
    assert len(hotline.at("/twilio/voice")) == 2


def test_several_calls_at_once_do_not_mix(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", menu())
    calls = [carrier.phone(f"+1555010000{last}").call(HOTLINE) for last in range(1, 6)]
    for place, call in enumerate(calls, start=1):
        call.press(str(place))
    told = {asked["CallSid"]: asked["Digits"] for asked in hotline.at("/menu")}
    assert told == {call.sid: str(place) for place, call in enumerate(calls, start=1)}
