"""The phones' own door: only this machine's pages come through, and it explains itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests

import ivr.simulator
from ivr.simulator.__main__ import read_arguments
from tests.simulator.conftest import ACCOUNT, CALLER, HOTLINE, Carrier, StandIn

PACKAGE = Path(ivr.simulator.__file__).parent


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "evil.example:5001"},
    ],
)
@pytest.mark.parametrize("path", ["/phones/messages", "/control/faults", "/phones/calls"])
def test_strange_pages_are_refused(carrier: Carrier, path: str, headers: dict[str, str]) -> None:
    wishes = {"from": CALLER, "to": HOTLINE, "body": "x"}
    answer = requests.post(carrier.url + path, json=wishes, headers=headers, timeout=5)
    assert answer.status_code == 403


def test_a_strange_host_may_not_even_look(carrier: Carrier) -> None:
    headers = {"Host": "evil.example"}
    for path in ("/", "/phones", f"/phones/messages?number={CALLER}"):
        assert requests.get(carrier.url + path, headers=headers, timeout=5).status_code == 403


def test_its_own_page_may(carrier: Carrier, hotline: StandIn) -> None:
    wishes = {"from": CALLER, "to": HOTLINE, "body": "x"}
    headers = {"Origin": carrier.url}
    answer = requests.post(
        f"{carrier.url}/phones/messages", json=wishes, headers=headers, timeout=5
    )
    assert answer.status_code == 201


def test_the_page_keeps_to_its_policy(carrier: Carrier, hotline: StandIn) -> None:
    answer = requests.get(carrier.url + "/", timeout=5)
    policy = answer.headers["Content-Security-Policy"]
    assert policy == (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        "media-src 'self' blob:; img-src 'self'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )
    assert not re.search(r"<script>|\son\w+=|\sstyle=|<style", answer.text)
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert requests.get(carrier.url + address, timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("path", "wishes", "status"),
    [
        ("/phones/calls", {"from": "12", "to": HOTLINE}, 400),
        ("/phones/calls", {"from": CALLER, "to": "+15550109999"}, 404),
        ("/phones/calls", {"from": 5, "to": HOTLINE}, 400),
        ("/phones/calls", [], 400),
        ("/phones/messages", {"from": CALLER, "to": HOTLINE, "body": "x" * 1601}, 400),
        ("/phones/messages", {"from": CALLER, "to": HOTLINE, "media": [{"data": "?"}]}, 400),
        ("/phones/calls/CA0/hangup", {}, 404),
    ],
)
def test_wrong_wishes_are_answered_with_a_sentence(
    carrier: Carrier, path: str, wishes: object, status: int
) -> None:
    answer = requests.post(carrier.url + path, json=wishes, timeout=5)
    assert answer.status_code == status
    assert answer.json()["error"].endswith(
        (
            ".",
            "}.",
        )
    )


def test_all_phones_that_took_part_are_known(carrier: Carrier, hotline: StandIn) -> None:
    carrier.phone().call(HOTLINE)
    carrier.phone("+15550100007").text(HOTLINE, "Hi")
    known = requests.get(f"{carrier.url}/phones", timeout=5).json()
    assert known["hotlines"] == [HOTLINE]
    assert {phone["number"] for phone in known["phones"]} == {CALLER, "+15550100007"}


def test_a_call_that_is_over_can_be_looked_at(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/voice", "<Say>Hello</Say>")
    call = carrier.phone().call(HOTLINE)
    seen = requests.get(f"{carrier.url}/phones/calls/{call.sid}", timeout=5).json()
    assert seen["ended"]
    assert [event["kind"] for event in seen["events"]] == ["answered", "say", "ended"]


def test_the_simulator_knows_nothing_of_the_application() -> None:
    """It speaks only HTTP with the hotline, so that the hotline cannot lean on it."""
    for file in PACKAGE.rglob("*.py"):
        for line in file.read_text(encoding="utf-8").splitlines():
            found = re.match(
                r"\s*(?:from|import)\s+((?:hotline|workers|translations|ivr)[\w.]*)", line
            )
            assert not found or found[1].startswith("ivr.simulator"), f"{file.name}: {line}"


def test_the_command_line_explains_what_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    good = ["--number", HOTLINE, "--account-sid", ACCOUNT, "--data-dir", "x"]
    for wrong, sentence in [
        ([*good], "SIMULATOR_AUTH_TOKEN"),
        ([*good, "--auth-token", "t", "--number", "911"], "911 is not a number"),
        ([*good, "--auth-token", "t", "--account-sid", "AC1"], "32 hexadecimal"),
        ([*good, "--auth-token", "t", "--webhook-base", "localhost"], "--webhook-base"),
    ]:
        with pytest.raises(SystemExit):
            read_arguments(wrong)
        assert sentence in capsys.readouterr().err


def test_the_password_is_in_no_repr() -> None:
    good = ["--number", HOTLINE, "--account-sid", ACCOUNT, "--data-dir", "x"]
    settings, port = read_arguments([*good, "--auth-token", "very-secret"])
    assert port == 5001
    assert "very-secret" not in repr(settings)
