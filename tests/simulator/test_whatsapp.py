"""WhatsApp at the simulated carrier: addresses, profile names, the window and templates."""

from __future__ import annotations

from tests.simulator.conftest import CALLER, HOTLINE, Carrier, StandIn, eventually

TEXTER = f"whatsapp:{CALLER}"
OURS = f"whatsapp:{HOTLINE}"


def _send(carrier: Carrier, hotline: StandIn, **changes: str):
    form = {"To": TEXTER, "From": OURS, "Body": "We are on our way."}
    return carrier.api(
        "POST", "/Messages.json", data=form | {"StatusCallback": f"{hotline.url}/sent"} | changes
    )


def _end(carrier: Carrier, hotline: StandIn) -> dict[str, str]:
    eventually(lambda: carrier.exchange.callbacks.waiting() == 0)
    return hotline.at("/sent")[-1]


def test_it_comes_with_the_way_and_a_name_and_stop_is_not_answered(
    carrier: Carrier, hotline: StandIn
) -> None:
    phone = carrier.phone(TEXTER)
    phone.text(HOTLINE, "STOP")
    (asked,) = hotline.at("/twilio/messages")
    assert (asked["From"], asked["To"]) == (TEXTER, OURS)
    assert asked["ProfileName"]
    assert asked["WaId"] == CALLER.removeprefix("+")
    assert "FromCountry" not in asked
    assert phone.received() == []


def test_who_wrote_is_answered_freely(carrier: Carrier, hotline: StandIn) -> None:
    phone = carrier.phone(TEXTER)
    phone.text(HOTLINE, "hello")
    assert _send(carrier, hotline).status_code == 201
    assert _end(carrier, hotline)["MessageStatus"] == "delivered"
    assert [text.body for text in phone.received()] == ["We are on our way."]


def test_later_only_a_template_arrives(carrier: Carrier, hotline: StandIn) -> None:
    carrier.phone(TEXTER).text(HOTLINE, "hello")
    carrier.exchange.faults.change({"whatsapp_window_closed": True})
    _send(carrier, hotline)
    end = _end(carrier, hotline)
    assert (end["MessageStatus"], end["ErrorCode"]) == ("failed", "63016")
    template = "HX" + "0" * 32
    assert _send(carrier, hotline, Body="", ContentSid=template).status_code == 201
    assert _end(carrier, hotline)["MessageStatus"] == "delivered"
    (text,) = carrier.phone(TEXTER).received()
    assert template in text.body


def test_the_two_ways_do_not_mix(carrier: Carrier, hotline: StandIn) -> None:
    assert _send(carrier, hotline, From=HOTLINE).json()["code"] == 63007
    assert _send(carrier, hotline, To="whatsapp:rosa").json()["code"] == 21211
    carrier.phone(TEXTER).text(HOTLINE, "hello")
    assert carrier.phone(CALLER).texts() == []


def test_what_is_deleted_from_the_log_stays_on_the_phone(
    carrier: Carrier, hotline: StandIn
) -> None:
    text = carrier.phone(TEXTER).text(HOTLINE, "hello")
    assert carrier.api("DELETE", f"/Messages/{text.sid}.json").status_code == 204
    assert carrier.api("GET", f"/Messages/{text.sid}.json").status_code == 404
    assert carrier.api("GET", "/Messages.json").json()["messages"] == []
    assert [each.body for each in carrier.phone(TEXTER).texts()] == ["hello"]
