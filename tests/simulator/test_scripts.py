"""Calls and texts from a list of steps, as the command line plays them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hotline.commands.simulate import simulate
from ivr.simulator.client import CarrierError, Phone
from ivr.simulator.script import CallReport, Step, answer_call, run_call_script, run_text
from tests.simulator.conftest import CALLER, HOTLINE, VOLUNTEER, Carrier, StandIn
from tests.simulator.sounds import hum


@pytest.fixture
def flow(hotline: StandIn, carrier: Carrier) -> Carrier:
    """A menu, a recorder and goodbye; silence in the menu repeats it."""
    hotline.says(
        "/twilio/voice",
        '<Gather numDigits="1" action="/menu"><Say language="es-MX">Oprima uno.</Say></Gather>'
        "<Redirect/>",
    )
    hotline.says("/menu", '<Say>Speak after the tone.</Say><Record action="/thanks"/>')
    hotline.says("/thanks", "<Say>Thank you.</Say>")
    return carrier


def play(carrier: Carrier, *steps: Step) -> CallReport:
    lines: list[str] = []
    report = run_call_script(carrier.phone(), steps, lines.append, to=HOTLINE)
    assert report.lines == lines
    return report


def test_a_whole_call(flow: Carrier, tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(hum(2.5))
    report = play(flow, Step("silence"), Step("press", "1"), Step("speak", str(clip)))
    assert report.lines == [
        "  hotline  [es]  Oprima uno.",
        "  caller   is silent",
        "  hotline  [es]  Oprima uno.",
        "  caller   presses 1",
        "  hotline  [en]  Speak after the tone.",
        "  (tone)",
        "  caller   speaks clip.wav (2.5 s)",
        "  hotline  [en]  Thank you.",
        "The call is over: completed.",
    ]
    assert not report.problem
    assert json.loads(json.dumps(report.as_json()))["caller"] == CALLER


def test_a_caller_without_more_steps_is_silent_and_then_hangs_up(flow: Carrier) -> None:
    report = play(flow)
    assert report.lines.count("  caller   is silent") == 3
    assert report.lines[-2:] == ["  caller   hangs up", "The call is over: completed."]
    assert not report.problem


def test_hanging_up_is_a_step(flow: Carrier) -> None:
    report = play(flow, Step("press", "1"), Step("hang-up"))
    assert "  caller   hangs up" in report.lines
    assert report.status == "completed"


def test_speaking_to_a_menu_waits_and_then_says_why_not(flow: Carrier, tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(hum(0.5))
    report = play(flow, Step("speak", str(clip)), Step("press", "1"))
    assert report.problem == "The caller could not speak clip.wav: the line waits for keys."


def test_steps_after_the_end_say_so(flow: Carrier) -> None:
    report = play(flow, Step("press", "1"), Step("press", "1"), Step("press", "2"))
    assert report.problem == "The call was over before the caller could press 2."


def test_a_missing_file_is_found_before_anybody_is_called(flow: Carrier) -> None:
    with pytest.raises(CarrierError, match=r"no file /nowhere\.wav"):
        play(flow, Step("speak", "/nowhere.wav"))


def test_a_text_and_its_answers(flow: Carrier, hotline: StandIn) -> None:
    hotline.says("/twilio/messages", "<Message>We got it.</Message>")
    lines: list[str] = []
    report = run_text(flow.phone(), "Rice, please", lines.append, to=HOTLINE, wait=0.6)
    assert lines == ["  texter   Rice, please", "  hotline  We got it."]
    assert [text.body for text in report.replies] == ["We got it."]
    assert json.loads(json.dumps(report.as_json()))["sent"]["body"] == "Rice, please"


@pytest.mark.parametrize("arguments", [[], ["  "], ["hello", "--file", "/nowhere.png"]])
def test_a_text_of_nothing_or_of_a_file_that_is_not_there_is_refused(arguments: list[str]) -> None:
    done = CliRunner().invoke(simulate, ["text", *arguments, "--phones", "http://127.0.0.1:1"])
    assert done.exit_code == 2
    assert "--file" in done.output


def test_a_picture_and_a_voice_note_go_with_a_text(
    flow: Carrier, hotline: StandIn, tmp_path: Path
) -> None:
    """By the command, as a new user would: words are not needed beside a file."""
    hotline.says("/twilio/messages", "<Message>We got it.</Message>")
    picture, note = tmp_path / "stove.png", tmp_path / "note.wav"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    note.write_bytes(hum(0.5))
    files = ["--file", str(picture), "--file", str(note)]
    done = CliRunner().invoke(
        simulate,
        ["text", *files, "--phones", flow.url, "--data-dir", str(tmp_path), "--wait", "0.6"],
        env={"HOTLINE_PHONE_NUMBER": HOTLINE},
    )
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "  texter   (stove.png)",
        "  texter   (note.wav)",
        "  hotline  We got it.",
    ]
    (form,) = hotline.at("/twilio/messages")
    assert form["NumMedia"] == "2"
    assert form["MediaContentType0"] == "image/png"
    assert form["MediaContentType1"].startswith("audio/")


def test_without_a_carrier_there_is_a_sentence() -> None:
    with pytest.raises(CarrierError, match="cannot be reached"):
        Phone("http://127.0.0.1:1", CALLER).call(HOTLINE)


def test_a_script_answers_a_phone_and_speaks_in_a_room(carrier: Carrier, hotline: StandIn) -> None:
    hotline.says("/whisper", '<Gather numDigits="1" action="/key"><Say>Press one.</Say></Gather>')
    hotline.says("/key", "<Dial><Conference>r1</Conference></Dial>")
    hotline.says("/twilio/voice", "<Dial><Conference>r1</Conference></Dial>")
    other = carrier.phone().call(HOTLINE)
    form = {"To": VOLUNTEER, "From": HOTLINE, "Url": f"{hotline.url}/whisper"}
    carrier.api("POST", "/Calls.json", data=form)
    lines: list[str] = []
    steps = [Step("press", "1"), Step("say", "Hello, neighbor"), Step("hang-up")]
    report = answer_call(carrier.phone(VOLUNTEER), steps, lines.append)
    assert report.problem == ""
    other.events()
    assert "Hello, neighbor" in other.in_room
    assert lines[0] == f"The phone {VOLUNTEER} rings: a call from {HOTLINE}."
    assert "  hotline  [en]  Press one." in lines


@pytest.mark.parametrize(
    ("how", "status"),
    [("busy", "busy"), ("no-answer", "no-answer"), ("failed", "failed"), ("machine", "completed")],
)
def test_a_script_lets_a_phone_do_anything_else(
    carrier: Carrier, hotline: StandIn, how: str, status: str
) -> None:
    hotline.says("/whisper", "<Gather><Say>Press one.</Say></Gather><Hangup/>")
    form = {"To": VOLUNTEER, "From": HOTLINE, "Url": f"{hotline.url}/whisper"}
    carrier.api("POST", "/Calls.json", data=form)
    report = answer_call(carrier.phone(VOLUNTEER), [], lambda _line: None, how=how)
    assert report.status == status


def test_a_phone_that_does_not_ring_is_a_sentence(carrier: Carrier) -> None:
    with pytest.raises(CarrierError, match="did not ring"):
        answer_call(carrier.phone(VOLUNTEER), [], lambda _line: None, wait=0.1)
