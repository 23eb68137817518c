"""Texts: in with their media, out with delivery reports, and STOP."""

from __future__ import annotations

import pytest

from ivr.simulator.client import CarrierError
from ivr.simulator.segments import segments_of
from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, Carrier, StandIn, eventually


def send(carrier: Carrier, hotline: StandIn, **changes: str) -> dict[str, object]:
    form = {"To": CALLER, "From": HOTLINE, "Body": "We are on our way."}
    form |= {"StatusCallback": f"{hotline.url}/sent"} | changes
    answer = carrier.api("POST", "/Messages.json", data=form)
    assert answer.status_code == 201, answer.text
    message: dict[str, object] = answer.json()
    return message


def test_a_text_reaches_the_hotline(carrier: Carrier, hotline: StandIn) -> None:
    text = carrier.phone().text(HOTLINE, "Two bags of rice, please\n– Ana")
    (asked,) = hotline.asked
    assert asked.path == "/twilio/messages"
    assert asked.signed
    assert asked.params["MessageSid"] == asked.params["SmsSid"] == text.sid
    assert asked.params["Body"] == "Two bags of rice, please\n– Ana"
    assert asked.params["NumMedia"] == "0"
    assert asked.params["SmsStatus"] == "received"
    assert (asked.params["From"], asked.params["To"]) == (CALLER, HOTLINE)


@pytest.mark.parametrize(
    ("answer", "replies"),
    [
        ("", []),
        ("<Message>Hello</Message>", ["Hello"]),
        ("<Message><Body>Hello\nthere</Body></Message>", ["Hello\nthere"]),
        ("<Message>One</Message><Message>Two</Message>", ["One", "Two"]),
        ((200, "text/plain", "OK"), ["OK"]),
        ((200, "text/xml", ""), []),
        ((500, "text/plain", "broken"), []),
        ("<Say>Hello</Say>", []),
    ],
)
def test_the_answer_to_a_text(
    carrier: Carrier, hotline: StandIn, answer: object, replies: list[str]
) -> None:
    hotline.says("/twilio/messages", answer)
    phone = carrier.phone()
    phone.text(HOTLINE, "Hi")
    eventually(lambda: carrier.exchange.callbacks.waiting() == 0)
    assert sorted(text.body for text in phone.received()) == sorted(replies)


def test_media_come_along_behind_a_redirect(carrier: Carrier, hotline: StandIn) -> None:
    carrier.phone().text(HOTLINE, "", media=[("audio/ogg", b"OggS..."), ("image/png", b"PNG")])
    (asked,) = hotline.at("/twilio/messages")
    assert asked["MessageSid"].startswith("MM")
    assert (asked["NumMedia"], asked["Body"]) == ("2", "")
    assert (asked["MediaContentType0"], asked["MediaContentType1"]) == ("audio/ogg", "image/png")
    path = asked["MediaUrl0"].split(ACCOUNT)[1]
    assert carrier.api("GET", path, auth=None).status_code == 401
    fetched = carrier.api("GET", path)
    assert [step.status_code for step in fetched.history] == [307]
    assert (fetched.content, fetched.headers["Content-Type"]) == (b"OggS...", "audio/ogg")
    assert carrier.api("DELETE", f"{path}.json").status_code == 204
    assert carrier.api("GET", path).status_code == 404


def test_reports_come_in_order_and_the_text_is_on_the_phone(
    carrier: Carrier, hotline: StandIn
) -> None:
    message = send(carrier, hotline)
    assert message["status"] == "queued"
    reports = hotline.wait_for("/sent", times=3)
    assert [report["MessageStatus"] for report in reports] == ["queued", "sent", "delivered"]
    assert {report["MessageSid"] for report in reports} == {message["sid"]}
    assert [text.body for text in carrier.phone().received()] == ["We are on our way."]
    assert carrier.api("GET", f"/Messages/{message['sid']}.json").json()["status"] == "delivered"


def test_a_phone_can_wait_for_a_text(carrier: Carrier, hotline: StandIn) -> None:
    send(carrier, hotline)
    assert [text.body for text in carrier.phone().texts(wait=5)] == ["We are on our way."]


@pytest.mark.parametrize(
    ("code", "last"), [(30003, "undelivered"), (30006, "undelivered"), (30007, "failed")]
)
def test_a_text_can_fail_on_its_way(
    carrier: Carrier, hotline: StandIn, code: int, last: str
) -> None:
    carrier.faults(fail_messages=code)
    message = send(carrier, hotline)
    eventually(lambda: hotline.at("/sent") and hotline.at("/sent")[-1]["MessageStatus"] == last)
    assert hotline.at("/sent")[-1]["ErrorCode"] == str(code)
    shown = carrier.api("GET", f"/Messages/{message['sid']}.json").json()
    assert (shown["status"], shown["error_code"]) == (last, code)
    assert carrier.phone().received() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"From": ""}, 21603),
        ({"Body": ""}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"To": "555"}, 21211),
        ({"From": "+15559999999"}, 21606),
    ],
)
def test_the_api_refuses_what_the_real_one_refuses(
    carrier: Carrier, changes: dict[str, str], code: int
) -> None:
    form = {"To": CALLER, "From": HOTLINE, "Body": "Hello"} | changes
    answer = carrier.api("POST", "/Messages.json", data=form)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert answer.json()["code"] == code


@pytest.mark.parametrize("word", ["STOP", " stop ", "Unsubscribe", "END", "cancel"])
def test_after_stop_nothing_can_be_sent_until_start(
    carrier: Carrier, hotline: StandIn, word: str
) -> None:
    phone = carrier.phone()
    phone.text(HOTLINE, word)
    # The carrier answers by itself, and the hotline hears of it all the same.
    assert "unsubscribed" in phone.received()[0].body
    assert hotline.at("/twilio/messages")[0]["Body"] == word
    form = {"To": CALLER, "From": HOTLINE, "Body": "Hello"}
    assert carrier.api("POST", "/Messages.json", data=form).json()["code"] == 21610
    phone.text(HOTLINE, "START")
    assert carrier.api("POST", "/Messages.json", data=form).status_code == 201


def test_a_reply_to_somebody_who_said_stop_is_not_sent(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/messages", "<Message>Goodbye</Message>")
    phone = carrier.phone()
    phone.text(HOTLINE, "stop")
    assert len(phone.received()) == 1
    assert carrier.alerts() == [21610]


def test_yes_is_an_ordinary_word(carrier: Carrier, hotline: StandIn) -> None:
    phone = carrier.phone()
    phone.text(HOTLINE, "yes")
    assert phone.received() == []


def test_a_text_can_be_redacted_and_deleted(carrier: Carrier, hotline: StandIn) -> None:
    sid = carrier.phone().text(HOTLINE, "My name is Ana").sid
    redacted = carrier.api("POST", f"/Messages/{sid}.json", data={"Body": ""})
    assert redacted.json()["body"] == ""
    assert carrier.api("DELETE", f"/Messages/{sid}.json").status_code == 204
    assert carrier.api("GET", f"/Messages/{sid}.json").json()["code"] == 20404


def test_a_text_on_its_way_cannot_be_deleted(carrier: Carrier, hotline: StandIn) -> None:
    carrier.faults(delay_callbacks_seconds=30)
    sid = send(carrier, hotline)["sid"]
    assert carrier.api("DELETE", f"/Messages/{sid}.json").status_code == 409


def test_a_text_to_a_stranger_says_so(carrier: Carrier) -> None:
    with pytest.raises(CarrierError, match="not in service"):
        carrier.phone().text("+15550109999", "Hello")


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("Ç" * 160, 1),
        ("ç" * 70, 1), ("ç" * 71, 2), ("ن" * 134, 2), ("ن" * 135, 3), ("😀" * 35, 1),
    ],
)  # fmt: skip
def test_segments(body: str, segments: int) -> None:
    assert segments_of(body) == segments
